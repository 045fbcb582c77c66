"""Many complaints, by conditions."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select

from metaserver.ports.complaints import Complaint, Search
from metaserver.storage.complaints.part import Part, complaint_of
from metaserver.storage.rows import OPEN
from metaserver.storage.tables import COMPLAINTS

_C: Final = COMPLAINTS.c

ROWS_AT_ONCE: Final = 200
"""Some 5 ms of work; then the rest of the server has its turn."""

Box = tuple[float, float, float, float]


class SqlFinding(Part):
    async def search(self, search: Search) -> list[Complaint]:
        """By deadline, earliest first; else by the moment they were received."""
        return await self._complaints("complaint_search", searched(search))

    async def count(self, search: Search) -> int:
        """All that the conditions hold for; without limit and offset."""
        query = select(func.count()).select_from(COMPLAINTS).where(*_conditions(search))
        async with self._db.read("complaint_count") as connection:
            return int((await connection.execute(query)).scalar_one())

    async def near(self, box: Box, *, kind: str, limit: int) -> list[Complaint]:
        """Open ones of that kind within south, west, north, east; newest first."""
        return await self._complaints("complaint_near", nearby(box, kind=kind, limit=limit))

    async def _complaints(self, operation: str, query: Select[Any]) -> list[Complaint]:
        async with self._db.read(operation) as connection:
            found: list[Complaint] = []
            for rows in (await connection.execute(query)).partitions(ROWS_AT_ONCE):
                found += [complaint_of(row._mapping) for row in rows]
                await asyncio.sleep(0)
            return found


def searched(search: Search) -> Select[Any]:
    query = select(COMPLAINTS).where(*_conditions(search)).order_by(*_order(search))
    return query.limit(search.limit).offset(search.offset)


def nearby(box: Box, *, kind: str, limit: int) -> Select[Any]:
    there = select(COMPLAINTS).where(_C.status.in_(OPEN), _C.kind == kind, *_within(box))
    return there.order_by(_C.created_ms.desc(), _C.id.desc()).limit(limit)


def _order(search: Search) -> tuple[ColumnElement[Any], ...]:
    if search.by_deadline:
        return _C.expected_ms, _C.id
    if search.newest_first:
        return _C.created_ms.desc(), _C.id.desc()
    return _C.created_ms, _C.id


def _conditions(search: Search) -> Iterator[ColumnElement[bool]]:
    for column, allowed in (
        (_C.number, search.numbers), (_C.kind, search.kinds), (_C.department, search.departments),
        (_C.status, [each.value for each in search.statuses]),
    ):  # fmt: skip
        if allowed:
            yield column.in_(allowed)
    yield from _times(search)
    yield from _people(search)
    if search.box is not None:
        yield from _within(search.box)
    if search.words:
        columns = (_C.number, _C.description, _C.address)
        yield or_(*(each.icontains(search.words, autoescape=True) for each in columns))


def _times(search: Search) -> Iterator[ColumnElement[bool]]:
    """From the first moment on, before the last."""
    if search.created_from_ms is not None:
        yield _C.created_ms >= search.created_from_ms
    if search.created_to_ms is not None:
        yield _C.created_ms < search.created_to_ms
    if search.updated_from_ms is not None:
        yield _C.updated_ms >= search.updated_from_ms
    if search.updated_to_ms is not None:
        yield _C.updated_ms < search.updated_to_ms
    if search.overdue_at_ms is not None:
        yield _C.status.in_(OPEN)
        yield _C.expected_ms < search.overdue_at_ms


def _people(search: Search) -> Iterator[ColumnElement[bool]]:
    if search.reporter:
        yield _C.reporter == search.reporter
    if search.assignee:
        yield _C.assignee == search.assignee
    if search.unassigned:
        # Said so that the index is not used: most have nobody.
        yield func.length(_C.assignee) == 0


def _within(box: Box) -> Iterator[ColumnElement[bool]]:
    south, west, north, east = box
    yield _C.lat.between(south, north)
    yield _C.lon.between(west, east)
