"""One SQLite file: a single writer, readers beside it, nothing on the event loop.

Write-ahead logging lets readers go on while the writer commits; ``synchronous=FULL`` makes a
commit last through a power cut. ``secure_delete`` overwrites what is erased. All of it runs in
the threads of aiosqlite, so that neither a slow disk nor a lock holds the loop.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from metaserver import metrics
from metaserver.errors import StoreError
from metaserver.storage.migrate import migrate

BUSY_TIMEOUT_S: Final = 5.0
"""How long a statement waits for another process (a backup, say) before it fails."""
WRITES_WAITING_MAX: Final = 1000
"""Writes that wait for the single writer; one more fails at once with ``StoreError``."""
READERS: Final = 2

_log = logging.getLogger(__name__)


class Database:
    """The file at ``path``; its folder must be there. Use between ``open`` and ``close``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer: AsyncEngine | None = None
        self._readers: AsyncEngine | None = None
        self._turn = asyncio.Lock()
        """Held by the one write that runs."""
        self._writes = 0
        """Writes that run or wait; at most ``WRITES_WAITING_MAX``."""

    async def open(self) -> None:
        """Creates or upgrades the file. Raises ``StoreError`` with a sentence."""
        try:
            await asyncio.to_thread(_upgrade, self.path)
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            raise StoreError(f"{self.path} cannot be used: {_cause(error)}.") from error
        self._writer = _engine(self.path, size=1, writes=True)
        self._readers = _engine(self.path, size=READERS, writes=False)

    async def close(self) -> None:
        """Waits for the write that runs, then lets the file go."""
        async with self._turn:
            for engine in (self._readers, self._writer):
                if engine is not None:
                    await engine.dispose()
            self._writer = self._readers = None

    @asynccontextmanager
    async def write(self, operation: str) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end of the block, or nothing of it is kept.

        Raises ``StoreError`` for whatever fails, at the commit too.
        """
        if self._writes >= WRITES_WAITING_MAX:
            metrics.STORE_ERRORS.labels(operation).inc()
            raise StoreError(f"{operation}: {WRITES_WAITING_MAX} writes wait already.")
        self._writes += 1
        try:
            with metrics.STORE_SECONDS.labels(operation).time():
                async with self._turn, _telling(operation):
                    async with self._open(self._writer).begin() as connection:
                        yield connection
        finally:
            self._writes -= 1

    @asynccontextmanager
    async def read(self, operation: str) -> AsyncIterator[AsyncConnection]:
        """What was committed when the block began. Raises ``StoreError``."""
        with metrics.STORE_SECONDS.labels(operation).time():
            async with _telling(operation), self._open(self._readers).connect() as connection:
                yield connection

    async def is_alive(self, within_s: float = 2.0) -> bool:
        """Whether it answers a question; never raises."""
        try:
            async with asyncio.timeout(within_s), self.read("alive") as connection:
                await connection.exec_driver_sql("SELECT 1 FROM alembic_version")
        except (StoreError, TimeoutError):
            return False
        return True

    async def checkpoint(self) -> None:
        """Moves the log into the file and empties it, so that erased rows are gone there too."""
        async with self._turn, _telling("checkpoint"):
            # On the driver's own connection: SQLAlchemy would open a transaction around it.
            async with self._open(self._writer).connect() as connection:
                raw = (await connection.get_raw_connection()).driver_connection
                assert raw is not None
                await raw.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    def _open(self, engine: AsyncEngine | None) -> AsyncEngine:
        if engine is None:
            raise StoreError("The database is closed.")
        return engine


@asynccontextmanager
async def _telling(operation: str) -> AsyncIterator[None]:
    """Turns the driver's errors into ours, counted and logged without their values."""
    try:
        yield
    except StoreError:
        metrics.STORE_ERRORS.labels(operation).inc()
        raise
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        metrics.STORE_ERRORS.labels(operation).inc()
        _log.error("store failed: %s: %s", operation, _cause(error))
        raise StoreError(f"{operation}: {_cause(error)}.") from error


def _cause(error: BaseException) -> str:
    """The driver's own words; SQLAlchemy's would quote the values, which may be somebody's."""
    original = getattr(error, "orig", None)
    return str(original if original is not None else error).rstrip(".")


def _upgrade(path: Path) -> None:
    engine = create_engine(_url(path, "sqlite"), poolclass=NullPool)
    _prepare(engine, writes=True)
    with engine.begin() as connection:
        migrate(connection)
    path.chmod(0o600)
    engine.dispose()


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
