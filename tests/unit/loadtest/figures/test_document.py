"""The document of the figures: written from records, one row at a time."""

import re
from pathlib import Path

import pytest

from loadtest.errors import ScenarioError
from loadtest.figures import document, records
from loadtest.figures.records import Record
from loadtest.figures.rows import BY_NAME, ROWS
from tests.unit.loadtest.report import results


def record(row: str, *rounds: dict[str, float | None], **more: object) -> Record:
    fields = {"date": "2026-11-22T14:03:11+00:00", "machine": results.full().machine, **more}
    return Record(row=row, rounds=list(rounds), **fields)  # type: ignore[arg-type]


GOOD: dict[str, float | None] = {
    "frame age p99": 92.0, "seen near p99": 204.0, "server CPU": 0.84, "dropped connections": 0.0,
    "missed gates": 0.0,
}  # fmt: skip


def cells(text: str, what: str) -> list[str]:
    """Of the first line of the table that tells ``what``."""
    line = next(line for line in text.splitlines() if f"| {what} |" in line)
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_one_row_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    out, folder = tmp_path / "docs" / "performance.md", tmp_path / "docs" / "performance"
    slow = {**GOOD, "frame age p99": 150.0}
    records.save(folder, record("plaza", GOOD, {**GOOD, "frame age p99": 96.0}))
    records.save(folder, record("growth", {"server CPU per client, at 4,000 over at 500": 1.4}))
    document.write(out, folder)
    before = out.read_text(encoding="utf-8")
    assert cells(before, "frame age p99")[1:] == [
        "frame age p99", "at most 120 ms", "94 ms (92 to 96)", "yes",
    ]  # fmt: skip
    records.save(folder, record("plaza", slow))
    document.write(out, folder)
    after = out.read_text(encoding="utf-8")
    assert cells(after, "frame age p99")[3:] == ["150 ms", "**no**"]
    growth = "server CPU per client, at 4,000 over at 500"
    assert cells(before, growth) == cells(after, growth)
    assert cells(after, growth)[-1] == "yes"


def test_without_records_every_row_is_there_and_not_measured() -> None:
    text = document.text({}, "performance")
    for row in ROWS:
        assert cells(text, row.aims[0].what)[3:] == ["not measured yet", ""]
        assert row.what in text
    assert "**no**" not in text


def test_every_line_of_the_table_has_its_five_cells() -> None:
    text = document.text({"plaza": record("plaza", GOOD)}, "performance")
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert len(table) == 2 + sum(aim.limited for row in ROWS for aim in row.aims)
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {6}
    assert "Beside them" not in text


def test_figures_without_an_aim_stand_in_a_table_of_their_own() -> None:
    slope: dict[str, float | None] = {"slope beyond its noise": 0.0, "slope": 0.125}
    text = document.text({"tunnel": record("tunnel", slope)}, "performance")
    beside = text[text.index("## Beside them") :]
    assert cells(beside, "slope")[2] == "0.125 MB/min"
    assert cells(beside, "resumed")[2] == "not measured"
    assert "slope beyond" not in beside


def test_what_was_not_reached_says_where_the_profile_lies() -> None:
    bad = record(
        "plaza", {**GOOD, "server CPU": 0.97}, profile="plaza.profile.txt", problems=["It rained."]
    )
    text = document.text({"plaza": bad}, "performance")
    notes = text[text.index("## What was not reached") :]
    assert "not reached: server CPU (at most 0.9 cores)" in notes
    assert "(performance/plaza.profile.txt)" in notes and "- It rained." in notes


def test_when_everything_is_reached_nothing_is_missing() -> None:
    text = document.text({"plaza": record("plaza", GOOD)}, "performance")
    assert "## What was not reached\n\nNothing of what was measured.\n" in text


def test_machine_date_and_rounds_are_told_once_for_rows_measured_alike() -> None:
    both = {"plaza": record("plaza", GOOD, GOOD), "memory": record("memory", {}, {})}
    text = document.text(both, "performance")
    assert "- plaza, memory: 2026-11-22, 2 rounds, AMD EPYC 7B13, 2 cores, 24 GiB" in text


def test_a_round_that_lacks_a_figure_is_not_reached() -> None:
    row = BY_NAME["plaza"]
    half = record("plaza", GOOD, {"frame age p99": None})
    assert "frame age p99" in [aim.what for aim in document.missed(row, half)]


@pytest.mark.parametrize("content", [b"", b"hello", b'{"row": "plaza"}', b"[]"])
def test_a_file_that_is_no_record_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "plaza.json").write_bytes(content)
    with pytest.raises(ScenarioError, match=r"plaza\.json: is not a record .* --only plaza$"):
        document.write(tmp_path / "out.md", tmp_path)
    assert not (tmp_path / "out.md").exists()
