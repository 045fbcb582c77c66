"""The page of a run: whole, on its own, and the same whatever was measured."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from loadtest.report.page import write_page
from loadtest.result import Result
from tests.unit.loadtest.report import results


def page(folder: Path, result: Result, baseline: Result | None = None) -> tuple[str, ET.Element]:
    """Its text, and the tree of it: it is written so that an XML parser takes it."""
    path = folder / "out.html"
    write_page(path, result, baseline)
    text = path.read_text(encoding="utf-8")
    doctype, _, rest = text.partition("\n")
    assert doctype == "<!doctype html>"
    return text, ET.fromstring(rest)


CASES = [
    (results.full(), None),
    (results.full(), results.full(0.8)),
    (results.asleep(), results.empty()),
    (results.empty(), None),
    (results.empty(), results.full()),
]


@pytest.mark.parametrize(("result", "baseline"), CASES)
def test_it_is_well_formed_and_needs_nothing_else(
    tmp_path: Path, result: Result, baseline: Result | None
) -> None:
    text, tree = page(tmp_path, result, baseline)
    assert not re.findall(r"https?://", text)
    assert (
        not list(tree.iter("script")) and not list(tree.iter("link")) and not list(tree.iter("img"))
    )
    assert not re.findall(r"@import|url\((?!#)", text)
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids)), "every id once"
    assert set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', text)) <= {
        pair for name in ids for pair in ((name, ""), ("", name))
    }
    assert "None" not in text and "nan" not in text.lower().replace("nanum", "")


def test_pictures_have_words_and_text_stays_text(tmp_path: Path) -> None:
    _, tree = page(tmp_path, results.full())
    drawn = list(tree.iter("svg"))
    assert len(drawn) == 10
    words = [svg.get("aria-label", "") for svg in drawn]
    assert "Frame age, ms, over 38.5 s: p50 mostly" in " ".join(words)
    assert all(len(text) > 30 for text in words)
    assert all(list(svg.iter("text")) for svg in drawn)
    assert len(list(tree.iter("figcaption"))) == 10


def test_colours_are_those_of_the_page(tmp_path: Path) -> None:
    text, tree = page(tmp_path, results.full())
    assert "prefers-color-scheme: dark" in text
    styles = " ".join(e.get("style", "") for svg in tree.iter("svg") for e in svg.iter())
    assert not re.findall(r"#[0-9a-fA-F]{6}", styles)
    used = set(re.findall(r"var\((--[a-z0-9]+)\)", text))
    assert used <= set(re.findall(r"(--[a-z0-9-]+):", text))


def test_headline_figures_stand_in_cards(tmp_path: Path) -> None:
    _, tree = page(tmp_path, results.full())
    cards = ["".join(item.itertext()) for item in tree.iter("li")]
    assert len(cards) == 5
    assert "204 ms" in cards[1] and "46.8 kB/s" in cards[3]
    _, tree = page(tmp_path, results.full(), results.full(0.5))
    cards = ["".join(item.itertext()) for item in tree.iter("li")]
    assert "+102 (+100 %)" in cards[1] and "as before" in cards[4]


def test_a_partial_run_says_so_first_in_both_languages(tmp_path: Path) -> None:
    text, tree = page(tmp_path, results.empty())
    assert "This run is partial: Nothing answers" in text
    assert "중간에 끝난 기록" in text
    assert not list(tree.iter("svg"))
    facts = ["".join(item.itertext()) for item in tree.iter("dd")]
    assert "3" in facts, "the exit code"


def test_words_from_outside_cannot_become_markup(tmp_path: Path) -> None:
    evil = '"><script>alert(1)</script>'
    hostile = results.full().model_copy(
        update={"url": evil, "ended": evil, "settings": {evil: evil}}
    )
    _, tree = page(tmp_path, hostile)
    assert not list(tree.iter("script"))


def test_one_second_of_course_is_no_picture_over_time(tmp_path: Path) -> None:
    short = results.full().model_copy(update={"course": results.full().course[:1]})
    _, tree = page(tmp_path, short)
    assert len(list(tree.iter("svg"))) == 3
