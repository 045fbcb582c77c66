"""Which officials are there, and who stands in for whom."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, delete, select

from metaserver.ports.complaints import Absence, Duty
from metaserver.storage.database import Database
from metaserver.storage.dialect import upsert
from metaserver.storage.rows import columns
from metaserver.storage.tables import ABSENCES, DUTY


class SqlOfficeStore:
    """``ports.complaints.OfficeStore`` on a database; every method may raise ``StoreError``, and
    the setting ones ``NotFound("gone")`` for an account that is not there."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def on_duty(self, since_seen_ms: int) -> list[Duty]:
        """Who was seen then or later; longest there first."""
        seen = select(DUTY).where(DUTY.c.seen_ms >= since_seen_ms)
        async with self._db.read("duty") as connection:
            rows = await connection.execute(seen.order_by(DUTY.c.since_ms, DUTY.c.account))
            return [Duty(**row._mapping) for row in rows]

    async def set_duty(self, duty: Duty) -> None:
        await self._set("duty_set", DUTY, columns(duty))

    async def end_duty(self, account: str) -> None:
        await self._end("duty_end", DUTY, account)

    async def absences(self, now_ms: int) -> list[Absence]:
        """Soonest first."""
        ahead = select(ABSENCES).where(ABSENCES.c.until_ms > now_ms)
        async with self._db.read("absences") as connection:
            rows = await connection.execute(ahead.order_by(ABSENCES.c.from_ms, ABSENCES.c.account))
            return [Absence(**row._mapping) for row in rows]

    async def set_absence(self, absence: Absence) -> None:
        """In place of an earlier one of that account."""
        await self._set("absence_set", ABSENCES, columns(absence))

    async def end_absence(self, account: str) -> None:
        await self._end("absence_end", ABSENCES, account)

    async def _set(self, operation: str, table: Table, row: dict[str, Any]) -> None:
        others = {name: value for name, value in row.items() if name != "account"}
        new = upsert(table, self._db.dialect).values(row)
        async with self._db.write(operation) as connection:
            await connection.execute(
                new.on_conflict_do_update(index_elements=["account"], set_=others)
            )

    async def _end(self, operation: str, table: Table, account: str) -> None:
        async with self._db.write(operation) as connection:
            await connection.execute(delete(table).where(table.c.account == account))
