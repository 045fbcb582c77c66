"""``python -m loadtest compare``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from loadtest.compare import rounds
from loadtest.compare.options import EVERYBODY, Options, subjects
from loadtest.compare.table import print_comparison, print_row
from loadtest.errors import ScenarioError

USUAL = Options()


def compare(
    clients: Annotated[int, typer.Option(help="In view of each other.")] = USUAL.clients,
    near: Annotated[int, typer.Option(help="The same, against `broadcast`.")] = USUAL.near,
    rounds_: Annotated[
        int, typer.Option("--rounds", help="All of them in turn, so many times.")
    ] = USUAL.rounds,
    seconds: Annotated[
        float, typer.Option(help="Measured, of each server in each round.")
    ] = USUAL.seconds,
    only: Annotated[str, typer.Option(help="Some of them, with commas between.")] = ",".join(
        EVERYBODY
    ),
    seed: Annotated[int, typer.Option(help="Of where people walk.")] = USUAL.seed,
    json: Annotated[Path | None, typer.Option(help="File for the result.")] = None,
) -> None:
    """Our server and its alternatives on the same work, in turn: ratios of CPU and bytes."""
    console = Console()
    _check(json)
    options = Options(clients, near, rounds_, seconds, subjects(only), seed)
    result = rounds.compare(options, lambda row: print_row(console, row))
    print_comparison(console, result)
    if json is not None:
        json.write_text(result.model_dump_json(indent=1) + "\n", encoding="utf-8")
    raise typer.Exit(result.exit_code)


def _check(path: Path | None) -> None:
    if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
        raise ScenarioError(f"{path}: no file can be written there; name another.")
