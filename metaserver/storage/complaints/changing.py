"""What happens to a complaint, as long as nobody was quicker."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from metaserver.errors import Conflict, NotFound
from metaserver.ports.complaints import Change, Complaint, Event, Follower
from metaserver.storage.audit import add_audit
from metaserver.storage.complaints.families import mirror_closing
from metaserver.storage.complaints.part import ID, Part, add_event, complaint_of
from metaserver.storage.outbox import add_entries
from metaserver.storage.rows import columns
from metaserver.storage.tables import COMPLAINT_FOLLOWERS, COMPLAINTS

_GIVEN: Final = frozenset(
    ("id", "number", "code_salt", "created_ms", "channel", "reporter", "api_key", "joined",
     "merged_into", "version")
)  # fmt: skip
"""Never changed, or counted and set by the store."""


class SqlChanging(Part):
    async def change(self, change: Change) -> Complaint:
        """As it is kept. Raises ``Conflict("changed")`` where the version is another by now,
        ``NotFound("gone")`` where it is not there.

        ``merged_into`` None takes a merge back; only ``merge`` sets it.
        """
        released = {"merged_into": None} if change.after.merged_into is None else {}
        async with self._db.write("complaint_change") as connection:
            return await apply(connection, change, released)

    async def note(self, event: Event) -> int:
        """The event's number. Raises ``NotFound("gone")``."""
        async with self._db.write("complaint_note") as connection:
            return await add_event(connection, event, event.complaint)


async def apply(connection: AsyncConnection, change: Change, more: dict[str, Any]) -> Complaint:
    """The change with all it brings, ``more`` columns among it."""
    after = await _written(connection, change, more)
    if change.follower is not None:
        await _add_follower(connection, change.follower, after.id)
    await mirror_closing(connection, after.id)
    if change.event is not None:
        await add_event(connection, change.event, after.id)
    await add_entries(connection, change.outbox, complaint=after.id, now_ms=change.after.updated_ms)
    await add_audit(connection, change.audit)
    return after


async def _written(connection: AsyncConnection, change: Change, more: dict[str, Any]) -> Complaint:
    complaints, after = COMPLAINTS.c, change.after
    joining = 0 if change.follower is None else 1
    values = columns(after, without=_GIVEN) | more
    values |= {"version": after.version + 1, "joined": complaints.joined + joining}
    same = (complaints.id == after.id) & (complaints.version == after.version)
    written = update(COMPLAINTS).where(same).values(values).returning(COMPLAINTS)
    row = (await connection.execute(written)).one_or_none()
    if row is not None:
        return complaint_of(row._mapping)
    there = select(complaints.version).where(complaints.id == after.id)
    if await connection.scalar(there) is None:
        raise NotFound("gone", "The complaint is not there any more.")
    raise Conflict("changed", "The complaint was changed meanwhile; read it again.")


async def _add_follower(connection: AsyncConnection, follower: Follower, complaint: int) -> None:
    row = columns(follower, without=ID) | {"complaint": complaint, "closed_ms": None}
    await connection.execute(insert(COMPLAINT_FOLLOWERS), row)
