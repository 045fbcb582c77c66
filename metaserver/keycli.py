"""``metaserver key``: keys of outside programs that file requests over Open311.

They are written straight into the database, so it works beside a running server, which asks the
database for each request and so knows of a change at once.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from metaserver.commands import Data, moment, opened
from metaserver.config import Settings, load_settings
from metaserver.errors import SettingError

if TYPE_CHECKING:
    from metaserver.ports.access import ApiKey
    from metaserver.storage import Database

NAME_MAX = 80
PER_MINUTE_MAX = 6000

key_app = typer.Typer(
    help="Keys of programs that file requests over Open311.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@key_app.command("add")
def add(
    name: Annotated[str, typer.Option(help="Of the program, or of who runs it.")],
    per_minute: Annotated[
        int, typer.Option(min=1, max=PER_MINUTE_MAX, help="Requests that it may send a minute.")
    ] = 60,
    data: Data = None,
) -> None:
    """Issue a key and print it, alone on the standard output. It is shown this once."""
    name = " ".join(name.split())
    if not name.isprintable() or not 1 <= len(name) <= NAME_MAX:
        raise SettingError(f"name: must be 1 to {NAME_MAX} printable characters.")
    number, key = asyncio.run(_add(load_settings({"data": data}), name, per_minute))
    sys.stdout.write(f"{key}\n")
    sys.stderr.write(
        f"Key {number} for {name}: {per_minute} requests a minute. Only its hash is kept, so "
        f"it cannot be shown again. End it with: metaserver key revoke {number}\n"
    )


@key_app.command("list")
def list_keys(data: Data = None) -> None:
    """Show the keys: what they begin with, never whole."""
    found = asyncio.run(_list(load_settings({"data": data})))
    if not found:
        sys.stdout.write("None. `metaserver key add --name NAME` issues one.\n")
        return
    table = Table("key", "name", "begins", "a minute", "issued", "last used", "revoked")
    for each in found:
        limit, times = str(each.per_minute), (each.created_ms, each.used_ms, each.revoked_ms)
        table.add_row(str(each.id), escape(each.name), each.hint, limit, *map(moment, times))
    Console().print(table)


@key_app.command("revoke")
def revoke(
    number: Annotated[int, typer.Argument(min=1, help="As `metaserver key list` shows it.")],
    data: Data = None,
) -> None:
    """End a key now; what was filed with it stays."""
    if not asyncio.run(_revoke(load_settings({"data": data}), number)):
        sys.stderr.write(f"metaserver: there is no key {number} that still works.\n")
        raise typer.Exit(1)
    sys.stdout.write(f"Revoked key {number}.\n")


async def _add(settings: Settings, name: str, per_minute: int) -> tuple[int, str]:
    from metaserver.storage.access import SqlApiKeyStore
    from metaserver.web.open311.keys import described, new_key

    key = new_key()
    async with opened(settings, create=True) as db:
        kept = described(key, name, per_minute=per_minute, now_ms=_now_ms())
        number = await SqlApiKeyStore(db).add(kept)
        await _audit(db, "key.add", number)
    return number, key


async def _list(settings: Settings) -> list[ApiKey]:
    from metaserver.storage.access import SqlApiKeyStore

    async with opened(settings) as db:
        return await SqlApiKeyStore(db).list()


async def _revoke(settings: Settings, number: int) -> bool:
    from metaserver.storage.access import SqlApiKeyStore

    async with opened(settings) as db:
        done = await SqlApiKeyStore(db).revoke(number, _now_ms())
        if done:
            await _audit(db, "key.revoke", number)
    return done


async def _audit(db: Database, action: str, number: int) -> None:
    from metaserver.ports.accounts import AuditEntry
    from metaserver.storage.audit import SqlAuditStore

    entry = AuditEntry(
        time_ms=_now_ms(), actor="command-line", action=action, subject=f"key:{number}", detail={}
    )
    await SqlAuditStore(db).append(entry)


def _now_ms() -> int:
    from metaserver.clock import SystemClock

    return SystemClock().unix_ms()
