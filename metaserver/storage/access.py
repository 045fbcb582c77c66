"""Keys of outside programs, and answers that may be asked for twice."""

from __future__ import annotations

import builtins
from dataclasses import replace
from typing import Final

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from metaserver.errors import Conflict
from metaserver.ports.access import ApiKey, Once
from metaserver.ports.accounts import AuditEntry
from metaserver.storage.audit import add_audit
from metaserver.storage.database import Database
from metaserver.storage.dialect import upsert
from metaserver.storage.rows import columns
from metaserver.storage.tables import API_KEYS, ONCE

_ID: Final = frozenset({"id"})


class SqlApiKeyStore:
    """``ports.access.ApiKeyStore`` on a database; every method may raise ``StoreError``."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, key: ApiKey, *, audit: AuditEntry | None = None) -> int:
        """Its number. Raises ``Conflict("exists")`` for a hash that is there already."""
        row = insert(API_KEYS).values(columns(key, without=_ID)).returning(API_KEYS.c.id)
        async with self._db.write("key_add") as connection:
            number = int((await connection.execute(row)).scalar_one())
            await add_audit(connection, audit and replace(audit, subject=f"key:{number}"))
        return number

    async def by_hash(self, key_hash: str) -> ApiKey | None:
        """Also one that was revoked: ``revoked_ms`` is for the caller to see."""
        query = select(API_KEYS).where(API_KEYS.c.key_hash == key_hash)
        async with self._db.read("key_by_hash") as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else ApiKey(**row._mapping)

    async def used(self, key: int, now_ms: int) -> None:
        await self._change("key_used", API_KEYS.c.id == key, used_ms=now_ms)

    async def revoke(self, key: int, now_ms: int, *, audit: AuditEntry | None = None) -> bool:
        """False where it is not there, or was revoked before."""
        holds = (API_KEYS.c.id == key) & API_KEYS.c.revoked_ms.is_(None)
        return await self._change("key_revoke", holds, audit, revoked_ms=now_ms)

    async def list(self) -> builtins.list[ApiKey]:
        """Oldest first, revoked ones too."""
        async with self._db.read("key_list") as connection:
            rows = (await connection.execute(select(API_KEYS).order_by(API_KEYS.c.id))).all()
        return [ApiKey(**row._mapping) for row in rows]

    async def _change(
        self, operation: str, where: ColumnElement[bool], audit: AuditEntry | None = None,
        **values: int,
    ) -> bool:  # fmt: skip
        change = update(API_KEYS).where(where).values(values)
        async with self._db.write(operation) as connection:
            if (await connection.execute(change)).rowcount != 1:
                return False
            await add_audit(connection, audit)
        return True


class SqlOnceStore:
    """``ports.access.OnceStore`` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def answer(self, once: Once) -> int | None:
        """The complaint that was filed before; None for a new one. Raises ``Conflict("reused")``
        for another body, ``StoreError``."""
        async with self._db.read("once") as connection:
            return await answered(connection, once)


async def answered(connection: AsyncConnection, once: Once) -> int | None:
    """As ``SqlOnceStore.answer``, within a transaction."""
    query = select(ONCE).where(ONCE.c.scope == once.scope, ONCE.c.key == once.key)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    if row.body_hash != once.body_hash:
        raise Conflict("reused", "The same key came with another body; use a new key.")
    return int(row.complaint)


async def remember(
    connection: AsyncConnection, once: Once, db: Database, *, complaint: int, time_ms: int
) -> bool:
    """False where another transaction was quicker; waits for one that is not yet committed."""
    row = columns(once) | {"complaint": complaint, "time_ms": time_ms}
    new = upsert(ONCE, db.dialect).on_conflict_do_nothing().returning(ONCE.c.scope)
    return (await connection.execute(new, row)).one_or_none() is not None
