"""Facts that other servers told, and saved day plans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, insert, select, update

from metaserver.ports.tourism import Fetched, SavedPlan
from metaserver.storage.database import Database
from metaserver.storage.dialect import upsert
from metaserver.storage.rows import columns
from metaserver.storage.tables import TOUR_FACTS, TOUR_PLANS

_FACTS: Final = TOUR_FACTS.c
_PLANS: Final = TOUR_PLANS.c


class SqlTourismStore:
    """``ports.tourism.TourismStore`` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def replace(self, source: str, facts: Sequence[Fetched]) -> None:
        rows = [columns(each) for each in facts]
        async with self._db.write("tourism_replace") as connection:
            await connection.execute(delete(TOUR_FACTS).where(_FACTS.source == source))
            if rows:
                await connection.execute(insert(TOUR_FACTS), rows)

    async def fetched(self) -> list[Fetched]:
        query = select(TOUR_FACTS).order_by(_FACTS.source, _FACTS.kind, _FACTS.id)
        async with self._db.read("tourism_fetched") as connection:
            rows = (await connection.execute(query)).all()
        return [Fetched(**row._mapping) for row in rows]

    async def save(self, plan: SavedPlan) -> None:
        new = upsert(TOUR_PLANS, self._db.dialect).on_conflict_do_nothing()
        async with self._db.write("tourism_save") as connection:
            await connection.execute(new.values(columns(plan)))

    async def plan(self, share: str, *, now_ms: int) -> SavedPlan | None:
        used = update(TOUR_PLANS).where(_PLANS.share == share).values(used_ms=now_ms)
        async with self._db.write("tourism_plan") as connection:
            row = (await connection.execute(used.returning(TOUR_PLANS))).one_or_none()
        return None if row is None else SavedPlan(**row._mapping)
