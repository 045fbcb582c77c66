"""The figures of a run as rows of text for the page, with what changed since a baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loadtest.report.baseline import Difference, of_line
from loadtest.report.lines import QUANTILES, Line, Number, blocks, title
from loadtest.report.remarks import gates
from loadtest.report.words import NONE, number, percent, signed
from loadtest.result import Result

_MANNERS = {True: "better", False: "worse", None: ""}
_COLUMNS = len(QUANTILES)


@dataclass(frozen=True)
class Cell:
    """``manner`` is a class of the page: ``better``, ``worse`` or none."""

    text: str
    manner: str = ""
    more: str = ""
    """Small, behind it."""


@dataclass(frozen=True)
class Row:
    label: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Table:
    """``columns`` and each row's cells are as many as there are quantiles."""

    group: str
    columns: Sequence[str]
    rows: Sequence[Row]


def change(row: Difference) -> Cell:
    """``+10.3 (+12 %)``, better or worse."""
    if row.change is None:
        return Cell(NONE)
    if row.change == 0:
        return Cell("as before")
    return Cell(f"{signed(row.change)} ({percent(row.part)})", _MANNERS[row.improved])


def tables(result: Result, baseline: Result | None) -> list[Table]:
    """What was measured, and the gates."""
    found: list[Table] = []
    for group, block in blocks(result):
        columns: Sequence[str] = QUANTILES
        if isinstance(block[0], Number):
            columns = ["", "difference" if baseline else "", "", ""]
        name = "" if group in (table.group for table in found) else group
        found.append(_table(name, columns, block, result, baseline))
    return [*found, _gates(result)] if result.position_gate_m else found


def _table(
    group: str, columns: Sequence[str], chosen: Sequence[Line], result: Result,
    baseline: Result | None,
) -> Table:  # fmt: skip
    rows = []
    for line in chosen:
        cells = [_cell(row, baseline) for row in of_line(line, result, baseline or result)]
        rows.append(Row(title(line), _filled([cell for pair in cells for cell in pair])))
    return Table(group, columns, rows)


def _cell(row: Difference, baseline: Result | None) -> list[Cell]:
    """A number has its change in the next column, a quantile the percentage behind it."""
    text = number(row.now)
    if baseline is None:
        return [Cell(text)]
    if isinstance(row.line, Number):
        return [Cell(text), change(row)]
    return [Cell(text, _MANNERS[row.improved], percent(row.part) if row.change else "")]


def _gates(result: Result) -> Table:
    said = {True: Cell("kept", "better"), False: Cell("missed", "worse"), None: Cell("not seen")}
    rows = [
        Row(
            f"position error, {gate.ring} (m)",
            _filled([Cell(number(gate.error_m)), Cell(number(gate.allowed_m)), said[gate.kept]]),
        )
        for gate in gates(result)
    ]
    return Table("Gates", ["p95", "allowed", "", ""], rows)


def _filled(cells: list[Cell]) -> list[Cell]:
    return cells + [Cell("")] * (_COLUMNS - len(cells))
