"""All tables of a PostgreSQL database to a SQLite file, and back, row for row.

Counters go with them, so that a number that was given once is not given again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, insert, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from metaserver.errors import StoreError
from metaserver.storage.migrate import is_current, migrate
from metaserver.storage.postgresql import APPLICATION, MIGRATING, PostgresEngines
from metaserver.storage.sqlite import plain_engine, upgrade_file
from metaserver.storage.tables import METADATA

ROWS: Final = 50
"""So many are in memory at a time; a row may hold a photo."""

_COUNTED: Final = [
    t for t in METADATA.sorted_tables if t.dialect_options["sqlite"]["autoincrement"]
]
_OTHERS: Final = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND application_name = :name AND pid <> pg_backend_pid()"
)
_COUNTER: Final = text("SELECT pg_get_serial_sequence(:table, 'id')")


async def pull(url: str, copy: Path) -> None:
    """Raises ``StoreError``. Blocks the loop: for a process of its own."""
    upgrade_file(copy)
    engine = plain_engine(copy)
    try:
        async with _connected(url) as source:
            await source.exec_driver_sql(
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
            )
            await _same_tables(source)
            with engine.begin() as target:
                target.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
                for table in METADATA.sorted_tables:
                    await _pull_table(source, target, table)
                for table in _COUNTED:
                    _set_counter(target, table, await _counter(source, table))
    finally:
        engine.dispose()


async def push(copy: Path, url: str, *, replace: bool) -> None:
    """``copy`` has today's tables. Raises ``StoreError``. Blocks the loop, as ``pull`` does."""
    engine = plain_engine(copy)
    try:
        async with _connected(url) as target:
            await target.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATING})")
            await _refuse(target, replace=replace)
            await target.run_sync(_empty)
            await target.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")
            with engine.connect() as source:
                for table in METADATA.sorted_tables:
                    await _push_table(source, target, table)
                for table in _COUNTED:
                    await _push_counter(source, target, table)
    finally:
        engine.dispose()


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[AsyncConnection]:
    """One transaction."""
    engines = PostgresEngines(url)
    engine = engines.plain_engine()
    try:
        async with engine.begin() as connection:
            yield connection
    except engines.errors as error:
        cause = engines.cause(getattr(error, "orig", None) or error).rstrip(".")
        raise StoreError(f"{engines.name} did not do it: {cause}.") from error
    finally:
        await engine.dispose()


async def _same_tables(source: AsyncConnection) -> None:
    if not await source.run_sync(is_current):
        raise StoreError(
            "The database was written by another version of the server; make the backup with that "
            "version's command."
        )


async def _refuse(target: AsyncConnection, *, replace: bool) -> None:
    if await target.scalar(_OTHERS, {"name": APPLICATION}):
        raise StoreError("A server is connected to the database; stop it first.")
    if not replace and await target.run_sync(_holds_rows):
        raise StoreError(
            "The database is not empty; --replace puts the backup in the place of all it holds."
        )


def _holds_rows(connection: Connection) -> bool:
    there = set(inspect(connection).get_table_names())
    tables = [table for table in METADATA.sorted_tables if table.name in there]
    return any(connection.execute(select(table).limit(1)).first() for table in tables)


def _empty(connection: Connection) -> None:
    """Today's tables, without a row."""
    METADATA.drop_all(connection)
    connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
    connection.exec_driver_sql("DROP FUNCTION IF EXISTS audit_append_only")
    migrate(connection)


async def _pull_table(source: AsyncConnection, target: Connection, table: Table) -> None:
    rows = await source.stream(select(table).execution_options(yield_per=ROWS))
    async for some in rows.partitions():
        target.execute(insert(table), [row._asdict() for row in some])


async def _push_table(source: Connection, target: AsyncConnection, table: Table) -> None:
    rows = source.execution_options(yield_per=ROWS).execute(select(table))
    for some in rows.partitions():
        await target.execute(insert(table), [row._asdict() for row in some])


async def _counter(source: AsyncConnection, table: Table) -> int:
    """The last number that was given; 0 for none."""
    name = await source.scalar(_COUNTER, {"table": table.name})
    query = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {name}"  # noqa: S608
    return int((await source.exec_driver_sql(query)).scalar_one())


def _set_counter(target: Connection, table: Table, last: int) -> None:
    row: dict[str, Any] = {"table": table.name, "last": last}
    target.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), row)
    target.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)"), row)


async def _push_counter(source: Connection, target: AsyncConnection, table: Table) -> None:
    given = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
    last = source.execute(given, {"table": table.name}).scalar()
    if last:
        name = await target.scalar(_COUNTER, {"table": table.name})
        await target.execute(text("SELECT setval(:name, :last)"), {"name": name, "last": last})
