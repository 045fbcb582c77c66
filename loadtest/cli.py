"""The command line: run a scenario, list the scenarios, compare with peers, take the figures.

Exit codes are those of ``loadtest/errors.py``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from loadtest.errors import LoadError, ScenarioError
from loadtest.options import Options

HOME = "ws://127.0.0.1:8080/ws"
EXIT_CODES = (
    "Exit codes: 0 all is well, 1 a gate or --fail-if was missed, 2 wrong options or scenario, "
    "3 no server there, 4 it ended in mid-run, 5 another protocol version, 6 it closed with a "
    "code, 7 not this machine, 130 interrupted."
)

app = typer.Typer(
    help="How many people fit into one plaza, and what do they feel?",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
_out, _err = Console(), Console(stderr=True)


@app.command(epilog=EXIT_CODES)
def run(
    scenario: Annotated[
        str, typer.Option(help="Name of a scenario (see the command scenarios), or a .yaml file.")
    ],
    clients: Annotated[int, typer.Option(help="People in the crowd.")] = 100,
    seconds: Annotated[
        float | None, typer.Option(help="Measured time; else what the scenario says.")
    ] = None,
    url: Annotated[str, typer.Option(help=f"Address of the server; else {HOME}.")] = "",
    serve: Annotated[
        bool, typer.Option("--serve", help="Start a server of this checkout for this run only.")
    ] = False,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A setting of that server; repeatable."),
    ] = None,
    json: Annotated[Path | None, typer.Option(help="File for all figures.")] = None,
    html: Annotated[Path | None, typer.Option(help="File for a page with pictures.")] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="--json of an earlier run: differences are shown.")
    ] = None,
    fail_if: Annotated[
        list[str] | None,
        typer.Option(metavar="CONDITION", help="Such as 'frame_age_ms.p99 > 120'; repeatable."),
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed, the same crowd.")] = 1,
    latency: Annotated[float, typer.Option(help="Milliseconds added to a round trip.")] = 0.0,
    loss: Annotated[float, typer.Option(help="Share lost at first, 0 to 0.5.")] = 0.0,
    processes: Annotated[
        int | None, typer.Option(help="Processes of the crowd; else as cores allow.")
    ] = None,
    witnesses: Annotated[
        int | None, typer.Option(help="Full clients that look; else what the scenario says.")
    ] = None,
    arrive_within: Annotated[
        float | None, typer.Option(help="Seconds in which all come; else as the scenario says.")
    ] = None,
    settle: Annotated[
        float | None, typer.Option(help="Seconds between arrival and measuring.")
    ] = None,
    own: Annotated[
        bool,
        typer.Option("--i-own-this-server", help="The server is another machine, and mine."),
    ] = False,
) -> None:
    """Send a crowd to a server, and tell what its people feel and what it costs."""
    if serve and url:
        _fail(ScenarioError("Give --url or --serve, not both."))
    if set_ and not serve:
        _fail(ScenarioError("--set is for the server of --serve."))
    options = Options(
        scenario=scenario, clients=clients, url="" if serve else url or HOME, seconds=seconds,
        seed=seed, latency_ms=latency, loss=loss, own=own, processes=processes,
        witnesses=witnesses, arrive_within_s=arrive_within, settle_s=settle,
        settings=_settings(set_ or []), json=json, html=html, baseline=baseline,
        fail_if=tuple(fail_if or ()),
    )  # fmt: skip
    raise typer.Exit(_run(options))


def _settings(pairs: list[str]) -> dict[str, str]:
    for pair in pairs:
        if "=" not in pair:
            _fail(ScenarioError(f"--set {pair!r}: write it like --set tick_hz=10."))
    return dict(pair.split("=", 1) for pair in pairs)


def _run(options: Options) -> int:
    """The exit code."""
    from loadtest import progress
    from loadtest.report import baseline
    from loadtest.report.table import print_result
    from loadtest.run import run as run_it

    earlier = baseline.load_if_readable(options.baseline)
    with progress.shown(_out, f"{options.scenario}, {options.clients:,} people") as watcher:
        result = run_it(options, watcher)
    if result.course:
        print_result(_out, result, earlier)
    if result.ended:
        _err.print(f"[bold red]{escape(result.ended)}[/]", soft_wrap=True, highlight=False)
    for path in (options.json, options.html):
        if path is not None and f"{path}: " not in result.ended:
            _out.print(f"written: {path}", style="dim", soft_wrap=True, highlight=False)
    return result.exit_code


@app.command()
def scenarios() -> None:
    """List the scenarios that come with the project."""
    from loadtest import library

    table = Table("scenario", "what happens", "arrival", "measured", box=None, pad_edge=False)
    for name in library.names():
        each = library.load(name)
        per_s, within_s = each.arrive.per_s, each.arrive.within_s
        arrival = f"{per_s:g} a second" if per_s else f"all within {within_s:g} s"
        table.add_row(name, each.about, arrival, f"{each.seconds:g} s")
    _out.print(table)


def _fail(error: LoadError) -> None:
    _err.print(f"[bold red]{escape(str(error))}[/]", soft_wrap=True, highlight=False)
    raise typer.Exit(error.exit_code)


def main() -> None:
    """Errors of ours become sentences, with their exit codes."""
    from loadtest.compare.command import compare
    from loadtest.figures.command import figures_command

    app.command()(compare)
    app.command("figures")(figures_command)
    try:
        app()
    except LoadError as error:
        _err.print(f"[bold red]{escape(str(error))}[/]", soft_wrap=True, highlight=False)
        sys.exit(error.exit_code)
