"""``python -m loadtest figures``: measures the figures to reach, and writes them down."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from loadtest.errors import Interrupted, LoadError, Missed, ScenarioError
from loadtest.figures import document
from loadtest.figures.records import Record
from loadtest.figures.rows import BY_NAME, ROWS, Row
from loadtest.figures.session import Session, minutes

ROUNDS_MAX = 100
OUT = Path("docs/performance.md")


def figures_command(
    only: Annotated[
        list[str] | None,
        typer.Option(help=f"Some rows, with commas between, of: {', '.join(BY_NAME)}."),
    ] = None,
    rounds: Annotated[int, typer.Option(help="So many times each.")] = 3,
    out: Annotated[Path, typer.Option(help="The document.")] = OUT,
    json_dir: Annotated[
        Path | None, typer.Option(help="Folder of the records; beside the document if not given.")
    ] = None,
    write_only: Annotated[
        bool,
        typer.Option("--write-only", help="Measure nothing: write the document from the records."),
    ] = False,
) -> None:
    """Every figure that is to be reached: measured, and written down with machine and date."""
    from loadtest.figures.lab import LocalLab

    console = Console()
    folder = json_dir or out.with_suffix("")
    try:
        rows = [] if write_only else chosen(only or [])
        _check(rounds, out, folder)
        lab = LocalLab(console)
        measure(rows, Session(lab, folder, console, rounds), out, folder, console)
    except LoadError as error:
        Console(stderr=True).print(f"[bold red]{escape(str(error))}[/]", soft_wrap=True)
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        console.print("Interrupted; the rows that were done are written down.")
        raise typer.Exit(Interrupted.exit_code) from None


def chosen(names: Sequence[str]) -> list[Row]:
    """All for none; several may stand in one, with commas between. Raises ScenarioError."""
    named = [name.strip() for text in names for name in text.split(",") if name.strip()]
    for name in named:
        if name not in BY_NAME:
            raise ScenarioError(f"--only: there is no {name!r}; there are {', '.join(BY_NAME)}.")
    return [row for row in ROWS if not named or row.name in named]


def measure(
    rows: Sequence[Row], session: Session, out: Path, folder: Path, console: Console
) -> None:
    """Row after row; the document is written anew after each. Raises Missed if one of them does
    not reach its figures."""
    missed: list[str] = []
    document.write(out, folder)
    for index, row in enumerate(rows):
        left = minutes(session.minutes_left(rows[index:]))
        console.print(f"\n[bold]{row.name}[/], row {index + 1} of {len(rows)}; about {left} left")
        record = session.measure(row)
        document.write(out, folder)
        console.print(_table(row, record))
        for problem in record.problems:
            console.print(f"[yellow]{escape(problem)}[/]")
        missed += [row.name] if document.missed(row, record) else []
    console.print(f"\nWritten to {escape(str(out))}.")
    if missed:
        raise Missed(f"Not reached: {', '.join(missed)}; {out} says where the time goes.")


def _table(row: Row, record: Record) -> Table:
    table = Table("figure", "aim", "measured", "", box=None, pad_edge=False, header_style="dim")
    said = {True: "[green]reached[/]", False: "[bold red]not reached[/]", None: ""}
    for aim in row.aims:
        values = record.values(aim.what)
        table.add_row(aim.what, aim.limit, aim.measured(values), said[aim.reached(values)])
    return table


def _check(rounds: int, out: Path, folder: Path) -> None:
    """Before an hour of measuring is lost."""
    if not 1 <= rounds <= ROUNDS_MAX:
        raise ScenarioError(f"--rounds {rounds}: write a number from 1 to {ROUNDS_MAX}.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ScenarioError(
            f"{error.filename}: no folder can be made there; name another."
        ) from None
    if out.is_dir():
        raise ScenarioError(f"{out}: is a folder; name a file for the document.")
