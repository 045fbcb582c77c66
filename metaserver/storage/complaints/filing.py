"""A new complaint: everything that belongs to it in one transaction, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from metaserver.errors import NotFound, StoreError
from metaserver.ports.access import Once
from metaserver.ports.complaints import Complaint, Contact, Filing, Photo
from metaserver.storage.access import answered, remember
from metaserver.storage.complaints.part import Part, add_event, complaint_of
from metaserver.storage.outbox import add_entries
from metaserver.storage.rows import columns
from metaserver.storage.tables import COMPLAINT_CONTACTS, COMPLAINT_PHOTOS, COMPLAINTS

SEOUL: Final = dt.timezone(dt.timedelta(hours=9))
"""No summer time since 1988."""

_PHOTOS: Final = COMPLAINT_PHOTOS.c


class _Before(Exception):
    """The same was filed before, or by another transaction just now: this one is undone."""


class SqlFiling(Part):
    async def file(self, filing: Filing) -> tuple[Complaint, bool]:
        """As it is kept, and whether it is new.

        Raises ``Conflict("reused")`` for another body under the same key, ``NotFound("photo")``
        for a photo that is not there or somebody's already.
        """
        try:
            async with self._db.write("complaint_file") as connection:
                return await self._file(connection, filing), True
        except _Before:
            pass
        async with self._db.read("complaint_file") as connection:
            if filing.once and (before := await _before(connection, filing.once)):
                return before, False
        raise StoreError("complaint_file: the same was filed and erased meanwhile; try again.")

    async def add_photo(self, photo: Photo) -> None:
        """Loose until a complaint takes it. Raises ``Conflict("exists")`` for an id that is there
        already."""
        loose_ms = photo.created_ms if photo.complaint is None else None
        row = columns(photo) | {"loose_ms": loose_ms}
        async with self._db.write("photo_add") as connection:
            await connection.execute(insert(COMPLAINT_PHOTOS), row)

    async def _file(self, connection: AsyncConnection, filing: Filing) -> Complaint:
        complaint = await _numbered(connection, filing.complaint)
        now_ms = complaint.created_ms
        # Before all the rest: here the second of two that are equal waits for the first. Nothing
        # is looked up before, for most are new.
        if filing.once and not await remember(
            connection, filing.once, self._db, complaint=complaint.id, time_ms=now_ms
        ):
            raise _Before
        if filing.contact is not None:
            await _add_contact(connection, filing.contact, complaint)
        if filing.photos:
            await _take_photos(connection, filing.photos, complaint)
        await add_event(connection, filing.event, complaint.id)
        await add_entries(connection, filing.outbox, complaint=complaint.id, now_ms=now_ms)
        return complaint


async def _before(connection: AsyncConnection, once: Once) -> Complaint | None:
    filed = await answered(connection, once)
    if filed is None:
        return None
    row = (await connection.execute(select(COMPLAINTS).where(COMPLAINTS.c.id == filed))).one()
    return complaint_of(row._mapping)


async def _numbered(connection: AsyncConnection, new: Complaint) -> Complaint:
    row = columns(new, without=frozenset({"id", "number"})) | {"joined": 0, "version": 1}
    adding = insert(COMPLAINTS).returning(COMPLAINTS.c.id)
    given = int((await connection.execute(adding, row)).scalar_one())
    year = dt.datetime.fromtimestamp(new.created_ms / 1000, SEOUL).year
    number = f"{year}-{given:06d}"
    await connection.execute(
        update(COMPLAINTS).where(COMPLAINTS.c.id == given).values(number=number)
    )
    return replace(new, id=given, number=number, joined=0, version=1)


async def _add_contact(connection: AsyncConnection, contact: Contact, complaint: Complaint) -> None:
    row = columns(contact) | {"complaint": complaint.id, "closed_ms": complaint.closed_ms}
    await connection.execute(insert(COMPLAINT_CONTACTS), row)


async def _take_photos(
    connection: AsyncConnection, photos: Sequence[str], complaint: Complaint
) -> None:
    wanted = set(photos)
    loose = _PHOTOS.id.in_(wanted) & _PHOTOS.complaint.is_(None)
    # In one order, so that two who want the same ones do not wait for each other.
    locked = select(_PHOTOS.id).where(loose).order_by(_PHOTOS.id).with_for_update()
    if len((await connection.execute(locked)).all()) != len(wanted):
        raise NotFound("photo", "A photo is not there, or belongs to a complaint already.")
    await connection.execute(
        update(COMPLAINT_PHOTOS)
        .where(_PHOTOS.id.in_(wanted))
        .values(complaint=complaint.id, loose_ms=None)
    )
