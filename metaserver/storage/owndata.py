"""All that is kept of one person: by account, by complaint, by having joined one.

One condition a table. A test holds the tables here against the register of personal data, so that
nothing that names an account is left out. Nobody learns of anybody else: other people's account
numbers are withheld, and so is what would let somebody in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, LargeBinary, Table, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from metaserver.errors import NotFound
from metaserver.ports.help import Side
from metaserver.ports.owndata import WITHHELD, Rows
from metaserver.storage.database import Database
from metaserver.storage.tables import (
    ABSENCES,
    ACCOUNT_SUBJECTS,
    ACCOUNTS,
    AUDIT,
    COMPLAINT_CONTACTS,
    COMPLAINT_EVENTS,
    COMPLAINT_FOLLOWERS,
    COMPLAINT_PHOTOS,
    COMPLAINTS,
    DUTY,
    LOGIN_SESSIONS,
    ONCE,
    ONE_TIME_TOKENS,
    OUTBOX,
    OUTBOX_LINKS,
    TALK_LINES,
    TALKS,
)

Where = ColumnElement[bool]

SECRETS: Final = frozenset(
    {"password_hash", "cookie_hash", "token_hash", "code_salt", "token", "body_hash"}
)
_ACCOUNT: Final = re.compile(r"(?:account:)?a[0-9a-f]{16}")
_IN_CHARGE: Final = ("number", "department", "status", "assignee")
"""All that is about an official in a complaint that somebody else made."""
_IN_TALK: Final = ("number", "department", "state", "official")
"""And in a talk with somebody else."""
_RECIPIENT: Final = "to"
"""In the payload of a letter: it may be what a code is made from."""


class SqlOwnData:
    """``ports.owndata.OwnDataStore`` on a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def of_account(self, account: str) -> Rows:
        if not account:
            raise NotFound("account", "All that is kept can only be told of an account.")
        return await self._told(_of_account(account), account)

    async def of_complaint(self, complaint: int) -> Rows:
        return await self._told(_of_complaint(COMPLAINTS.c.id == complaint), "")

    async def of_follower(self, follower: int) -> Rows:
        return await self._told({COMPLAINT_FOLLOWERS: COMPLAINT_FOLLOWERS.c.id == follower}, "")

    async def _told(self, wheres: Mapping[Table, Where], account: str) -> Rows:
        async with self._db.read("own_data") as connection:
            return {
                table.name: await _rows(connection, table, where, account)
                for table, where in wheres.items()
            }


def _of_account(account: str) -> dict[Table, Where]:
    """Also what somebody did as an official, and what operators did to the account."""
    complaints = _of_complaint(COMPLAINTS.c.reporter == account)
    return {
        ACCOUNTS: ACCOUNTS.c.id == account,
        ACCOUNT_SUBJECTS: ACCOUNT_SUBJECTS.c.account == account,
        LOGIN_SESSIONS: LOGIN_SESSIONS.c.account == account,
        ONE_TIME_TOKENS: ONE_TIME_TOKENS.c.account == account,
        **complaints,
        COMPLAINTS: or_(complaints[COMPLAINTS], COMPLAINTS.c.assignee == account),
        COMPLAINT_EVENTS: or_(complaints[COMPLAINT_EVENTS], COMPLAINT_EVENTS.c.actor == account),
        COMPLAINT_FOLLOWERS: COMPLAINT_FOLLOWERS.c.account == account,
        OUTBOX: or_(complaints[OUTBOX], OUTBOX.c.payload[_RECIPIENT].as_string() == account),
        DUTY: DUTY.c.account == account,
        ABSENCES: or_(ABSENCES.c.account == account, ABSENCES.c.cover == account),
        TALKS: or_(TALKS.c.account == account, TALKS.c.official == account),
        TALK_LINES: or_(_of_talk(TALKS.c.account == account), TALK_LINES.c.author == account),
        AUDIT: or_(AUDIT.c.actor == account, AUDIT.c.subject == f"account:{account}"),
    }


def _of_complaint(made: Where) -> dict[Table, Where]:
    theirs = select(COMPLAINTS.c.id).where(made)
    events = COMPLAINT_EVENTS.c
    return {
        COMPLAINTS: made,
        COMPLAINT_CONTACTS: COMPLAINT_CONTACTS.c.complaint.in_(theirs),
        # Notes for officials are theirs, and may be about others.
        COMPLAINT_EVENTS: and_(events.complaint.in_(theirs), events.public),
        COMPLAINT_PHOTOS: COMPLAINT_PHOTOS.c.complaint.in_(theirs),
        ONCE: ONCE.c.complaint.in_(theirs),
        OUTBOX: OUTBOX.c.complaint.in_(theirs),
        OUTBOX_LINKS: OUTBOX_LINKS.c.complaint.in_(theirs),
    }


def _of_talk(held: Where) -> Where:
    """But for what officials write to each other."""
    theirs = select(TALKS.c.id).where(held)
    return and_(TALK_LINES.c.talk.in_(theirs), TALK_LINES.c.side != Side.NOTE.value)


async def _rows(
    connection: AsyncConnection, table: Table, where: Where, account: str
) -> list[dict[str, Any]]:
    """Pictures by their size alone."""
    shown = [
        func.length(each).label(each.name) if isinstance(each.type, LargeBinary) else each
        for each in table.c
    ]
    query = select(*shown).where(where).order_by(*table.primary_key)
    found = [dict(row._mapping) for row in await connection.execute(query)]
    return [_cleared(row, table, account) for row in found]


def _cleared(row: dict[str, Any], table: Table, account: str) -> dict[str, Any]:
    if table is COMPLAINTS and account and row["reporter"] != account:
        row = {name: row[name] for name in _IN_CHARGE}
    if table is TALKS and row["account"] != account:
        row = {name: row[name] for name in _IN_TALK}
    if table is OUTBOX:
        row["payload"] = {name: v for name, v in row["payload"].items() if name != _RECIPIENT}
    return {name: _own(name, value, account) for name, value in row.items()}


def _own(name: str, value: Any, account: str) -> Any:
    """The value, where it is no secret and nobody else's number; also within JSON."""
    if isinstance(value, dict):
        return {inner: _own(inner, each, account) for inner, each in value.items()}
    if not isinstance(value, str) or not value:
        return value
    of_another = _ACCOUNT.fullmatch(value) and value not in (account, f"account:{account}")
    return WITHHELD if name in SECRETS or of_another else value
