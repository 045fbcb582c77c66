"""Whatever a file holds, it ends in a world or in problems."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metaserver.worldfiles.yamlfile import Document, parse_yaml, read_yaml

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"

HOSTILE: list[tuple[str, bytes, int, str]] = [
    ("an anchor", BOMB.encode(), 1, "Anchors"),
    ("an alias alone", b"id: yard\nname: *x\n", 2, "Anchors"),
    ("a tag", b"id: !!python/object/apply:os.system [ls]\n", 1, "Tags"),
    ("a binary tag", b"id: !!binary aGVsbG8=\n", 1, "Tags"),
    ("a field twice", b"id: yard\nname: x\nid: other\n", 3, "written twice"),
    ("a tab", b"levels:\n\t- x\n", 2, "tab"),
    ("not UTF-8", b"id: yard\nname: \xff\xfe\n", 2, "UTF-8"),
    ("a null byte", b"id: yard\nname: a\x00b\n", 1, "YAML"),
    ("an open bracket", b"id: [1, 2\nname: x\n", 2, "YAML"),
    ("deep nesting", b"a: " + b"[" * 5000, 1, "deeper"),
    ("deep blocks", "".join("  " * i + "a:\n" for i in range(60)).encode(), 17, "deeper"),
    ("two documents", b"id: yard\n---\nid: other\n", 2, "second document"),
    ("a list as a name", b"? [a, b]\n: c\n", 1, "plain word"),
    ("a directive", b"%YAML 9.9\n---\nid: yard\n", 1, "YAML"),
    ("too many values", b"a: [" + b"1, " * 70_000 + b"]", 1, "more than"),
]


@pytest.mark.parametrize(("raw", "line", "words"), [case[1:] for case in HOSTILE],
                         ids=[case[0] for case in HOSTILE])  # fmt: skip
def test_hostile_text_ends_in_a_problem(tmp_path: Path, raw: bytes, line: int, words: str) -> None:
    path = tmp_path / "world.yaml"
    path.write_bytes(raw)

    document = read_yaml(path)

    assert words in document.problems[0].sentence
    assert document.problems[0].line == line


def test_a_file_over_a_megabyte_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "world.yaml"
    path.write_bytes(b"#" * 1_000_001)

    assert "1 MB" in read_yaml(path).problems[0].sentence


def test_a_folder_in_place_of_a_file_is_a_problem(tmp_path: Path) -> None:
    assert "cannot be read" in read_yaml(tmp_path).problems[0].sentence


@pytest.mark.parametrize("raw", ["", "# nothing\n", "just words\n", "- a\n- list\n", "42\n"])
def test_a_file_that_is_no_world_is_a_problem(home: Any, raw: str) -> None:
    home.world.write_text(raw)

    assert [problem.file for problem in home.problems()] == [str(home.world)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("-3.5", -3.5), ("1e3", 1000.0), ("true", True), ("~", None), ("", None),
        ("yes", "yes"), ("2026-11-22", "2026-11-22"), ("'12'", "12"), ("0x1f", "0x1f"),
        ("9" * 5000, "9" * 5000), ("1_000", "1_000"), ("seoul", "seoul"),
    ],
)  # fmt: skip
def test_plain_values_are_what_they_look_like(text: str, value: object) -> None:
    assert parse_yaml(Document("x"), f"a: {text}\n").data == {"a": value}


def test_lines_are_those_of_the_values() -> None:
    document = parse_yaml(Document("x"), "a:\n  - b: 1\n    c:\n      d: 2\n  - e\n")

    assert document.lines[("a",)] == 1
    assert document.lines[("a", 0, "b")] == 2
    assert document.lines[("a", 0, "c")] == 3
    assert document.lines[("a", 0, "c", "d")] == 4
    assert document.line(("a", 1, "gone")) == 5


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    document = parse_yaml(Document("x"), text)

    assert document.data is None or not [p for p in document.problems if "YAML" in p.sentence]


JUNK = st.one_of(
    st.sampled_from([
        "", "~", "[]", "{}", "-1", "0", "1e9", "1e308", "-0.0", ".inf", "true", "'", '"', "&a",
        "*a", "!!x", "|", ">", "\t", ":", "- ", "? ", "{a: b}", "[1, 2, 3]", "ground", "yard",
        "gate", "polygon: [[0, 0], [1, 1], [0, 1]]", "piece: {}", "\n", "\n\n  ", "#", "%",
    ]),
    st.text(max_size=8),
    st.floats(width=16).map(str),
)  # fmt: skip


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_change_of_a_world_gives_problems_or_a_world(home: Any, data: st.DataObject) -> None:
    original = {path: path.read_text("utf-8") for path in (home.world, home.en, home.manifest)}
    path = data.draw(st.sampled_from([home.world, home.world, home.world, home.en, home.manifest]))
    text = original[path]
    try:
        for _ in range(data.draw(st.integers(1, 3))):
            start = data.draw(st.integers(0, len(text)))
            end = min(len(text), start + data.draw(st.sampled_from([0, 1, 2, 5, 20, 60])))
            text = text[:start] + data.draw(JUNK) + text[end:]
        path.write_text(text, "utf-8", errors="replace")

        for problem in home.problems():
            assert problem.line >= 1
            assert problem.sentence.endswith((".", "?"))
    finally:
        for path, before in original.items():
            path.write_text(before, "utf-8")
