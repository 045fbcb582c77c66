"""Entries as operators write them, and what is said of a mistake in one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from metaserver.civic.knowledge.entries import BODY_MAX, load_entries
from metaserver.errors import SettingError

GOOD = """---
title: Reading the meter
also: [where is my reading]
source_title: Example
as_of: 2026-11-20
---
Open the lid.
"""


def put(folder: Path, text: str = GOOD, at: str = "water/en/water-meter-read.md") -> Path:
    path = folder / at
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def told(folder: Path) -> str:
    with pytest.raises(SettingError) as raised:
        load_entries(folder)
    return str(raised.value)


def test_place_and_head_say_what_an_entry_is(tmp_path: Path) -> None:
    put(tmp_path)
    (entry,) = load_entries(tmp_path)
    assert (entry.topic, entry.department, entry.language) == ("water-meter-read", "water", "en")
    assert entry.head.as_of == dt.date(2026, 11, 20)
    assert entry.head.also == ("where is my reading",)
    assert entry.head.source == ""
    assert entry.words == "Open the lid."


def test_files_beside_the_departments_are_for_people(tmp_path: Path) -> None:
    put(tmp_path)
    put(tmp_path, "How we write", "README.md")
    assert len(load_entries(tmp_path)) == 1


def test_lines_that_end_as_on_windows_are_no_mistake(tmp_path: Path) -> None:
    path = put(tmp_path)
    path.write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert load_entries(tmp_path)[0].words == "Open the lid."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (GOOD.replace("as_of: 2026-11-20", "as_of: soon"), ":5: as_of:"),
        (GOOD.replace("title: Reading the meter", "titel: Reading"), ":1: title: Field required"),
        (GOOD.replace("title: Reading the meter", "titel: Reading"), ":2: titel: Extra inputs"),
        (GOOD.replace("as_of", "source: javascript:alert(1)\nas_of"), ":5: source:"),
        (GOOD.replace("also: [where", "also: ['', where"), ":3: also.0:"),
        (GOOD.replace("title: R", "title: [R"), ":"),
        (GOOD.removesuffix("Open the lid.\n"), ":7: there is no text below the head"),
        (GOOD + "x" * BODY_MAX, ":7: "),
        ("Open the lid.\n", ":1: an entry begins with a head"),
        ("---\ntitle: Open\n", ":1: an entry begins with a head"),
        ("", ":1: an entry begins with a head"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(tmp_path: Path, text: str, sentence: str) -> None:
    path = put(tmp_path, text)
    assert f"{path}{sentence}" in told(tmp_path)


@pytest.mark.parametrize(
    "at", ["water/topic.md", "water/fr/topic.md", "water/en/more/topic.md", "Water/en/topic.md",
           "water/en/Topic one.md"],
)  # fmt: skip
def test_a_file_in_the_wrong_place_is_told(tmp_path: Path, at: str) -> None:
    put(tmp_path)
    assert f"{put(tmp_path, at=at)}: an entry lies in" in told(tmp_path)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    put(tmp_path, "", "water/en/a.md")
    put(tmp_path, "", "water/en/b.md")
    assert len(told(tmp_path).splitlines()) == 2


def test_a_topic_belongs_to_one_department(tmp_path: Path) -> None:
    put(tmp_path)
    put(tmp_path, at="desk/ko/water-meter-read.md")
    assert "water-meter-read lies in the departments desk and water" in told(tmp_path)


def test_a_folder_without_entries_is_a_mistake(tmp_path: Path) -> None:
    assert "there is no entry" in told(tmp_path)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    put(tmp_path).write_bytes(b"---\n\xff\n---\n")
    assert "cannot be read as UTF-8 text" in told(tmp_path)
