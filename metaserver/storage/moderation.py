"""Reports and bans."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Table, delete, insert, select, update

from metaserver.ports import Ban, ReportCase
from metaserver.storage.database import Database
from metaserver.storage.tables import BANS, CHAT, REPORTS


class SqlModerationStore:
    """``ports.ModerationStore`` on a database; every method may raise ``StoreError``."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add_report(self, report: ReportCase) -> int:
        """Committed when it returns: the case's number."""
        row = asdict(replace(report, evidence=list(report.evidence)))
        return await self._add("report_add", REPORTS, row)

    async def reports(self, *, open_only: bool, limit: int) -> list[ReportCase]:
        """The newest ``limit`` cases, newest first."""
        query = select(REPORTS).order_by(REPORTS.c.id.desc()).limit(limit)
        if open_only:
            query = query.where(REPORTS.c.decided_ms.is_(None))
        async with self._db.read("reports") as connection:
            rows = (await connection.execute(query)).all()
        return [ReportCase(**row._mapping) for row in rows]

    async def reported_address(self, report: int) -> str | None:
        """Who had left before the report is still known by what they said, while that is kept."""
        case = select(REPORTS.c.reported, REPORTS.c.reported_address_key).where(
            REPORTS.c.id == report
        )
        async with self._db.read("reports") as connection:
            row = (await connection.execute(case)).one_or_none()
            if row is None or row.reported_address_key:
                return None if row is None else str(row.reported_address_key)
            said = select(CHAT.c.address_key).where(CHAT.c.person == row.reported)
            newest = said.order_by(CHAT.c.time_ms.desc()).limit(1)
            return (await connection.execute(newest)).scalar_one_or_none() or ""

    async def decide(self, report: int, decision: str, now_ms: int) -> bool:
        """False where there is no such open case; a decision is made once."""
        open_case = (REPORTS.c.id == report) & REPORTS.c.decided_ms.is_(None)
        change = update(REPORTS).where(open_case).values(decided_ms=now_ms, decision=decision)
        async with self._db.write("report_decide") as connection:
            return (await connection.execute(change)).rowcount == 1

    async def add_ban(self, ban: Ban) -> int:
        """Committed when it returns: the ban's number."""
        return await self._add("ban_add", BANS, asdict(ban))

    async def lift_ban(self, ban: int) -> bool:
        """Erases it; False where there is none of that number."""
        async with self._db.write("ban_lift") as connection:
            return (await connection.execute(delete(BANS).where(BANS.c.id == ban))).rowcount == 1

    async def bans(self, now_ms: int) -> list[Ban]:
        """Those that hold at ``now_ms``, oldest first."""
        query = select(BANS).where(BANS.c.until_ms > now_ms).order_by(BANS.c.id)
        async with self._db.read("bans") as connection:
            rows = (await connection.execute(query)).all()
        return [Ban(**row._mapping) for row in rows]

    async def _add(self, operation: str, table: Table, row: dict[str, Any]) -> int:
        """Inserts one row; a new number where ``id`` is None."""
        values = {name: value for name, value in row.items() if name != "id" or value is not None}
        async with self._db.write(operation) as connection:
            added = insert(table).values(values).returning(table.c.id)
            return int((await connection.execute(added)).scalar_one())
