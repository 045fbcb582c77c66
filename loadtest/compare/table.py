"""The comparison as tables, one for each peer: ours, theirs, the ratio and its spread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from loadtest.compare.outcome import ComparisonResult, Ratio, Row, Subject
from loadtest.compare.remarks import of_row, of_rows
from loadtest.compare.rings import NEAR_M, RINGS
from loadtest.report.words import number

NAMES = {
    Subject.OURS: "ours",
    Subject.FLOOR: "send() in C",
    Subject.BROADCAST: "websockets.broadcast",
    Subject.COLYSEUS: "Colyseus",
    Subject.COLYSEUS_VIEWS: f"Colyseus, a view of {NEAR_M:.0f} m for each",
}
Figure = Callable[[Row], float | None]


def _updates(ring: str) -> Figure:
    return lambda row: row.updates_per_s.get(ring)


_LINES: tuple[tuple[str, str, Figure], ...] = (
    ("CPU of the server (cores)", "cpu", lambda row: row.cpu_cores),
    ("for one client (ms/s)", "", lambda row: row.ms_per_client_s),
    ("for writing frames (cores)", "write", lambda row: row.write_cpu_cores),
    ("bytes to a client (kB/s)", "bytes", lambda row: row.bytes_per_client_s / 1000),
    ("frames to a client (/s)", "", lambda row: row.frames_per_client_s),
    *((f"updates of one, {ring} (/s)", "", _updates(ring)) for ring in RINGS),
    ("messages from a client (/s)", "", lambda row: row.said_per_client_s),
    ("CPU of the generator (cores)", "", lambda row: row.load_cpu_cores),
    ("its timers late, p99 (ms)", "", lambda row: row.load_lag_p99_ms),
)
_KEPT = {True: " [green]kept[/]", False: " [bold red]missed[/]", None: ""}


def print_row(console: Console, row: Row) -> None:
    """While it runs: one line."""
    marks = "".join(f"; {remark}" for remark in of_row(row))
    console.print(
        f"round {row.round + 1}: {NAMES[row.subject]}, {row.clients:,} clients:"
        f" {number(row.cpu_cores)} of a core, {number(row.bytes_per_client_s / 1000)} kB/s each"
        f"[yellow]{escape(marks)}[/]",
        soft_wrap=True,
        highlight=False,
    )


def print_comparison(console: Console, result: ComparisonResult) -> None:
    """Medians of the rounds, and what must be known before they are believed."""
    kinds = dict.fromkeys((row.subject, row.clients) for row in result.rows)
    alone = {clients for _, clients in kinds} - {n for s, n in kinds if s != Subject.OURS}
    for subject, clients in kinds:
        if subject != Subject.OURS or clients in alone:
            console.print(f"\n[bold]{NAMES[subject]}, {clients:,} clients[/]", highlight=False)
            console.print(_table(result, subject, clients))
    for remark in of_rows(result.rows, NAMES):
        console.print(f"[yellow]{escape(remark)}[/]", highlight=False)
    if not result.complete:
        console.print(f"[bold red]{escape(result.ended)}[/]", highlight=False)


def _table(result: ComparisonResult, subject: Subject, clients: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 1, 0, 0))
    table.add_column("", width=29)
    for column, width in (("ours", 6), ("theirs", 6), ("ratio", 6), ("least..most", 12)):
        table.add_column(column, justify="right", no_wrap=True, width=width)
    table.add_column("aim", no_wrap=True)
    mine, theirs = (_rows(result, one, clients) for one in (Subject.OURS, subject))
    for label, what, figure in _LINES:
        pair = _middle(mine, figure), _middle(theirs, figure)
        if pair[1] is not None:
            ratio = result.ratio(what, subject, clients) if what else None
            table.add_row(label, *(number(value) for value in pair), *_ratio(ratio))
    return table


def _ratio(ratio: Ratio | None) -> tuple[str, str, str]:
    if ratio is None:
        return "", "", ""
    spread = f"{min(ratio.by_round):.3g}..{max(ratio.by_round):.3g}"
    aim = "" if ratio.aim is None else f"≤ {ratio.aim:.3g}{_KEPT[ratio.kept]}"
    return f"{ratio.median:.3g}", spread, aim


def _rows(result: ComparisonResult, subject: Subject, clients: int) -> list[Row]:
    return [row for row in result.rows if (row.subject, row.clients) == (subject, clients)]


def _middle(rows: Sequence[Row], figure: Figure) -> float | None:
    known = [value for value in map(figure, rows) if value is not None]
    return median(known) if known else None
