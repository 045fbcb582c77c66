"""Complaints that were merged into one, directly or by way of another: a tree.

Its root goes on in place of all, so whoever asked for any of them is told, and kept, as long as
the root is open.
"""

from __future__ import annotations

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from metaserver.errors import NotFound
from metaserver.storage.tables import COMPLAINT_CONTACTS, COMPLAINT_FOLLOWERS, COMPLAINTS

_C = COMPLAINTS.c


def family(complaint: int) -> Select[tuple[int]]:
    """Its id, and those of all that were merged into it."""
    down = select(_C.id).where(_C.id == complaint).cte("family", recursive=True)
    down = down.union(select(_C.id).where(_C.merged_into == down.c.id))
    return select(down.c.id)


async def root_of(connection: AsyncConnection, complaint: int) -> int:
    """What goes on in its place, or itself. Raises ``NotFound("gone")``."""
    up = select(_C.id, _C.merged_into).where(_C.id == complaint).cte("up", recursive=True)
    up = up.union(select(_C.id, _C.merged_into).where(_C.id == up.c.merged_into))
    root = await connection.scalar(select(up.c.id).where(up.c.merged_into.is_(None)))
    if root is None:
        raise NotFound("gone", "The complaint is not there any more.")
    return int(root)


async def mirror_closing(connection: AsyncConnection, complaint: int) -> None:
    """Writes when the root closed beside contacts and followers of the complaint and its family:
    their retention counts from there. To be called with the complaint's row locked."""
    root = await root_of(connection, complaint)
    closed = select(_C.closed_ms).where(_C.id == root).scalar_subquery()
    members = family(complaint)
    for table in (COMPLAINT_CONTACTS, COMPLAINT_FOLLOWERS):
        other = table.c.closed_ms.is_distinct_from(closed)
        await connection.execute(
            update(table).where(table.c.complaint.in_(members), other).values(closed_ms=closed)
        )
