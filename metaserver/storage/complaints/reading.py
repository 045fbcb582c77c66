"""One complaint, and all that belongs to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from metaserver.ports.complaints import Complaint, Contact, Event, Follower, Photo
from metaserver.storage.complaints.families import family
from metaserver.storage.complaints.part import Part, complaint_of, event_of, follower_of
from metaserver.storage.tables import (
    COMPLAINT_CONTACTS,
    COMPLAINT_EVENTS,
    COMPLAINT_FOLLOWERS,
    COMPLAINT_PHOTOS,
    COMPLAINTS,
)

_EVENTS: Final = COMPLAINT_EVENTS.c
_CONTACTS: Final = COMPLAINT_CONTACTS.c
_FOLLOWERS: Final = COMPLAINT_FOLLOWERS.c
_PHOTOS: Final = COMPLAINT_PHOTOS.c
_CAME: Final = (_PHOTOS.created_ms, _PHOTOS.id)


class SqlReading(Part):
    async def get(self, complaint: int) -> Complaint | None:
        return await self._complaint(COMPLAINTS.c.id == complaint)

    async def by_number(self, number: str) -> Complaint | None:
        return await self._complaint(COMPLAINTS.c.number == number)

    async def events(self, complaint: int, *, public_only: bool) -> list[Event]:
        """Oldest first."""
        query = select(COMPLAINT_EVENTS).where(_EVENTS.complaint == complaint)
        if public_only:
            query = query.where(_EVENTS.public)
        rows = await self._rows("complaint_events", query.order_by(_EVENTS.id))
        return [event_of(row._mapping) for row in rows]

    async def contact(self, complaint: int) -> Contact | None:
        query = select(
            _CONTACTS.name, _CONTACTS.email, _CONTACTS.phone, _CONTACTS.notice_mail
        ).where(_CONTACTS.complaint == complaint)
        rows = await self._rows("complaint_contact", query)
        return Contact(**rows[0]._mapping) if rows else None

    async def followers(self, complaint: int) -> list[Follower]:
        """Of it and of all that were merged into it. Reporters of those, who agreed to be told,
        come last, with ``id`` 0 and the salt of their own complaint."""
        async with self._db.read("complaint_followers") as connection:
            joined = await _joined(connection, complaint)
            return joined + await _merged_reporters(connection, complaint)

    async def joined_by(self, account: str) -> list[int]:
        """Complaints that it follows; none for ''."""
        if not account:
            return []
        query = select(_FOLLOWERS.complaint).where(_FOLLOWERS.account == account).distinct()
        rows = await self._rows("complaint_joined", query.order_by(_FOLLOWERS.complaint))
        return [row.complaint for row in rows]

    async def photo(self, photo: str) -> Photo | None:
        query = select(COMPLAINT_PHOTOS).where(_PHOTOS.id == photo)
        rows = await self._rows("photo", query)
        if not rows:
            return None
        return Photo(**{name: value for name, value in rows[0]._mapping.items()
                        if name != "loose_ms"})  # fmt: skip

    async def photos(self, complaint: int) -> list[str]:
        """In the order they came."""
        query = select(_PHOTOS.id).where(_PHOTOS.complaint == complaint)
        rows = await self._rows("photos", query.order_by(*_CAME))
        return [row.id for row in rows]

    async def public_parts(
        self, complaints: Sequence[int]
    ) -> tuple[Mapping[int, Sequence[Event]], Mapping[int, Sequence[str]]]:
        """In two queries, however many complaints there are."""
        if not complaints:
            return {}, {}
        about = select(COMPLAINT_EVENTS).where(_EVENTS.complaint.in_(complaints), _EVENTS.public)
        events: dict[int, list[Event]] = {}
        for row in await self._rows("complaints_events", about.order_by(_EVENTS.id)):
            events.setdefault(row.complaint, []).append(event_of(row._mapping))
        pictures = select(_PHOTOS.id, _PHOTOS.complaint).where(_PHOTOS.complaint.in_(complaints))
        photos: dict[int, list[str]] = {}
        for row in await self._rows("complaints_photos", pictures.order_by(*_CAME)):
            photos.setdefault(row.complaint, []).append(row.id)
        return events, photos

    async def _complaint(self, where: ColumnElement[bool]) -> Complaint | None:
        rows = await self._rows("complaint_get", select(COMPLAINTS).where(where))
        return complaint_of(rows[0]._mapping) if rows else None

    async def _rows(self, operation: str, query: Select[Any]) -> list[Row[Any]]:
        async with self._db.read(operation) as connection:
            return list((await connection.execute(query)).all())


async def _joined(connection: AsyncConnection, complaint: int) -> list[Follower]:
    query = select(COMPLAINT_FOLLOWERS).where(_FOLLOWERS.complaint.in_(family(complaint)))
    rows = await connection.execute(query.order_by(_FOLLOWERS.id))
    return [follower_of(row._mapping) for row in rows]


async def _merged_reporters(connection: AsyncConnection, complaint: int) -> list[Follower]:
    complaints = COMPLAINTS.c
    query = (
        select(
            complaints.id.label("complaint"), complaints.created_ms,
            complaints.reporter.label("account"), _CONTACTS.email, complaints.language,
            complaints.code_salt,
        )
        .join(COMPLAINT_CONTACTS, _CONTACTS.complaint == complaints.id)
        .where(complaints.id.in_(family(complaint)), complaints.id != complaint)
        .where(_CONTACTS.notice_mail)
        .order_by(complaints.id)
    )  # fmt: skip
    return [Follower(**row._mapping) for row in await connection.execute(query)]
