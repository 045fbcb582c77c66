"""What else has to go when an account goes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from metaserver.storage.tables import (
    COMPLAINT_CONTACTS,
    COMPLAINT_FOLLOWERS,
    COMPLAINTS,
    TALK_LINES,
    TALKS,
)


async def forget_accounts(connection: AsyncConnection, accounts: Sequence[str]) -> int:
    """Nothing about a complaint names these accounts any more, and what they left to be reached
    at is erased: how many complaints they had made. Talks that are over go with them.

    Who answered as an official stays in the history as an id that means nobody.
    """
    theirs = select(COMPLAINTS.c.id).where(COMPLAINTS.c.reporter.in_(accounts))
    followers, complaints = COMPLAINT_FOLLOWERS.c, COMPLAINTS.c
    await connection.execute(
        delete(COMPLAINT_CONTACTS).where(COMPLAINT_CONTACTS.c.complaint.in_(theirs))
    )
    await connection.execute(
        update(COMPLAINT_FOLLOWERS)
        .where(followers.account.in_(accounts))
        .values(account="", email="")
    )
    await connection.execute(
        update(COMPLAINTS)
        .where(complaints.assignee.in_(accounts))
        # Who has read it before may not write the name back.
        .values(assignee="", version=complaints.version + 1)
    )
    await _forget_talks(connection, accounts)
    # Who read it before must not write it back.
    made = update(COMPLAINTS).where(complaints.reporter.in_(accounts))
    nobodys = made.values(reporter="", version=complaints.version + 1)
    return (await connection.execute(nobodys)).rowcount


async def _forget_talks(connection: AsyncConnection, accounts: Sequence[str]) -> None:
    """One that goes on belongs to nobody; its code still opens it until it is over."""
    talks, lines = TALKS.c, TALK_LINES.c
    theirs = select(talks.id).where(talks.account.in_(accounts))
    of_visitors = lines.talk.in_(theirs) & lines.author.in_(accounts)
    await connection.execute(update(TALK_LINES).where(of_visitors).values(author=""))
    over = talks.account.in_(accounts) & talks.ended_ms.is_not(None)
    await connection.execute(delete(TALKS).where(over))
    going_on = update(TALKS).where(talks.account.in_(accounts))
    await connection.execute(going_on.values(account="", visitor="", version=talks.version + 1))
