"""What officials and operators did: appended, never changed (the database's triggers see to it)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from metaserver.ports.accounts import AuditEntry
from metaserver.storage.database import Database
from metaserver.storage.rows import columns
from metaserver.storage.tables import AUDIT

APPENDING: Final = 7_311_121
"""Key of PostgreSQL's advisory lock that one transaction at a time holds."""


async def add_audit(connection: AsyncConnection, entry: AuditEntry | None) -> None:
    """Writes the entry, if there is one, in the transaction of what it tells of.

    Call it last: from here to the commit no other transaction can write one, so that entries
    become visible in the order of their numbers, and who reads on from a number misses none.
    """
    if entry is None:
        return
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({APPENDING})")
    row = columns(entry, without=frozenset({"id"}))
    await connection.execute(insert(AUDIT).values(row))


class SqlAuditStore:
    """``ports.accounts.AuditStore`` on a database; every method may raise ``StoreError``."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def append(self, entry: AuditEntry) -> None:
        """Committed when it returns."""
        async with self._db.write("audit_append") as connection:
            await add_audit(connection, entry)

    async def entries(
        self, *, before_id: int | None = None, limit: int = 100, actor: str = "", action: str = "",
    ) -> Sequence[AuditEntry]:  # fmt: skip
        """Newest first; ``action`` is a beginning (``complaint.``)."""
        query = select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit)
        if before_id is not None:
            query = query.where(AUDIT.c.id < before_id)
        if actor:
            query = query.where(AUDIT.c.actor == actor)
        if action:
            query = query.where(AUDIT.c.action.startswith(action, autoescape=True))
        async with self._db.read("audit_entries") as connection:
            rows = (await connection.execute(query)).all()
        return [AuditEntry(**row._mapping) for row in rows]
