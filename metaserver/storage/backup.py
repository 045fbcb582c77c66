"""The whole database as one SQLite file, whichever kind it is, and back.

Both directions see one moment: a live server goes on meanwhile, and what it commits later is in
the next backup. A file that was made of one kind of database may be loaded into the other.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from metaserver.errors import StoreError
from metaserver.storage.sqlite import BUSY_TIMEOUT_S, upgrade_file


async def save(where: Path | str, copy: Path) -> None:
    """Writes ``copy``, which must not be there yet; its folder must be nobody else's.

    ``where`` is as for ``Database``. Raises ``StoreError``.
    """
    try:
        if isinstance(where, Path):
            _save_file(where, copy)
        else:
            from metaserver.storage.transfer import pull

            await pull(where, copy)
        check(copy)
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise StoreError(f"The database cannot be copied: {_cause(error)}.") from error


async def load(copy: Path, url: str, *, replace: bool) -> None:
    """Fills a PostgreSQL database with the tables of ``copy``: all of it or nothing.

    Raises ``StoreError``; also where somebody is connected to it, and where it holds rows already,
    unless they are to be replaced. (A SQLite file is loaded by putting it in its place.)
    """
    from metaserver.storage.transfer import push

    await push(copy, url, replace=replace)


def prepare(copy: Path) -> None:
    """Checks a copy and brings it to today's tables. Raises ``StoreError``."""
    try:
        check(copy)
        upgrade_file(copy)
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise StoreError(f"The database in it cannot be used: {_cause(error)}.") from error


def check(copy: Path) -> None:
    """Reads all of it. Raises ``StoreError`` where it is damaged."""
    with closing(sqlite3.connect(copy)) as connection:
        for (found,) in connection.execute("PRAGMA integrity_check(1)"):
            if found != "ok":
                raise StoreError(f"The copy of the database is damaged: {found}.")


def _save_file(file: Path, copy: Path) -> None:
    # In one step: in several it would begin anew with each commit of the running server.
    with (
        closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT_S * 1000)}")
        source.backup(target, pages=-1)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it


def _cause(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error).rstrip(".")
