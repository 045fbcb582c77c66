"""One talk, the queue, and how long it took."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Row, Select, or_, select

from metaserver.ports.help import LIVE, Handled, Line, Talk, TalkState
from metaserver.storage.help.part import TalkPart, line_of, talk_of
from metaserver.storage.tables import TALK_LINES, TALKS

_TALKS: Final = TALKS.c
_LINES: Final = TALK_LINES.c
_HANDLED: Final = select(
    _TALKS.department, _TALKS.asked_ms, _TALKS.first_taken_ms, _TALKS.first_answer_ms,
    _TALKS.ended_ms, _TALKS.official,
).where(_TALKS.first_taken_ms.is_not(None))  # fmt: skip


class SqlTalkReading(TalkPart):
    async def by_number(self, number: str) -> Talk | None:
        return await self._one(select(TALKS).where(_TALKS.number == number))

    async def current(self, account: str, visit_key: str) -> Talk | None:
        """The newest of that account or visit that is not over; '' is nobody's."""
        owners = [
            column == value
            for column, value in ((_TALKS.account, account), (_TALKS.visit_key, visit_key))
            if value
        ]
        if not owners:
            return None
        live = select(TALKS).where(_TALKS.ended_ms.is_(None), or_(*owners))
        return await self._one(live.order_by(_TALKS.id.desc()).limit(1))

    async def lines(self, talk: int, after: int = 0) -> list[Line]:
        query = select(TALK_LINES).where(_LINES.talk == talk, _LINES.seq > after)
        rows = await self._rows("talk_lines", query.order_by(_LINES.seq))
        return [line_of(row._mapping) for row in rows]

    async def live(self) -> list[Talk]:
        """All that wait or are open, in the order of the queue."""
        states = [state.value for state in LIVE]
        query = select(TALKS).where(_TALKS.state.in_(states))
        rows = await self._rows("talks_live", query.order_by(_TALKS.asked_ms, _TALKS.id))
        return [talk_of(row._mapping) for row in rows]

    async def of_official(self, official: str) -> list[Talk]:
        """Open ones, the first taken first."""
        query = select(TALKS).where(
            _TALKS.official == official, _TALKS.state == TalkState.OPEN.value
        )
        rows = await self._rows("talks_official", query.order_by(_TALKS.taken_ms, _TALKS.id))
        return [talk_of(row._mapping) for row in rows]

    async def handled(self, *, department: str, limit: int) -> list[Handled]:
        """The last ones that are over; ``department`` '' is all."""
        query = _HANDLED.where(_TALKS.ended_ms.is_not(None))
        if department:
            query = query.where(_TALKS.department == department)
        rows = await self._rows(
            "talks_handled", query.order_by(_TALKS.ended_ms.desc()).limit(limit)
        )
        return [Handled(**row._mapping) for row in rows]

    async def handled_since(self, since_ms: int) -> list[Handled]:
        """Those that were first taken then or later."""
        query = _HANDLED.where(_TALKS.first_taken_ms >= since_ms)
        rows = await self._rows("talks_since", query.order_by(_TALKS.first_taken_ms))
        return [Handled(**row._mapping) for row in rows]

    async def _one(self, query: Select[Any]) -> Talk | None:
        rows = await self._rows("talk_get", query)
        return talk_of(rows[0]._mapping) if rows else None

    async def _rows(self, operation: str, query: Select[Any]) -> list[Row[Any]]:
        async with self._db.read(operation) as connection:
            return list((await connection.execute(query)).all())
