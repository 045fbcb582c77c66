"""Two complaints that tell of the same become one."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from metaserver.errors import Conflict
from metaserver.ports.complaints import Change, Complaint
from metaserver.storage.complaints.changing import SqlChanging, apply
from metaserver.storage.complaints.families import root_of
from metaserver.storage.tables import COMPLAINTS


class SqlMerging(SqlChanging):
    async def merge(self, change: Change, into: int) -> Complaint:
        """Into what goes on in place of ``into``, where that was merged itself.

        Never in a circle: an arrow is drawn only to one that has none of its own, with both
        locked. Raises ``Conflict("circle")`` where ``into`` was merged into this one,
        ``Conflict("changed")`` where somebody was quicker, ``NotFound("gone")``.
        """
        async with self._db.write("complaint_merge") as connection:
            root = await root_of(connection, into)
            if root == change.after.id:
                raise Conflict("circle", "That complaint goes on in this one already.")
            await _lock(connection, change.after.id, root)
            return await apply(connection, change, {"merged_into": root})


async def _lock(connection: AsyncConnection, complaint: int, root: int) -> None:
    """In the order of their numbers, so that two merges do not wait for each other."""
    both = (
        select(COMPLAINTS.c.id, COMPLAINTS.c.merged_into)
        .where(COMPLAINTS.c.id.in_((complaint, root)))
        .order_by(COMPLAINTS.c.id)
        .with_for_update()
    )
    into = {row.id: row.merged_into for row in await connection.execute(both)}
    if root not in into or into[root] is not None:
        raise Conflict("changed", "The other complaint was merged meanwhile; read it again.")
