"""One database, SQLite or PostgreSQL: transactions, and errors in our words.

Stores write SQLAlchemy Core that runs on both; where the two differ, ``dialect`` helps. A store
need not catch the driver's errors. Out of a ``write`` or ``read`` block comes

``Conflict("exists")``   a row with that key is there already
``NotFound("gone")``     what the row belongs to is not there (any more)
``StoreError``           everything else that the database did not do

and a ``WishError`` raised inside the block passes as it is; each of them undoes the block.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from metaserver import metrics
from metaserver.errors import Conflict, MetaserverError, NotFound, StoreError
from metaserver.storage.engines import Broken, Dialect, Engines
from metaserver.storage.sqlite import SqliteEngines

WRITES_WAITING_MAX: Final = 1000
"""Writes that run or wait; one more fails at once with ``StoreError``."""

_log = logging.getLogger(__name__)


class Database:
    """``where`` is a SQLite file, whose folder must be there, or a ``postgresql://`` address.
    Use between ``open`` and ``close``."""

    def __init__(self, where: Path | str) -> None:
        self.where = where
        self._engines = _engines(where)
        self._writer: AsyncEngine | None = None
        self._readers: AsyncEngine | None = None
        self._turn = asyncio.Semaphore(self._engines.writers)
        """Held by each write that runs: on SQLite the one."""
        self._writes = 0
        """Writes that run or wait; at most ``WRITES_WAITING_MAX``."""

    @property
    def dialect(self) -> Dialect:
        return self._engines.dialect

    async def open(self) -> None:
        """Creates or upgrades the tables. Raises ``StoreError`` with a sentence."""
        try:
            await self._engines.upgrade()
        except self._engines.errors as error:
            sentence = f"{self._engines.name} cannot be used: {self._cause(error)}."
            raise StoreError(sentence) from error
        self._writer = self._engines.writer()
        self._readers = self._engines.readers()

    async def close(self) -> None:
        """Waits for the writes that run, then lets the database go."""
        for _ in range(self._engines.writers):
            await self._turn.acquire()
        try:
            for engine in (self._readers, self._writer):
                if engine is not None:
                    await engine.dispose()
            self._writer = self._readers = None
        finally:
            for _ in range(self._engines.writers):
                self._turn.release()

    @asynccontextmanager
    async def write(self, operation: str) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end of the block, or nothing of it is kept.

        Raises what the module says, at the commit too.
        """
        if self._writes >= WRITES_WAITING_MAX:
            metrics.STORE_ERRORS.labels(operation).inc()
            raise StoreError(f"{operation}: {WRITES_WAITING_MAX} writes wait already.")
        self._writes += 1
        try:
            with metrics.STORE_SECONDS.labels(operation).time():
                async with self._turn, self._telling(operation):
                    async with self._open(self._writer).begin() as connection:
                        yield connection
        finally:
            self._writes -= 1

    @asynccontextmanager
    async def read(self, operation: str) -> AsyncIterator[AsyncConnection]:
        """What was committed when the block began. Raises ``StoreError``."""
        with metrics.STORE_SECONDS.labels(operation).time():
            async with (
                self._telling(operation),
                self._open(self._readers).connect() as connection,
            ):
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
        """To be called after an erasure: on SQLite, what was erased is then gone from the disk."""
        async with self._turn, self._telling("checkpoint"):
            await self._engines.checkpoint(self._open(self._writer))

    def _open(self, engine: AsyncEngine | None) -> AsyncEngine:
        if engine is None:
            raise StoreError("The database is closed.")
        return engine

    @asynccontextmanager
    async def _telling(self, operation: str) -> AsyncIterator[None]:
        """Turns the driver's errors into ours, counted and logged without their values."""
        try:
            yield
        except StoreError:
            metrics.STORE_ERRORS.labels(operation).inc()
            raise
        except self._engines.errors as error:
            raise self._told(operation, error) from error

    def _told(self, operation: str, error: Exception) -> MetaserverError:
        match self._engines.broken(_original(error)):
            case Broken.UNIQUE:
                return Conflict("exists", f"{operation}: it is there already.")
            case Broken.REFERENCE:
                return NotFound("gone", f"{operation}: what it belongs to is gone.")
        metrics.STORE_ERRORS.labels(operation).inc()
        cause = self._cause(error)
        _log.error("store failed: %s: %s", operation, cause)
        return StoreError(f"{operation}: {cause}.")

    def _cause(self, error: BaseException) -> str:
        """The driver's own words; SQLAlchemy's would quote the values, which may be somebody's."""
        return self._engines.cause(_original(error)).rstrip(".")


def _engines(where: Path | str) -> Engines:
    if isinstance(where, Path):
        return SqliteEngines(where)
    # Only here: its driver takes its time to load, and most cities have a file.
    from metaserver.storage.postgresql import PostgresEngines

    return PostgresEngines(where)


def _original(error: BaseException) -> BaseException:
    return getattr(error, "orig", None) or error
