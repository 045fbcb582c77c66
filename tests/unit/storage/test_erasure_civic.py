"""What the register says of accounts and complaints happens."""

import time

import pytest

from metaserver.register import load_register
from metaserver.storage import Database, Erasure, SqlAccountStore, SqlAuditStore
from metaserver.storage.tables import (
    ABSENCES,
    COMPLAINT_CONTACTS,
    COMPLAINT_EVENTS,
    COMPLAINT_FOLLOWERS,
    COMPLAINT_PHOTOS,
    COMPLAINTS,
    DUTY,
    ONCE,
    OUTBOX,
    OUTBOX_LINKS,
)
from tests.unit.storage.lines import DAY_MS, NOW_MS, FixedClock
from tests.unit.storage.people import KIM, LEE, account, entry, session, token
from tests.unit.storage.rows import (
    COMPLAINT,
    CONTACT,
    EVENT,
    FOLLOWER,
    ORDER,
    PHOTO,
    everything,
    put,
)

YEAR_MS = 365 * DAY_MS


async def erased(db: Database, now_ms: int = NOW_MS) -> dict[str, int]:
    """The kinds of which something was erased."""
    job = Erasure(db=db, register=load_register(), clock=FixedClock(now_ms))
    return {kind: rows for kind, rows in (await job.run()).items() if rows}


async def test_log_ins_and_tokens_go_when_they_are_over(db: Database) -> None:
    store = SqlAccountStore(db)
    await store.add(account())
    await store.add_session(session("over", until_ms=NOW_MS))
    await store.add_session(session("holds", until_ms=NOW_MS + 1))
    await store.add_token(token("over", "reset", until_ms=NOW_MS))
    await store.add_token(token("holds", "email", until_ms=NOW_MS + 1))
    assert await erased(db) == {"login-sessions": 1, "one-time-tokens": 1}
    assert await store.session("holds")
    assert await store.take_token("holds", "email", NOW_MS) == KIM


async def test_an_account_that_nobody_used_for_two_years_goes_with_what_named_it(
    db: Database,
) -> None:
    store = SqlAccountStore(db)
    await store.add(account(KIM, used_ms=NOW_MS - 2 * YEAR_MS), subject=("https://a", "kim"))
    await store.add(account(LEE, used_ms=NOW_MS - 2 * YEAR_MS + 1))
    await put(
        db, COMPLAINTS,
        COMPLAINT | {"id": 1, "reporter": KIM},
        COMPLAINT | {"id": 2, "reporter": LEE, "assignee": KIM},
    )  # fmt: skip
    await put(db, COMPLAINT_CONTACTS, CONTACT | {"complaint": 1}, CONTACT | {"complaint": 2})
    await put(db, COMPLAINT_FOLLOWERS, FOLLOWER | {"complaint": 2, "account": KIM})
    await put(db, DUTY, {"account": KIM, "department": "roads", "since_ms": 1, "seen_ms": NOW_MS})
    assert await erased(db) == {"accounts": 1}
    assert [each.id for each in await store.list()] == [LEE]
    left = await everything(db)
    assert KIM not in str(left)
    assert [row["reporter"] for row in left["complaints"]] == ["", LEE]
    assert [row["complaint"] for row in left["complaint_contacts"]] == [2]
    assert [row["email"] for row in left["complaint_followers"]] == [""]


async def test_a_complaint_goes_five_years_after_it_was_closed_with_all_of_it(db: Database) -> None:
    old = NOW_MS - 5 * YEAR_MS
    open_, closed = COMPLAINT | {"id": 1}, COMPLAINT | {"id": 2, "closed_ms": old}
    await put(db, COMPLAINTS, open_, closed, COMPLAINT | {"id": 3, "closed_ms": old + 1})
    for number in (1, 2, 3):
        of = {"complaint": number}
        await put(db, COMPLAINT_EVENTS, EVENT | of)
        await put(db, COMPLAINT_PHOTOS, PHOTO | of | {"id": f"p{number}", "body": b"x"})
        await put(db, OUTBOX, ORDER | of)
        await put(db, OUTBOX_LINKS, of | {"target": "open311", "remote": "7", "token": ""})
        await put(db, ONCE, of | {
            "scope": "page", "key": f"k{number}", "body_hash": "", "time_ms": NOW_MS,
        })  # fmt: skip
    assert await erased(db) == {"complaints": 1}
    left = await everything(db)
    assert [row["id"] for row in left["complaints"]] == [1, 3]
    for table in ("complaint_events", "complaint_photos", "outbox", "outbox_links", "once"):
        assert sorted(row["complaint"] for row in left[table]) == [1, 3], table


