"""How soon help came, worked out by the database in one query."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Column, Select, Subquery, case, func, select, true

from metaserver.ports.help import HelpGiven, Spread
from metaserver.storage.help.part import TalkPart
from metaserver.storage.tables import TALKS

_TALKS: Final = TALKS.c


class SqlHelpGiven(TalkPart):
    async def given(self, since_ms: int) -> HelpGiven:
        """Of talks that were asked for then or later."""
        async with self._db.read("talks_given") as connection:
            row = (await connection.execute(_query(since_ms))).one()
        asked, *spreads = row
        return HelpGiven(
            asked=asked, to_person=_spread(*spreads[:3]), to_answer=_spread(*spreads[3:])
        )


def _query(since_ms: int) -> Select[Any]:
    asked = select(func.count().label("asked")).where(_TALKS.asked_ms >= since_ms).subquery()
    person = _measured(_TALKS.first_taken_ms, since_ms)
    answer = _measured(_TALKS.first_answer_ms, since_ms)
    # Each has one row.
    rows = asked.join(person, true()).join(answer, true())
    return select(asked, person, answer).select_from(rows)


def _measured(until: Column[Any], since_ms: int) -> Subquery:
    """One row: how many there are, and by nearest rank the least duration that half of them, and
    nine of ten, do not exceed."""
    took = until - _TALKS.asked_ms
    ranked = (
        select(
            took.label("took_ms"),
            func.row_number().over(order_by=took).label("rank"),
            func.count().over().label("of"),
        )
        .where(_TALKS.asked_ms >= since_ms, until.is_not(None))
        .subquery()
    )
    each = ranked.c
    least = [
        func.min(case((each.rank * 100 >= each.of * percent, each.took_ms))) for percent in (50, 90)
    ]
    return select(func.count().label("count"), *least).select_from(ranked).subquery()


def _spread(count: int, median_ms: int | None, p90_ms: int | None) -> Spread:
    return Spread(count=count, median_ms=median_ms, p90_ms=p90_ms)
