"""What happens to a talk, as long as nobody was quicker: each is one conditional update."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningUpdate

from metaserver.errors import Conflict, NotFound
from metaserver.ports.accounts import AuditEntry
from metaserver.ports.help import Line, Move, Side, Talk, TalkState
from metaserver.storage.audit import add_audit
from metaserver.storage.help.part import TalkPart, add_lines, talk_of
from metaserver.storage.tables import ACCOUNTS, TALK_LINES, TALKS

_TALKS: Final = TALKS.c
_LINES: Final = TALK_LINES.c


class SqlMoving(TalkPart):
    async def move(self, move: Move) -> Talk:
        """The talk afterwards. Raises ``Conflict("state")`` and ``NotFound("gone")``."""
        async with self._db.write("talk_move") as connection:
            talk = await _moved(connection, move, lines=len(move.lines))
            await add_lines(connection, talk, move.lines)
            await add_audit(connection, move.audit)
        return talk

    async def say(self, move: Move, line: Line, key: str, *, lines_max: int) -> tuple[Talk, bool]:
        """The talk afterwards, and whether the line is new.

        Raises ``Conflict``: ``talk_full``, ``state``; ``NotFound("gone")``.
        """
        try:
            async with self._db.write("talk_say") as connection:
                if before := await _said(connection, move.talk, line.side, key):
                    return before, False
                talk = await _moved(connection, move, lines=1)
                if talk.lines > lines_max:
                    raise Conflict("talk_full", "The talk is full; end it and ask again.")
                await add_lines(connection, talk, [line], key)
                return talk, True
        except Conflict as error:
            if error.code != "exists":
                raise
        # The same was sent twice at once, and the other one was quicker.
        async with self._db.read("talk_say") as connection:
            if before := await _said(connection, move.talk, line.side, key):
                return before, False
        raise Conflict("state", "The talk has changed; look at it again.")

    async def take(
        self, official: str, departments: Collection[str] | None, *, number: str, capacity: int,
        now_ms: int, audit: AuditEntry,
    ) -> Talk | None:  # fmt: skip
        """Raises ``Conflict("capacity")``."""
        async with self._db.write("talk_take") as connection:
            await _check_capacity(connection, official, capacity)
            taking = _taking(official, _free(departments, number), now_ms)
            row = (await connection.execute(taking)).one_or_none()
            if row is None:
                return None
            talk = talk_of(row._mapping)
            line = Line(time_ms=now_ms, side=Side.CITY, author=official, words="taken")
            await add_lines(connection, talk, [line])
            await add_audit(connection, replace(audit, subject=f"talk:{talk.number}"))
        return talk


async def _moved(connection: AsyncConnection, move: Move, *, lines: int) -> Talk:
    states = [state.value for state in move.states]
    holds = (_TALKS.id == move.talk) & _TALKS.state.in_(states)
    if move.official is not None:
        holds &= _TALKS.official == move.official
    if move.version is not None:
        holds &= _TALKS.version == move.version
    moving = update(TALKS).where(holds).values(_values(move, lines)).returning(TALKS)
    row = (await connection.execute(moving)).one_or_none()
    if row is not None:
        return talk_of(row._mapping)
    if await connection.scalar(select(_TALKS.id).where(_TALKS.id == move.talk)) is None:
        raise NotFound("gone", "The talk is not there any more.")
    raise Conflict("state", "The talk has changed; look at it again.")


def _values(move: Move, lines: int) -> dict[str, Any]:
    values = dict(move.values)
    state = values.get("state")
    if state is not None:
        values["state"] = TalkState(state).value
    if state is TalkState.ENDED:
        values["state"] = case(
            (_TALKS.complaint != "", TalkState.WRITTEN.value), else_=TalkState.ENDED.value
        )
    return values | {"lines": _TALKS.lines + lines, "version": _TALKS.version + 1}


async def _said(connection: AsyncConnection, talk: int, side: Side, key: str) -> Talk | None:
    same = (_LINES.talk == talk) & (_LINES.side == side.value) & (_LINES.key == key)
    query = select(TALKS).where(_TALKS.id == talk, select(_LINES.seq).where(same).exists())
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else talk_of(row._mapping)


async def _check_capacity(connection: AsyncConnection, official: str, capacity: int) -> None:
    # Two takes of one official follow each other, so that they are counted; on PostgreSQL by this.
    await connection.execute(
        select(ACCOUNTS.c.id).where(ACCOUNTS.c.id == official).with_for_update()
    )
    theirs = (_TALKS.official == official) & (_TALKS.state == TalkState.OPEN.value)
    if (await connection.scalar(select(func.count()).where(theirs)) or 0) >= capacity:
        raise Conflict("capacity", "You have as many talks as you may; end one first.")


def _free(departments: Collection[str] | None, number: str) -> ColumnElement[int]:
    """The one to be taken; on PostgreSQL past those that others are just taking."""
    waiting = select(_TALKS.id).where(_TALKS.state == TalkState.WAITING.value)
    if departments is not None:
        waiting = waiting.where(_TALKS.department.in_(departments))
    if number:
        waiting = waiting.where(_TALKS.number == number)
    first = waiting.order_by(_TALKS.asked_ms, _TALKS.id).limit(1)
    return first.with_for_update(skip_locked=True).scalar_subquery()


def _taking(official: str, free: ColumnElement[int], now_ms: int) -> ReturningUpdate[Any]:
    return (
        update(TALKS)
        .where(_TALKS.id == free, _TALKS.state == TalkState.WAITING.value)
        .values(
            state=TalkState.OPEN.value,
            official=official,
            taken_ms=now_ms,
            first_taken_ms=func.coalesce(_TALKS.first_taken_ms, now_ms),
            away_ms=None,
            lines=_TALKS.lines + 1,
            version=_TALKS.version + 1,
        )
        .returning(TALKS)
    )