async def test_a_complaint_goes_although_others_were_merged_into_it(db: Database) -> None:
    old = {"closed_ms": NOW_MS - 6 * YEAR_MS}
    await put(db, COMPLAINTS, COMPLAINT | {"id": 1} | old)
    await put(db, COMPLAINTS, COMPLAINT | {"id": 2, "merged_into": 1, "closed_ms": NOW_MS})
    assert await erased(db) == {"complaints": 1}
    (left,) = (await everything(db))["complaints"]
    assert (left["id"], left["merged_into"]) == (2, None)


async def test_contacts_go_ninety_days_after_the_complaint_was_closed(db: Database) -> None:
    await put(db, COMPLAINTS, *(COMPLAINT | {"id": number} for number in (1, 2, 3)))
    due, later = NOW_MS - 90 * DAY_MS, NOW_MS - 90 * DAY_MS + 1
    for number, closed_ms in ((1, due), (2, later), (3, None)):
        of = {"complaint": number, "closed_ms": closed_ms}
        await put(db, COMPLAINT_CONTACTS, CONTACT | of)
        await put(db, COMPLAINT_FOLLOWERS, FOLLOWER | of)
    assert await erased(db) == {"complaint-contacts": 1, "complaint-followers": 1}
    left = await everything(db)
    for table in ("complaint_contacts", "complaint_followers"):
        assert [row["complaint"] for row in left[table]] == [2, 3]


async def test_a_photo_that_was_never_sent_in_goes_after_a_day(db: Database) -> None:
    await put(db, COMPLAINTS, COMPLAINT | {"id": 1})
    loose = PHOTO | {"body": b"x"}
    await put(
        db, COMPLAINT_PHOTOS,
        loose | {"id": "old", "loose_ms": NOW_MS - DAY_MS},
        loose | {"id": "new", "loose_ms": NOW_MS - DAY_MS + 1},
        loose | {"id": "sent", "complaint": 1},
    )  # fmt: skip
    assert await erased(db) == {"complaint-photos": 1}
    assert [row["id"] for row in (await everything(db))["complaint_photos"]] == ["new", "sent"]


async def test_what_was_sent_or_asked_twice_goes_after_thirty_days(db: Database) -> None:
    month_ms = NOW_MS - 30 * DAY_MS
    await put(db, COMPLAINTS, COMPLAINT | {"id": 1})
    await put(db, OUTBOX, ORDER | {"ended_ms": month_ms}, ORDER | {"ended_ms": month_ms + 1}, ORDER)
    for key, time_ms in (("old", month_ms), ("new", month_ms + 1)):
        row = {"scope": "page", "key": key, "body_hash": "", "complaint": 1, "time_ms": time_ms}
        await put(db, ONCE, row)
    assert await erased(db) == {"outbox": 1, "once": 1}
    left = await everything(db)
    assert [row["key"] for row in left["once"]] == ["new"]
    assert [row["ended_ms"] for row in left["outbox"]] == [month_ms + 1, None]


async def test_duty_that_was_forgotten_and_absences_that_are_over_go(db: Database) -> None:
    for id_ in (KIM, LEE):
        await SqlAccountStore(db).add(account(id_))
    day_ms = NOW_MS - DAY_MS
    for id_, seen_ms, until_ms in ((KIM, day_ms, NOW_MS), (LEE, day_ms + 1, NOW_MS + 1)):
        await put(db, DUTY, {
            "account": id_, "department": "roads", "since_ms": 1, "seen_ms": seen_ms,
        })  # fmt: skip
        await put(db, ABSENCES, {
            "account": id_, "cover": LEE, "from_ms": 1, "until_ms": until_ms,
        })  # fmt: skip
    assert await erased(db) == {"duty": 1, "absences": 1}


@pytest.mark.parametrize(("age_ms", "gone"), [(1000, True), (-60_000, False)])
async def test_the_record_of_official_acts_goes_after_three_years(
    db: Database, age_ms: int, gone: bool
) -> None:
    now_ms = int(time.time() * 1000)
    await SqlAuditStore(db).append(entry(time_ms=now_ms - 3 * YEAR_MS - age_ms))
    assert await erased(db, now_ms) == ({"audit": 1} if gone else {})
