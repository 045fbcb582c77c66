"""What came of complaints, added up by the database."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, Text, case, cast, func, select

from metaserver.ports.complaints import Outcome, Status
from metaserver.storage.complaints.part import Part
from metaserver.storage.rows import OPEN
from metaserver.storage.tables import COMPLAINTS

_C: Final = COMPLAINTS.c


class SqlOutcomes(Part):
    async def outcomes(self, from_ms: int, to_ms: int, *, now_ms: int) -> list[Outcome]:
        """Of those received from ``from_ms`` on and before ``to_ms``, as they stand now.

        Answered is what has that status: not what was rejected or merged, and what was reopened
        only when it is answered again, by that moment.
        """
        async with self._db.read("complaint_outcomes") as connection:
            rows = (await connection.execute(_query(from_ms, to_ms, now_ms))).all()
        outcomes = []
        for row in rows:
            outcomes.append(_outcome(row))
            await asyncio.sleep(0)  # thousands of numbers each: others have a turn between
        return outcomes


def _query(from_ms: int, to_ms: int, now_ms: int) -> Select[Any]:
    is_open = _C.status.in_(OPEN)
    is_answered = (_C.status == Status.ANSWERED.value) & _C.closed_ms.is_not(None)
    taken_ms = cast(_C.closed_ms - _C.created_ms, Text)
    return (
        select(
            _C.department,
            _C.kind,
            func.count().label("received"),
            _count(is_answered).label("answered"),
            _count(is_open).label("open"),
            _count(is_open & (_C.expected_ms < now_ms)).label("overdue"),
            func.aggregate_strings(case((is_answered, taken_ms)), ",").label("answer_ms"),
            func.aggregate_strings(cast(_C.rating, Text), ",").label("ratings"),
        )
        .where(_C.created_ms >= from_ms, _C.created_ms < to_ms)
        .group_by(_C.department, _C.kind)
        .order_by(_C.department, _C.kind)
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _outcome(row: Row[Any]) -> Outcome:
    numbers = {name: _numbers(getattr(row, name)) for name in ("answer_ms", "ratings")}
    return Outcome(**{**row._mapping, **numbers})


def _numbers(joined: str | None) -> list[int]:
    """Ascending."""
    return sorted(map(int, joined.split(","))) if joined else []
