"""The table at the end of a run."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from loadtest.report.baseline import Difference, of_line
from loadtest.report.lines import QUANTILES, Line, Number, Spread, blocks, title
from loadtest.report.remarks import Weight, gates, remarks
from loadtest.report.words import NONE, number, percent, signed
from loadtest.result import Result

_STYLES = {Weight.BAD: "bold red", Weight.WARN: "yellow", Weight.NOTE: "dim"}
_LABEL_WIDTH = 38


def print_result(console: Console, result: Result, baseline: Result | None = None) -> None:
    """Everything that was measured; with ``baseline`` a column of differences, the one of p99
    where there is a distribution. What was not measured is left out."""
    console.print(f"\n[bold]{escape(headline(result))}[/]")
    told = ""
    for group, block in blocks(result):
        if group != told:
            console.print()
        console.print(_block("" if group == told else group, block, result, baseline))
        told = group
    if result.position_gate_m:
        console.print()
        console.print(_gates(result))
    for code, count in sorted(result.close_codes.items()):
        console.print(f"connections closed with {escape(code)}: {count:,}")
    for remark in remarks(result, baseline):
        console.print(f"[{_STYLES[remark.weight]}]{escape(remark.text)}[/]")


def headline(result: Result) -> str:
    """``plaza: 5,000 people, 30 s, tier full, seed 1, ws://...``."""
    return (
        f"{result.scenario}: {result.clients:,} people, {number(result.seconds)} s, "
        f"tier {result.tier}, seed {result.seed}, {result.url}"
    )


def _block(group: str, block: Sequence[Line], result: Result, baseline: Result | None) -> Table:
    """Lines of one kind."""
    columns: Sequence[str] = ("",)
    if isinstance(block[0], Spread):
        # With the differences beside it, "most" would be too much for 80 columns.
        columns = QUANTILES[:3] if baseline else QUANTILES
    table = _table(group, columns, compared=baseline is not None)
    for line in block:
        cells = _cells(line, columns, result)
        table.add_row(title(line), *cells, *_change(line, result, baseline))
    return table


def _cells(line: Line, quantiles: Sequence[str], result: Result) -> list[str]:
    if isinstance(line, Number):
        return [number(line.of(result))]
    return [number(getattr(line.of(result), quantile)) for quantile in quantiles]


def _table(group: str, columns: Sequence[str], *, compared: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 1, 0, 0))
    table.add_column(f"[bold not dim]{group}[/]" if group else "", width=_LABEL_WIDTH)
    for column in columns:
        table.add_column(column, justify="right", width=7, no_wrap=True)
    if compared:
        table.add_column("difference", justify="right", width=16, no_wrap=True)
    return table


def _change(line: Line, result: Result, baseline: Result | None) -> list[str]:
    if baseline is None:
        return []
    rows = of_line(line, result, baseline)
    return [change_text(next(row for row in rows if row.quantile in ("", "p99")))]


def change_text(row: Difference) -> str:
    """``−3.1 (−3 %)``, green for better and red for worse, in rich's markup."""
    if row.change is None:
        return NONE
    if row.change == 0:
        return "[dim]=[/]"
    text = f"{signed(row.change)} ({percent(row.part)})"
    colour = {True: "green", False: "red", None: "dim"}[row.improved]
    return f"[{colour}]{text}[/]"


def _gates(result: Result) -> Table:
    table = _table("Gates", ["p95", "allowed", ""], compared=False)
    kept = {True: "[green]kept[/]", False: "[bold red]missed[/]", None: "[dim]unseen[/]"}
    for gate in gates(result):
        label = f"position error, {gate.ring} (m)"
        table.add_row(label, number(gate.error_m), number(gate.allowed_m), kept[gate.kept])
    return table
