"""All that is kept of an account around complaints, and forgetting it."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from metaserver.errors import NotFound
from metaserver.storage.complaints.part import Part
from metaserver.storage.forgetting import forget_accounts
from metaserver.storage.tables import (
    ABSENCES,
    COMPLAINT_CONTACTS,
    COMPLAINT_EVENTS,
    COMPLAINT_FOLLOWERS,
    COMPLAINT_PHOTOS,
    COMPLAINTS,
    DUTY,
)

_C: Final = COMPLAINTS.c
_SECRET: Final = frozenset({"code_salt", "loose_ms"})
"""Of the server's making, and nothing about anybody."""


class SqlComplaintAccounts(Part):
    async def forget_account(self, account: str) -> int:
        """How many complaints it had made. The complaints stay, without a name."""
        if not account:
            return 0
        async with self._db.write("complaint_forget") as connection:
            return await forget_accounts(connection, [account])

    async def of_account(self, account: str) -> dict[str, Any]:
        """Plain values that JSON has, times in Unix ms, by what they are about:

        ``complaints``  it made, each with ``contact`` (or None), ``events`` that a citizen sees,
                        and ``photos`` (without the pictures: they are asked for by ``id``)
        ``followed``    it said "me too" to
        ``assigned``    numbers of those it looks after as an official
        ``acted``       what it did as an official
        ``duty``, ``absences``  when it is there, and who stands in for whom

        Raises ``NotFound`` for '', which would be everybody without an account.
        """
        if not account:
            raise NotFound("account", "All that is kept can only be told of an account.")
        async with self._db.read("complaint_of_account") as connection:
            return {
                "complaints": await _complaints(connection, account),
                "followed": await _rows(connection, _followed(account)),
                "assigned": await _assigned(connection, account),
                "acted": await _rows(connection, _acted(account)),
                "duty": await _rows(connection, select(DUTY).where(DUTY.c.account == account)),
                "absences": await _rows(connection, _absences(account)),
            }


async def _complaints(connection: AsyncConnection, account: str) -> list[dict[str, Any]]:
    theirs = select(_C.id).where(_C.reporter == account)
    made = await _rows(connection, select(COMPLAINTS).where(_C.reporter == account).order_by(_C.id))
    contacts = await _by_complaint(
        connection, select(COMPLAINT_CONTACTS).where(COMPLAINT_CONTACTS.c.complaint.in_(theirs))
    )
    events = await _by_complaint(connection, _public_events(theirs))
    photos = await _by_complaint(connection, _photos(theirs))
    for each in made:
        given = each["id"]
        each["contact"] = next(iter(contacts.get(given, ())), None)
        each["events"] = events.get(given, [])
        each["photos"] = photos.get(given, [])
    return made


async def _assigned(connection: AsyncConnection, account: str) -> list[str]:
    query = select(_C.number).where(_C.assignee == account).order_by(_C.id)
    return list((await connection.execute(query)).scalars())


def _public_events(complaints: Select[tuple[int]]) -> Select[Any]:
    events = COMPLAINT_EVENTS.c
    query = select(
        events.complaint, events.time_ms, events.kind, events.status, events.department,
        events.words,
    )  # fmt: skip
    return query.where(events.complaint.in_(complaints), events.public).order_by(events.id)


def _photos(complaints: Select[tuple[int]]) -> Select[Any]:
    photos = COMPLAINT_PHOTOS.c
    query = select(
        photos.complaint, photos.id, photos.created_ms, photos.media_type, photos.width,
        photos.height, func.length(photos.body).label("size_bytes"),
    )  # fmt: skip
    return query.where(photos.complaint.in_(complaints)).order_by(photos.created_ms, photos.id)


def _followed(account: str) -> Select[Any]:
    followers = COMPLAINT_FOLLOWERS.c
    query = select(_C.number, followers.created_ms, followers.email, followers.language)
    query = query.join(COMPLAINTS, _C.id == followers.complaint)
    return query.where(followers.account == account).order_by(followers.id)


def _acted(account: str) -> Select[Any]:
    events = COMPLAINT_EVENTS.c
    query = select(
        _C.number, events.time_ms, events.kind, events.status, events.department, events.words,
        events.public,
    ).join(COMPLAINTS, _C.id == events.complaint)  # fmt: skip
    return query.where(events.actor == account).order_by(events.id)


def _absences(account: str) -> Select[Any]:
    either = or_(ABSENCES.c.account == account, ABSENCES.c.cover == account)
    return select(ABSENCES).where(either).order_by(ABSENCES.c.account)


async def _by_complaint(
    connection: AsyncConnection, query: Select[Any]
) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in await _rows(connection, query):
        found.setdefault(row.pop("complaint"), []).append(row)
    return found


async def _rows(connection: AsyncConnection, query: Select[Any]) -> list[dict[str, Any]]:
    return [_plain(row) for row in await connection.execute(query)]


def _plain(row: Row[Any]) -> dict[str, Any]:
    return {name: value for name, value in row._mapping.items() if name not in _SECRET}
