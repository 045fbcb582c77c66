"""What complaints are called on other servers."""

from __future__ import annotations

from typing import Final

from sqlalchemy import case, select

from metaserver.storage.database import Database
from metaserver.storage.dialect import upsert
from metaserver.storage.rows import OPEN
from metaserver.storage.tables import COMPLAINTS, OUTBOX_LINKS

_LINKS: Final = OUTBOX_LINKS.c


class SqlLinks:
    """The part of ``SqlOutboxStore`` that outlives an entry."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def link(self, target: str, complaint: int, remote: str, *, token: str = "") -> None:
        """A number that is known is not lost to an answer with a token only. Raises
        ``NotFound("gone")`` where there is no such complaint."""
        row = {"target": target, "complaint": complaint, "remote": remote, "token": token}
        new = upsert(OUTBOX_LINKS, self._db.dialect).values(row)
        kept = case((new.excluded.remote == "", _LINKS.remote), else_=new.excluded.remote)
        new = new.on_conflict_do_update(
            index_elements=["target", "complaint"],
            set_={"remote": kept, "token": new.excluded.token},
        )
        async with self._db.write("outbox_link") as connection:
            await connection.execute(new)

    async def remote(self, target: str, complaint: int) -> tuple[str, str] | None:
        """Number and token."""
        query = select(_LINKS.remote, _LINKS.token).where(
            _LINKS.target == target, _LINKS.complaint == complaint
        )
        async with self._db.read("outbox_remote") as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else (row.remote, row.token)

    async def links(
        self, target: str, *, open_only: bool, limit: int
    ) -> list[tuple[int, str, str]]:
        """Complaint, number, token; oldest complaints first."""
        query = select(_LINKS.complaint, _LINKS.remote, _LINKS.token).where(_LINKS.target == target)
        if open_only:
            query = query.join(COMPLAINTS, COMPLAINTS.c.id == _LINKS.complaint)
            query = query.where(COMPLAINTS.c.status.in_(OPEN))
        async with self._db.read("outbox_links") as connection:
            rows = await connection.execute(query.order_by(_LINKS.complaint).limit(limit))
            return [(row.complaint, row.remote, row.token) for row in rows]
