"""A PostgreSQL database: several writers, each transaction at READ COMMITTED.

A store that reads before it writes asks for the row with ``FOR UPDATE``. Readers see one moment
(REPEATABLE READ, read only). What is erased is gone for every query at the commit; the server's
own vacuum frees the space later.
"""

from __future__ import annotations

from typing import Any, Final

import asyncpg
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from metaserver.errors import StoreError
from metaserver.storage.engines import Broken, Engines
from metaserver.storage.migrate import migrate

CONNECT_TIMEOUT_S: Final = 5.0
LOCK_TIMEOUT_S: Final = 5.0
STATEMENT_TIMEOUT_S: Final = 60.0
WRITERS: Final = 6
READERS: Final = 4
MIGRATING: Final = 7_311_120
"""Key of the advisory lock: two that start at once upgrade one after the other."""
APPLICATION: Final = "metaserver"

_BROKEN: Final = {"23505": Broken.UNIQUE, "23503": Broken.REFERENCE}


class PostgresEngines(Engines):
    """``url``: ``postgresql://user:password@host/name``, as libpq reads it."""

    dialect = "postgresql"
    writers = WRITERS
    errors = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)

    def __init__(self, url: str) -> None:
        self.name = "The PostgreSQL database"
        self._url = url

    async def upgrade(self) -> None:
        engine = self.plain_engine()
        try:
            async with engine.begin() as connection:
                await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATING})")
                await connection.run_sync(migrate)
        finally:
            await engine.dispose()

    def plain_engine(self) -> AsyncEngine:
        """One connection at a time, without limits on how long it may take."""
        return self._engine(poolclass=NullPool)

    def writer(self) -> AsyncEngine:
        return self._engine(limited=True, **_pool(WRITERS))

    def readers(self) -> AsyncEngine:
        engine = self._engine(limited=True, **_pool(READERS))
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    async def checkpoint(self, writer: AsyncEngine) -> None:
        """Nothing: its log is its own affair, and is not ours to cut."""

    def broken(self, error: BaseException) -> Broken | None:
        return _BROKEN.get(str(getattr(error, "sqlstate", "")))

    def cause(self, error: BaseException) -> str:
        """Only the first line of the server: its details quote the row, the driver's the value."""
        own = getattr(error, "driver_exception", None) or error.__cause__ or error
        if isinstance(own, asyncpg.PostgresError):
            return str(getattr(own, "message", None) or type(own).__name__)
        return str(own) if isinstance(own, OSError) else type(own).__name__

    def _engine(self, *, limited: bool = False, **pool: Any) -> AsyncEngine:
        # The driver reads the address itself, so all that libpq allows in it is allowed here.
        async def connect() -> Any:
            settings = {"application_name": APPLICATION} | (_LIMITS if limited else {})
            try:
                return await asyncpg.connect(
                    self._url, timeout=CONNECT_TIMEOUT_S, server_settings=settings
                )
            except ValueError:  # its words may quote the password
                raise StoreError(
                    "database_url: must be like postgresql://user:password@host/name."
                ) from None

        return create_async_engine(
            "postgresql+asyncpg://", async_creator=connect, hide_parameters=True, **pool
        )


_LIMITS: Final = {
    "lock_timeout": f"{LOCK_TIMEOUT_S:.0f}s",
    "statement_timeout": f"{STATEMENT_TIMEOUT_S:.0f}s",
    "idle_in_transaction_session_timeout": f"{STATEMENT_TIMEOUT_S:.0f}s",
}


def _pool(size: int) -> dict[str, Any]:
    # A connection that the server closed meanwhile is noticed before it is used.
    return {
        "pool_size": size, "max_overflow": 0, "pool_timeout": CONNECT_TIMEOUT_S,
        "pool_pre_ping": True,
    }  # fmt: skip
