"""Entries as HTML."""

import pytest

from metaserver.web.help.marked import marked


def test_paragraphs_and_lists() -> None:
    html = marked("하나입니다.\n\n- 가\n- 나\n\n1. 먼저\n2. 다음")
    assert html.count("<p>") == 1 and html.count("<li>") == 4 and "<ol>" in html


def test_a_link_gives_nothing_away() -> None:
    assert 'href="https://example.org" rel="nofollow noopener"' in marked(
        "[x](https://example.org)"
    )


@pytest.mark.parametrize(
    "words",
    ["<script>alert(1)</script>", "<img src=x onerror=y>", "[x](javascript:alert(1))", "![a](b)"],
)
def test_nothing_gets_into_the_page(words: str) -> None:
    html = marked(words)
    assert "<script" not in html and "<img" not in html and 'href="javascript' not in html


def test_headings_stay_lines() -> None:
    assert "<h" not in marked("# groß\n\nklein\n=====")
