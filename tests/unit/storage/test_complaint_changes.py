"""What happens to a complaint: by version, with all it brings, or not at all."""

import asyncio
from dataclasses import replace

import pytest

from metaserver.errors import Conflict, NotFound
from metaserver.ports.accounts import AuditEntry
from metaserver.ports.complaints import Change, Complaint, EventKind, Status
from metaserver.ports.outbox import NewEntry
from metaserver.storage import Database, SqlAuditStore, SqlComplaintStore, SqlOutboxStore
from tests.unit.storage.cases import (
    CITIZEN,
    OFFICIAL,
    SUBMIT,
    changed,
    closed,
    contact,
    event,
    filed,
    follower,
    rows,
)
from tests.unit.storage.lines import DAY_MS, NOW_MS

AUDIT = AuditEntry(
    time_ms=NOW_MS, actor=OFFICIAL, action="complaint.answer", subject="complaint:1", detail={}
)


async def test_an_answer_brings_its_event_its_letter_and_its_audit_entry(db: Database) -> None:
    store, before = SqlComplaintStore(db), await filed(db, contact=contact())
    answer = replace(
        closed(before, NOW_MS + DAY_MS),
        event=event(EventKind.ANSWER, status=Status.ANSWERED, actor=OFFICIAL, words="고쳤습니다"),
        outbox=[NewEntry(target="mail", kind="answer", payload={"to": "reporter"})],
        audit=AUDIT,
    )
    after = await store.change(answer)
    assert after == replace(answer.after, version=2)
    assert await store.get(before.id) == after
    assert [each.kind for each in await store.events(before.id, public_only=True)] == [
        EventKind.RECEIVED, EventKind.ANSWER,
    ]  # fmt: skip
    (letter,) = await SqlOutboxStore(db).list()
    assert (letter.order, letter.complaint) == (f"complaint:{before.id}", before.id)
    assert [each.action for each in await SqlAuditStore(db).entries()] == ["complaint.answer"]


async def test_who_read_an_older_version_is_told_and_nothing_is_written(db: Database) -> None:
    store, read = SqlComplaintStore(db), await filed(db)
    await store.change(changed(read, assignee=OFFICIAL))
    late = replace(changed(read, department="parks"), outbox=[SUBMIT], audit=AUDIT)
    with pytest.raises(Conflict) as caught:
        await store.change(late)
    assert caught.value.code == "changed"
    now = await store.get(read.id)
    assert now is not None
    assert (now.assignee, now.department, now.version) == (OFFICIAL, "roads", 2)
    assert len(await store.events(read.id, public_only=False)) == 2
    assert await SqlOutboxStore(db).list() == []
    assert await SqlAuditStore(db).entries() == []
    with pytest.raises(NotFound):
        await store.change(changed(replace(read, id=999)))


async def test_of_many_changes_at_the_same_moment_one_wins(db: Database) -> None:
    store, now = SqlComplaintStore(db), await filed(db)
    for turn in range(10):
        wishes = [changed(now, assignee=f"{turn}-{n}") for n in range(5)]
        answers = await asyncio.gather(*map(store.change, wishes), return_exceptions=True)
        won = [each for each in answers if isinstance(each, Complaint)]
        assert len(won) == 1
        assert sum(isinstance(each, Conflict) for each in answers) == 4
        now = won[0]
        assert await store.get(now.id) == now
    assert now.version == 11
    assert len(await store.events(now.id, public_only=False)) == 11


async def test_who_retries_after_a_conflict_gets_through(db: Database) -> None:
    """Ten people say "me too" at once: each is counted, none is lost."""
    store, begin = SqlComplaintStore(db), await filed(db)

    async def join(n: int) -> None:
        while True:
            now = await store.get(begin.id)
            assert now is not None
            joining = Change(
                after=now, event=event(EventKind.JOINED), follower=follower(code_salt=f"{n:016x}")
            )
            try:
                await store.change(joining)
            except Conflict:
                continue
            return

    await asyncio.gather(*(join(n) for n in range(10)))
    now = await store.get(begin.id)
    assert now is not None
    assert (now.joined, now.version) == (10, 11)
    assert len({each.code_salt for each in await store.followers(begin.id)}) == 10


async def test_what_was_given_at_the_filing_stays(db: Database) -> None:
    store, before = SqlComplaintStore(db), await filed(db, reporter=CITIZEN)
    wrong = replace(
        before, number="2000-000001", code_salt="", created_ms=1, reporter="", joined=99,
        merged_into=before.id, description="다른 말",
    )  # fmt: skip
    after = await store.change(Change(after=wrong))
    assert after == replace(before, description="다른 말", version=2)


async def test_contact_and_followers_know_when_it_closed(db: Database) -> None:
    store, now = SqlComplaintStore(db), await filed(db, contact=contact())
    now = await store.change(replace(changed(now), follower=follower()))
    times = (
        "SELECT closed_ms FROM complaint_contacts UNION ALL "
        "SELECT closed_ms FROM complaint_followers"
    )
    assert await rows(db, times) == [(None,), (None,)]
    now = await store.change(closed(now, NOW_MS + DAY_MS))
    assert await rows(db, times) == [(NOW_MS + DAY_MS,)] * 2
    late = follower(code_salt="late")
    now = await store.change(replace(changed(now), follower=late))
    assert await rows(db, times) == [(NOW_MS + DAY_MS,)] * 3, "who joins a closed one too"
    await store.change(changed(now, status=Status.IN_PROGRESS, closed_ms=None, reopened=1))
    assert await rows(db, times) == [(None,)] * 3


async def test_a_note_is_seen_by_officials_only_and_changes_nothing_else(db: Database) -> None:
    store, before = SqlComplaintStore(db), await filed(db)
    note = event(EventKind.NOTE, complaint=before.id, words="현장 확인", public=False)
    number = await store.note(note)
    assert await store.get(before.id) == before
    assert (await store.events(before.id, public_only=False))[1] == replace(note, id=number)
    assert len(await store.events(before.id, public_only=True)) == 1
    with pytest.raises(NotFound):
        await store.note(replace(note, complaint=999))
