"""The command line: run the city, check worlds, moderate, look after personal data.

Exit codes: 0 done, 1 something was found or not there, 2 a setting is wrong.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from metaserver.backupcli import backup, restore
from metaserver.config import Settings, load_settings, settings_table
from metaserver.errors import MetaserverError
from metaserver.keycli import key_app
from metaserver.usercli import user_app

_out = Console()
_err = Console(stderr=True)


def _option(name: str, *flags: str) -> Any:
    """A text option of ``serve``; ``config`` parses it, so that every mistake is told alike."""
    declared = Settings.model_fields[name]
    flag = "--" + name.replace("_", "-")
    return typer.Option(*flags, flag, help=declared.description, metavar=name.upper())


def _group(help_: str) -> typer.Typer:
    return typer.Typer(help=help_, no_args_is_help=True, rich_markup_mode=None)


app = _group("Metaverse Seoul: a virtual city that opens from a link.")
worlds_app = _group("The worlds of the city.")
moderate_app = _group("What operators do, on the machine of a running server.")
privacy_app = _group("Personal data.")
app.add_typer(worlds_app, name="worlds")
app.add_typer(moderate_app, name="moderate")
app.add_typer(privacy_app, name="privacy")
app.add_typer(key_app, name="key")
app.add_typer(user_app, name="user")
app.command()(backup)
app.command()(restore)

Data = Annotated[str | None, _option("data")]


def main() -> None:
    """Errors of ours become sentences, with exit code 2."""
    try:
        app()
    except MetaserverError as error:
        for line in str(error).splitlines():
            sys.stderr.write(f"metaserver: {line}\n")
        sys.exit(2)


def _version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"metaserver {version('metaverse-seoul')}\n")
        raise typer.Exit


@app.callback()
def _root(
    _asked: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def serve(
    host: Annotated[str | None, _option("host")] = None,
    port: Annotated[str | None, _option("port")] = None,
    data: Data = None,
    worlds: Annotated[str | None, _option("worlds")] = None,
    assets: Annotated[str | None, _option("assets")] = None,
    client: Annotated[str | None, _option("client")] = None,
    start: Annotated[str | None, _option("start")] = None,
    public_origins: Annotated[str | None, _option("public_origins")] = None,
    trusted_proxies: Annotated[str | None, _option("trusted_proxies")] = None,
    record_worlds: Annotated[str | None, _option("record_worlds")] = None,
    log_format: Annotated[str | None, _option("log_format")] = None,
    log_level: Annotated[str | None, _option("log_level")] = None,
) -> None:
    """Run the city until SIGTERM or Ctrl-C.

    Prints `ready http://HOST:PORT` when visitors are welcome. `metaserver settings` lists
    the settings that have no option here.
    """
    options = dict(locals())
    settings = load_settings(options)
    from metaserver.app import serve as run

    run(settings)


@app.command()
def recordings(data: Data = None) -> None:
    """List the recordings in the data folder, oldest first."""
    from metaserver.replays import shelf_rows

    found = shelf_rows(load_settings({"data": data}).data)
    if not found:
        _out.print("None. `metaserver serve --record-worlds ...` makes some.", markup=False)
        return
    table = Table("world", "began", "length", "size", "most people", "note")
    table.add_column("file", overflow="fold")
    for row in found:
        table.add_row(*map(escape, row))
    _out.print(table)


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="One file that `metaserver recordings` lists.")],
    host: Annotated[str | None, _option("host")] = None,
    port: Annotated[str, _option("port")] = "8081",
    worlds: Annotated[str | None, _option("worlds")] = None,
    assets: Annotated[str | None, _option("assets")] = None,
    client: Annotated[str | None, _option("client")] = None,
    log_level: Annotated[str | None, _option("log_level")] = None,
) -> None:
    """Play a recording: open the address it prints, and walk about in what was.

    Prints `ready http://HOST:PORT` when it can be watched. All who watch see the same moment;
    each of them may pause, seek and choose the speed. It plays from when the first one has come,
    and keeps nothing. Needs the world's files as they were at the time (--worlds) and a server
    that speaks the same protocol.
    """
    options = {k: v for k, v in locals().items() if k != "file"}
    from metaserver.replays import replay as run

    run(file, options)


@app.command()
def settings() -> None:
    """List every setting, as a Markdown table."""
    sys.stdout.write(settings_table())


Folder = Annotated[
    Path | None, typer.Argument(help="A folder of worlds, or one world; the city's own if left out")
]


@worlds_app.command("check")
def worlds_check(
    folder: Folder = None,
    assets: Annotated[Path | None, typer.Option(help="Folder of the assets' manifest.")] = None,
) -> None:
    """Print every problem of the worlds: file, line, field and what to do."""
    from metaserver.worldfiles import check

    where = folder or load_settings().worlds
    problems = check(where, assets)
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    n = 1 if (where / "world.yaml").exists() else len(list(where.glob("*/world.yaml")))
    told = f"{len(problems)} problem{'s' * (len(problems) != 1)}" if problems else "no problems"
    sys.stdout.write(f"{n} world{'s' * (n != 1)}, {told}\n")
    raise typer.Exit(1 if problems else 0)


@worlds_app.command("list")
def worlds_list(folder: Folder = None) -> None:
    """Show the worlds that would be served."""
    from metaserver.worldfiles import load_worlds

    table = Table("world", "name", "", "levels", "places", "pieces")
    for id_, world in load_worlds(folder or load_settings().worlds).items():
        names = (world.texts["ko"].name, world.texts["en"].name)
        counts = (len(world.spec.levels), len(world.spec.places), len(world.structures))
        table.add_row(id_, *names, *(str(count) for count in counts))
    _out.print(table)


@moderate_app.command("people")
def people(data: Data = None) -> None:
    """Show who is connected."""
    rows = _desk(data).get("people")
    _show(rows, "person", "name", "world")


@moderate_app.command("reports")
def reports(
    data: Data = None,
    decided: Annotated[bool, typer.Option("--all", help="The decided ones too.")] = False,
    evidence: Annotated[bool, typer.Option(help="With the chat around each.")] = False,
) -> None:
    """Show what people reported, newest first."""
    rows = _desk(data).get("reports", {"all": "1"} if decided else {})
    columns = ("id", "time", "world", "reason", "words", "reported", "reported_name", "decision")
    _show(rows, *columns)
    for row in rows if evidence else []:
        _out.print(f"\nReport {row['id']}:", style="bold")
        for line in row["evidence"]:
            _out.print(f"  {line.get('name', '')}: {line.get('text', '')}", markup=False)


@moderate_app.command("bans")
def bans(data: Data = None) -> None:
    """Show the bans that hold."""
    _show(_desk(data).get("bans"), "id", "since", "until", "reason")


Person = Annotated[str, typer.Argument(help="Number of the person, 16 hex digits.")]


@moderate_app.command("remove")
def remove(
    person: Person,
    data: Data = None,
    words: Annotated[str, typer.Option(help="Shown to the person.")] = "",
) -> None:
    """End somebody's session; the person may come back."""
    _desk(data).post("remove", {"person": person, "words": words})
    _out.print(f"Removed {person}.")


