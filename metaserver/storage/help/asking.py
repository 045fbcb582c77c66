"""A new talk: whole, once, and one at a time for whoever asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from metaserver.errors import Conflict
from metaserver.ports.access import Once
from metaserver.ports.help import Line, Talk, TalkState
from metaserver.storage.complaints.filing import SEOUL
from metaserver.storage.help.part import TalkPart, add_lines, talk_of
from metaserver.storage.rows import columns
from metaserver.storage.tables import TALKS

_TALKS: Final = TALKS.c


class SqlAsking(TalkPart):
    async def ask(
        self, talk: Talk, lines: Sequence[Line], *, once: Once | None, waiting_max: int
    ) -> tuple[Talk, bool]:
        """As it is kept, and whether it is new: False where ``once`` was answered before.

        Raises ``Conflict``: ``talking``, ``crowded``, ``reused``.
        """
        try:
            async with self._db.write("talk_ask") as connection:
                if before := await _before(connection, once):
                    return before, False
                await _check_room(connection, waiting_max)
                return await _added(connection, talk, lines, once), True
        except Conflict as error:
            if error.code != "exists":
                raise
        # Somebody was quicker: the same request sent twice, or another one of the same person.
        async with self._db.read("talk_ask") as connection:
            if before := await _before(connection, once):
                return before, False
        raise Conflict("talking", "You have a talk already; end that one first.")


async def _before(connection: AsyncConnection, once: Once | None) -> Talk | None:
    if once is None:
        return None
    query = select(TALKS).where(_TALKS.once_key == _key(once))
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    if row.body_hash != once.body_hash:
        raise Conflict("reused", "The same key came with another body; use a new key.")
    return talk_of(row._mapping)


async def _check_room(connection: AsyncConnection, waiting_max: int) -> None:
    """On PostgreSQL two at the same moment may both be the last: it is a bound, not a law."""
    waiting = select(func.count()).where(_TALKS.state == TalkState.WAITING.value)
    if (await connection.scalar(waiting) or 0) >= waiting_max:
        raise Conflict("crowded", "Too many wait already; leave it in writing.")


async def _added(
    connection: AsyncConnection, talk: Talk, lines: Sequence[Line], once: Once | None
) -> Talk:
    row: dict[str, Any] = columns(talk, without=frozenset({"id", "number"}))
    row |= {"lines": len(lines), "version": 1}
    row |= {"once_key": once and _key(once), "body_hash": once.body_hash if once else ""}
    adding = insert(TALKS).returning(_TALKS.id)
    given = int((await connection.execute(adding, row)).scalar_one())
    year = dt.datetime.fromtimestamp(talk.asked_ms / 1000, SEOUL).year
    number = f"H-{year}-{given:06d}"
    await connection.execute(update(TALKS).where(_TALKS.id == given).values(number=number))
    kept = replace(talk, id=given, number=number, lines=len(lines), version=1)
    await add_lines(connection, kept, lines)
    return kept


def _key(once: Once) -> str:
    return f"{once.scope} {once.key}"
