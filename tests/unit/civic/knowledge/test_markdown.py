"""What is left of Markdown when it is quoted in a line of chat."""

from __future__ import annotations

import pytest

from metaserver.civic.knowledge.markdown import plain_text


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("Open the lid\nand read.", "Open the lid and read."),
        ("One.\n\n\nTwo.\n", "One.\n\nTwo."),
        ("# Where\nIt is *under* the **blue lid**.", "Where\nIt is under the blue lid."),
        ("- one\n  more\n* two", "- one more\n- two"),
        ("1. one\n2. two", "1. one\n2. two"),
        ("See [the page](https://example.org/a_b).", "See the page."),
        ("See <https://example.org>.", "See https://example.org."),
        ("Write `119`.", "Write 119."),
        ("a <!-- not for reading -->b", "a b"),
        ("2 * 3 * 4 is 24", "2 * 3 * 4 is 24"),
        ("**굵게**만 씁니다", "굵게만 씁니다"),
        (" \n ", ""),
    ],
)
def test_only_the_words_are_left(markdown: str, plain: str) -> None:
    assert plain_text(markdown) == plain