@moderate_app.command("ban")
def ban(
    person: Annotated[str | None, typer.Argument(help="Number of a connected person.")] = None,
    data: Data = None,
    report: Annotated[int | None, typer.Option(help="Ban the one whom this report names.")] = None,
    hours: Annotated[int, typer.Option(help="How long, at most 8784 (366 days).")] = 24,
    reason: Annotated[str, typer.Option(help="Kept with the ban.")] = "",
) -> None:
    """Keep somebody's network address out, and end its sessions."""
    order = {"person": person, "report": report, "hours": hours, "reason": reason}
    number = _desk(data).post("ban", order)["ban"]
    _out.print(f"Ban {number} holds for {hours} h; end it with: metaserver moderate lift {number}")


@moderate_app.command("lift")
def lift(
    number: Annotated[int, typer.Argument(help="Number of the ban.")], data: Data = None
) -> None:
    """End a ban now."""
    _desk(data).post("lift", {"ban": number})
    _out.print(f"Lifted ban {number}.")


@moderate_app.command("decide")
def decide(
    report: Annotated[int, typer.Argument(help="Number of the report.")],
    decision: Annotated[str, typer.Argument(help="What was decided, in a few words.")],
    data: Data = None,
) -> None:
    """Close a report; it is erased 30 days later."""
    _desk(data).post("decide", {"report": report, "decision": decision})
    _out.print(f"Decided report {report}.")


@privacy_app.command("erase-now")
def erase_now(data: Data = None) -> None:
    """Run the deletion job now instead of within the hour; also while no server runs."""
    from metaserver.operators import erase

    erased = erase(load_settings({"data": data}))
    _out.print(", ".join(f"{kind}: {rows} erased" for kind, rows in erased.items()))


@privacy_app.command("register")
def register() -> None:
    """Show what is kept and for how long."""
    from metaserver.register import load_register

    table = Table("kind", "where", "kept")
    for kind in load_register().kinds:
        table.add_row(kind.id, kind.where, kind.kept_words("en"))
    _out.print(table)


def _desk(data: str | None) -> Any:
    from metaserver.operators import RemoteDesk

    return RemoteDesk(load_settings({"data": data}).data)


def _show(rows: list[dict[str, Any]], *columns: str) -> None:
    if not rows:
        _out.print("None.")
        return
    table = Table(*columns)
    for row in rows:
        table.add_row(*(_cell(row, column) for column in columns))
    _out.print(table)


def _cell(row: dict[str, Any], column: str) -> str:
    """Times are columns ``*_ms`` of Unix time; shown in the machine's own time zone."""
    from datetime import UTC, datetime

    if f"{column}_ms" in row:
        moment = datetime.fromtimestamp(row[f"{column}_ms"] / 1000, UTC).astimezone()
        return moment.strftime("%Y-%m-%d %H:%M")
    value = row.get(column)
    return "" if value is None else str(value)


if __name__ == "__main__":
    main()
