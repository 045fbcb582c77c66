"""What is still to be told to others.

Blocking is seen by the query for what is due and written down nowhere, so nothing has to be
released when an entry ends.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Table, Update, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from metaserver.errors import NotFound
from metaserver.ports.accounts import AuditEntry
from metaserver.ports.complaints import Event
from metaserver.ports.outbox import Delivery, Entry, NewEntry
from metaserver.storage.audit import add_audit
from metaserver.storage.links import SqlLinks
from metaserver.storage.rows import columns
from metaserver.storage.tables import COMPLAINT_EVENTS, OUTBOX

_OUTBOX: Final = OUTBOX.c
_WAITING: Final = _OUTBOX.state == Delivery.WAITING.value
_FRESH: Final = {
    "state": Delivery.WAITING.value, "attempts": 0, "uncertain": False, "ended_ms": None,
    "error": "", "result": {},
}  # fmt: skip


class SqlOutboxStore(SqlLinks):
    """``ports.outbox.OutboxStore`` on a database; every method may raise ``StoreError``."""

    async def add(self, entry: NewEntry, *, now_ms: int, complaint: int | None = None) -> int:
        """Its number. Raises ``NotFound("gone")`` where there is no such complaint."""
        row = insert(OUTBOX).values(_row(entry, now_ms, complaint)).returning(_OUTBOX.id)
        async with self._db.write("outbox_add") as connection:
            return int((await connection.execute(row)).scalar_one())

    async def due(self, now_ms: int, *, limit: int, targets: Sequence[str]) -> builtins.list[Entry]:
        """The first of each ``order`` within its target, longest due first; '' is no order."""
        query = (
            select(OUTBOX)
            .where(_WAITING, _OUTBOX.due_ms <= now_ms, _OUTBOX.target.in_(targets), _first())
            .order_by(_OUTBOX.due_ms, _OUTBOX.id)
        )
        return await self._entries("outbox_due", query.limit(limit))

    async def next_due_ms(self) -> int | None:
        """Of those that nothing blocks."""
        query = select(_OUTBOX.due_ms).where(_WAITING, _first()).order_by(_OUTBOX.due_ms).limit(1)
        async with self._db.read("outbox_next") as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def sending(self, entry: int) -> None:
        """Counts the attempt. Raises ``NotFound("gone")`` for one that waits no more: do not
        send it."""
        change = _waiting(entry).values(uncertain=True, attempts=_OUTBOX.attempts + 1)
        if not await self._change("outbox_sending", change):
            raise NotFound("gone", f"Outbox entry {entry} does not wait any more.")

    async def done(self, entry: int, *, now_ms: int, result: Mapping[str, Any]) -> None:
        change = _waiting(entry).values(
            state=Delivery.DONE.value, ended_ms=now_ms, uncertain=False, error="",
            result=dict(result),
        )  # fmt: skip
        await self._change("outbox_done", change)

    async def failed(self, entry: int, *, due_ms: int, error: str, uncertain: bool) -> None:
        change = _waiting(entry).values(due_ms=due_ms, error=error, uncertain=uncertain)
        await self._change("outbox_failed", change)

    async def dead(self, entry: int, *, now_ms: int, error: str) -> None:
        """``uncertain`` stays as it is: who decides has to know. Not ended: what nobody has
        decided is not erased. ``due_ms`` says since when it is dead."""
        change = _waiting(entry).values(state=Delivery.DEAD.value, due_ms=now_ms, error=error)
        await self._change("outbox_dead", change)

    async def again(
        self, entry: int, *, now_ms: int, note: Event | None = None,
        audit: AuditEntry | None = None,
    ) -> bool:  # fmt: skip
        change = _dead(entry).values(_FRESH | {"due_ms": now_ms})
        return await self._decide("outbox_again", change, note, audit)

    async def give_up(
        self, entry: int, *, now_ms: int, note: Event | None = None,
        audit: AuditEntry | None = None,
    ) -> bool:  # fmt: skip
        """Its last error stays, and says that it was not delivered."""
        change = _dead(entry).values(state=Delivery.DONE.value, ended_ms=now_ms)
        return await self._decide("outbox_give_up", change, note, audit)

    async def get(self, entry: int) -> Entry | None:
        found = await self._entries("outbox_get", select(OUTBOX).where(_OUTBOX.id == entry))
        return found[0] if found else None

    async def list(
        self, *, state: Delivery | None = None, limit: int = 200
    ) -> builtins.list[Entry]:
        """Newest first."""
        query = select(OUTBOX).order_by(_OUTBOX.id.desc()).limit(limit)
        if state is not None:
            query = query.where(_OUTBOX.state == state.value)
        return await self._entries("outbox_list", query)

    async def counts(self) -> Mapping[Delivery, int]:
        """Of each state, also where it is 0."""
        query = select(_OUTBOX.state, func.count()).group_by(_OUTBOX.state)
        async with self._db.read("outbox_counts") as connection:
            found = {Delivery(state): int(n) for state, n in await connection.execute(query)}
        return {state: found.get(state, 0) for state in Delivery}

    async def _entries(self, operation: str, query: Any) -> builtins.list[Entry]:
        async with self._db.read(operation) as connection:
            return [_entry(row) for row in await connection.execute(query)]

    async def _decide(
        self, operation: str, change: Update, note: Event | None, audit: AuditEntry | None
    ) -> bool:
        async with self._db.write(operation) as connection:
            if (await connection.execute(change)).rowcount != 1:
                return False
            if note is not None:
                row = columns(note, without=frozenset({"id"}))
                await connection.execute(insert(COMPLAINT_EVENTS), row)
            await add_audit(connection, audit)
        return True

    async def _change(self, operation: str, change: Update) -> bool:
        async with self._db.write(operation) as connection:
            return (await connection.execute(change)).rowcount == 1


async def add_entries(
    connection: AsyncConnection, entries: Iterable[NewEntry], *, complaint: int, now_ms: int
) -> None:
    """Writes them in the transaction of what they tell of. Where they name no ``order``, those of
    one complaint are one."""
    rows = [_row(each, now_ms, complaint) for each in entries]
    for row in rows:
        row["order"] = row["order"] or f"complaint:{complaint}"
    if rows:
        await connection.execute(insert(OUTBOX), rows)


def _row(entry: NewEntry, now_ms: int, complaint: int | None) -> dict[str, Any]:
    row = columns(entry) | _FRESH | {"created_ms": now_ms, "complaint": complaint}
    # Due at once is due from now on, so that the longest waiting come first.
    return row | {"due_ms": entry.due_ms or now_ms}


def _first() -> ColumnElement[bool]:
    """No earlier entry of the same order is still to be delivered, or dead."""
    earlier: Table = OUTBOX.alias("earlier")  # type: ignore[assignment]
    before = earlier.c
    blocked = exists().where(
        before.order == _OUTBOX.order,
        before.id < _OUTBOX.id,
        before.target == _OUTBOX.target,
        before.state != Delivery.DONE.value,
    )
    return or_(_OUTBOX.order == "", ~blocked)


def _waiting(entry: int) -> Update:
    return update(OUTBOX).where(_OUTBOX.id == entry, _WAITING)


def _dead(entry: int) -> Update:
    return update(OUTBOX).where(_OUTBOX.id == entry, _OUTBOX.state == Delivery.DEAD.value)


def _entry(row: Row[Any]) -> Entry:
    return Entry(**{**row._mapping, "state": Delivery(row.state)})
