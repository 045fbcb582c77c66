"""Complaints for the tests of the stores."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Text, cast, insert, literal, select

from metaserver.ports.access import Once
from metaserver.ports.accounts import Account
from metaserver.ports.complaints import (
    Change,
    Channel,
    Complaint,
    Contact,
    Event,
    EventKind,
    Filing,
    Follower,
    Photo,
    PlaceSource,
    Status,
)
from metaserver.ports.outbox import NewEntry
from metaserver.storage import Database, SqlAccountStore, SqlComplaintStore
from metaserver.storage.tables import COMPLAINTS
from tests.unit.storage.lines import DAY_MS, NOW_MS

CITIZEN = "a0000000000000001"
OFFICIAL = "a0000000000000002"
SUBMIT = NewEntry(target="open311", kind="submit", payload={"kind": "road"})


def complaint(**change: Any) -> Complaint:
    fields: dict[str, Any] = {
        "code_salt": "00112233445566aa", "created_ms": NOW_MS, "updated_ms": NOW_MS,
        "kind": "road", "department": "roads", "attributes": {"depth": "10 cm", "lanes": [1, 2]},
        "description": "보도블록이 깨졌습니다", "lat": 37.5663, "lon": 126.9779,
        "address": "중구 세종대로 110", "place_source": PlaceSource.WORLD, "world": "plaza",
        "channel": Channel.WORLD, "expected_ms": NOW_MS + 7 * DAY_MS,
    }  # fmt: skip
    return Complaint(**(fields | change))


def contact(**change: Any) -> Contact:
    fields: dict[str, Any] = {
        "name": "홍길동",
        "email": "gildong@example.org",
        "phone": "",
        "notice_mail": True,
    }
    return Contact(**(fields | change))


def event(kind: EventKind = EventKind.RECEIVED, **change: Any) -> Event:
    fields: dict[str, Any] = {
        "time_ms": NOW_MS, "kind": kind, "status": Status.RECEIVED, "department": "roads",
    }  # fmt: skip
    return Event(**(fields | change))


def filing(
    *, contact: Contact | None = None, photos: Sequence[str] = (), once: Once | None = None,
    outbox: Sequence[NewEntry] = (), **change: Any,
) -> Filing:  # fmt: skip
    return Filing(
        complaint=complaint(**change), contact=contact, photos=photos, event=event(),
        outbox=outbox, once=once,
    )  # fmt: skip


def once(key: str = "a-key-of-the-page", body: str = "00", scope: str = "page") -> Once:
    return Once(scope, key, body)


def photo(name: str, **change: Any) -> Photo:
    fields: dict[str, Any] = {
        "id": name, "created_ms": NOW_MS, "media_type": "image/jpeg", "width": 4, "height": 3,
        "body": b"\xff\xd8 a picture",
    }  # fmt: skip
    return Photo(**(fields | change))


def follower(**change: Any) -> Follower:
    fields: dict[str, Any] = {
        "created_ms": NOW_MS, "email": "me-too@example.org", "code_salt": "ffeeddccbbaa9988"
    }  # fmt: skip
    return Follower(**(fields | change))


def changed(before: Complaint, **change: Any) -> Change:
    """Something happens to it a minute later."""
    after = replace(before, updated_ms=before.updated_ms + 60_000, **change)
    return Change(after=after, event=event(EventKind.STATUS, status=after.status))


def closed(before: Complaint, at_ms: int) -> Change:
    """It is answered."""
    return changed(before, status=Status.ANSWERED, closed_ms=at_ms)


def merged(before: Complaint, at_ms: int = NOW_MS) -> Change:
    return changed(before, status=Status.MERGED, closed_ms=at_ms)


async def filed(db: Database, **fields: Any) -> Complaint:
    """A complaint that is there."""
    kept, is_new = await SqlComplaintStore(db).file(filing(**fields))
    assert is_new
    return kept


async def copied(
    db: Database, many: int, differing: Callable[[Any], dict[str, Any]] = lambda n: {}
) -> None:
    """Copies of one complaint, quickly; ``differing``: columns of the n-th."""
    await filed(db)
    n = select(literal(1).label("n")).cte("n", recursive=True)
    n = n.union_all(select(n.c.n + 1).where(n.c.n < many))
    row: dict[str, Any] = {each.name: each for each in COMPLAINTS.c if each.name != "id"}
    row |= {"number": literal("copy-") + cast(n.c.n, Text)} | differing(n.c.n)
    query = select(*row.values()).select_from(n.join(COMPLAINTS, literal(True)))
    async with db.write("copy") as connection:
        await connection.execute(insert(COMPLAINTS).from_select(list(row), query))


async def account(db: Database, name: str) -> str:
    """Somebody with an account."""
    await SqlAccountStore(db).add(Account(id=name, created_ms=NOW_MS))
    return name


async def rows(db: Database, statement: str) -> list[tuple[Any, ...]]:
    """What really stands in the tables."""
    async with db.read("look") as connection:
        return [tuple(row) for row in await connection.exec_driver_sql(statement)]
