"""A SQLite file: a single writer, readers beside it, nothing on the event loop.

Write-ahead logging lets readers go on while the writer commits; ``synchronous=FULL`` makes a
commit last through a power cut. ``secure_delete`` overwrites what is erased. All of it runs in
the threads of aiosqlite, so that neither a slow disk nor a lock holds the loop.
"""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from metaserver.storage.engines import Broken, Engines
from metaserver.storage.migrate import migrate

BUSY_TIMEOUT_S: Final = 5.0
"""How long a statement waits for another process (a backup, say) before it fails."""
READERS: Final = 4

_BROKEN: Final = {
    "SQLITE_CONSTRAINT_UNIQUE": Broken.UNIQUE,
    "SQLITE_CONSTRAINT_PRIMARYKEY": Broken.UNIQUE,
    "SQLITE_CONSTRAINT_FOREIGNKEY": Broken.REFERENCE,
}


class SqliteEngines(Engines):
    """The file at ``path``; its folder must be there."""

    dialect = "sqlite"
    writers = 1
    errors = (SQLAlchemyError, sqlite3.Error, OverflowError, OSError)
    """``OverflowError``: a number that no column can hold."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._path = path

    async def upgrade(self) -> None:
        await asyncio.to_thread(upgrade_file, self._path)

    def writer(self) -> AsyncEngine:
        return _engine(self._path, size=1, writes=True)

    def readers(self) -> AsyncEngine:
        return _engine(self._path, size=READERS, writes=False)

    async def checkpoint(self, writer: AsyncEngine) -> None:
        """Moves the log into the file and empties it, so that erased rows are gone there too."""
        # On the driver's own connection: SQLAlchemy would open a transaction around it.
        async with writer.connect() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            assert raw is not None
            await raw.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    def broken(self, error: BaseException) -> Broken | None:
        return _BROKEN.get(getattr(error, "sqlite_errorname", ""))

    def cause(self, error: BaseException) -> str:
        return str(error)


def upgrade_file(path: Path) -> None:
    """Makes the file where it is missing, and brings it to today's tables."""
    engine = plain_engine(path)
    with engine.begin() as connection:
        migrate(connection)
    path.chmod(0o600)
    engine.dispose()


def plain_engine(path: Path) -> Engine:
    """For one thread that may wait: no event loop, no pool. To be disposed of."""
    engine = create_engine(_url(path, "sqlite"), poolclass=NullPool, hide_parameters=True)
    _prepare(engine, writes=True)
    return engine


def _engine(path: Path, *, size: int, writes: bool) -> AsyncEngine:
    engine = create_async_engine(
        _url(path, "sqlite+aiosqlite"),
        pool_size=size,
        max_overflow=0,
        pool_timeout=BUSY_TIMEOUT_S,
        hide_parameters=True,
    )
    _prepare(engine.sync_engine, writes=writes)
    return engine


def _url(path: Path, driver: str) -> URL:
    return URL.create(driver, database=str(path))


def _prepare(engine: Engine, *, writes: bool) -> None:
    """Each connection's pragmas, and transactions that begin when we say so.

    Writers take the lock at BEGIN: a transaction that reads first and then writes could
    otherwise fail in its middle. (Python's own sqlite3 would begin late and by itself.)
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT_S * 1000)}")
        cursor.execute("PRAGMA foreign_keys = ON")
        if writes:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = FULL")
            cursor.execute("PRAGMA secure_delete = ON")
        else:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
