"""What is still to be told to others: in order, once decided, and honest about what is unknown."""

import asyncio
from typing import Any

import pytest

from metaserver.errors import NotFound
from metaserver.ports.outbox import Delivery, Entry, NewEntry
from metaserver.storage import Database, SqlComplaintStore, SqlOutboxStore
from tests.unit.storage.cases import closed, filed
from tests.unit.storage.lines import NOW_MS

TARGETS = ("open311", "mail")


async def add(db: Database, order: str = "", *, now_ms: int = NOW_MS, **fields: Any) -> int:
    entry = NewEntry(**({"target": "open311", "kind": "submit", "order": order} | fields))
    return await SqlOutboxStore(db).add(entry, now_ms=now_ms)


async def due(db: Database, now_ms: int = NOW_MS, limit: int = 10) -> list[int]:
    found = await SqlOutboxStore(db).due(now_ms, limit=limit, targets=TARGETS)
    return [each.id for each in found]


async def entry(db: Database, number: int) -> Entry:
    (found,) = [each for each in await SqlOutboxStore(db).list() if each.id == number]
    return found


async def test_one_order_is_delivered_one_after_the_other(db: Database) -> None:
    store = SqlOutboxStore(db)
    first, second = await add(db, "complaint:1"), await add(db, "complaint:1")
    other, letter = await add(db, "complaint:2"), await add(db, "complaint:1", target="mail")
    assert await due(db) == [first, other, letter], "orders of two targets do not wait"
    await store.failed(first, due_ms=NOW_MS + 9, error="HTTP 503", uncertain=False)
    assert await due(db) == [other, letter], "nobody overtakes one that comes again"
    assert await due(db, NOW_MS + 9) == [other, letter, first]
    await store.done(first, now_ms=NOW_MS, result={"number": "7"})
    assert await due(db) == [second, other, letter]
    assert (await entry(db, first)).result == {"number": "7"}


async def test_entries_without_an_order_do_not_wait_for_each_other(db: Database) -> None:
    ids = [await add(db) for _ in range(3)]
    assert await due(db) == ids
    assert await due(db, limit=2) == ids[:2]


async def test_the_longest_due_come_first(db: Database) -> None:
    late = await add(db, now_ms=NOW_MS + 5)
    planned = await add(db, due_ms=NOW_MS + 3)
    first = await add(db, now_ms=NOW_MS)
    assert await due(db, NOW_MS + 9) == [first, planned, late]
    assert await due(db, NOW_MS + 2) == [first]
    store = SqlOutboxStore(db)
    assert await store.due(NOW_MS + 9, limit=9, targets=["mail"]) == []
    assert await store.due(NOW_MS + 9, limit=9, targets=[]) == []


async def test_what_is_sent_is_uncertain_until_it_is_known(db: Database) -> None:
    store, number = SqlOutboxStore(db), await add(db)
    await store.sending(number)
    sent = await entry(db, number)
    assert (sent.uncertain, sent.attempts, sent.state) == (True, 1, Delivery.WAITING)
    assert await due(db) == [number], "after a kill it is looked at again"
    await store.failed(number, due_ms=NOW_MS, error="HTTP 503", uncertain=False)
    assert not (await entry(db, number)).uncertain
    await store.sending(number)
    await store.done(number, now_ms=NOW_MS + 1, result={})
    done = await entry(db, number)
    assert (done.uncertain, done.attempts, done.error) == (False, 2, "")
    assert (done.state, done.ended_ms) == (Delivery.DONE, NOW_MS + 1)


async def test_what_does_not_wait_any_more_is_not_sent(db: Database) -> None:
    store, number = SqlOutboxStore(db), await add(db)
    await store.done(number, now_ms=NOW_MS, result={"number": "7"})
    for gone in (number, 999):
        with pytest.raises(NotFound):
            await store.sending(gone)
    await store.failed(number, due_ms=NOW_MS, error="late", uncertain=True)
    await store.dead(number, now_ms=NOW_MS, error="late")
    await store.done(number, now_ms=NOW_MS, result={})
    assert (await entry(db, number)).result == {"number": "7"}
    assert (await entry(db, number)).state is Delivery.DONE


async def test_a_dead_letter_blocks_its_order_until_a_person_decides(db: Database) -> None:
    store = SqlOutboxStore(db)
    first, second = await add(db, "complaint:1"), await add(db, "complaint:1")
    other = await add(db, "complaint:2", due_ms=NOW_MS + 50)
    await store.sending(first)
    await store.dead(first, now_ms=NOW_MS + 1, error="HTTP 400")
    assert await due(db, NOW_MS + 9) == []
    assert await store.next_due_ms() == NOW_MS + 50, "what is blocked is not waited for"
    (letter,) = await store.list(state=Delivery.DEAD)
    assert (letter.id, letter.error, letter.uncertain) == (first, "HTTP 400", True)
    assert (letter.due_ms, letter.ended_ms) == (NOW_MS + 1, None), "undecided, so not erased"
    assert await store.again(first, now_ms=NOW_MS + 5)
    again = await entry(db, first)
    assert (again.attempts, again.uncertain, again.due_ms, again.ended_ms, again.error) == (
        0, False, NOW_MS + 5, None, "",
    )  # fmt: skip
    assert await due(db, NOW_MS + 9) == [first]
    assert not await store.again(first, now_ms=NOW_MS), "it is not dead"
    assert not await store.give_up(first, now_ms=NOW_MS), "it is not dead"
    await store.dead(first, now_ms=NOW_MS + 6, error="HTTP 400")
    assert await store.give_up(first, now_ms=NOW_MS + 7)
    given_up = await entry(db, first)
    assert (given_up.state, given_up.error) == (Delivery.DONE, "HTTP 400")
    assert given_up.ended_ms == NOW_MS + 7
    assert await due(db, NOW_MS + 9) == [second]
    assert not await store.again(other, now_ms=NOW_MS)


async def test_counts_and_lists(db: Database) -> None:
    store = SqlOutboxStore(db)
    assert await store.counts() == dict.fromkeys(Delivery, 0)
    assert await store.next_due_ms() is None
    ids = [await add(db) for _ in range(5)]
    await store.done(ids[0], now_ms=NOW_MS, result={})
    await store.dead(ids[1], now_ms=NOW_MS, error="HTTP 400")
    assert await store.counts() == {Delivery.WAITING: 3, Delivery.DONE: 1, Delivery.DEAD: 1}
    assert [each.id for each in await store.list()] == ids[::-1]
    assert [each.id for each in await store.list(state=Delivery.WAITING, limit=2)] == ids[:2:-1]


async def test_two_who_send_at_the_same_moment_are_both_counted(db: Database) -> None:
    store, number = SqlOutboxStore(db), await add(db)
    await asyncio.gather(*(store.sending(number) for _ in range(10)))
    assert (await entry(db, number)).attempts == 10


async def test_an_entry_belongs_to_a_complaint_that_is_there(db: Database) -> None:
    kept = await filed(db)
    store, new = SqlOutboxStore(db), NewEntry(target="mail", kind="status")
    number = await store.add(new, now_ms=NOW_MS, complaint=kept.id)
    assert (await entry(db, number)).complaint == kept.id
    with pytest.raises(NotFound):
        await store.add(new, now_ms=NOW_MS, complaint=999)


async def test_what_a_complaint_is_called_over_there(db: Database) -> None:
    a, b = await filed(db), await filed(db)
    store = SqlOutboxStore(db)
    assert await store.remote("open311", a.id) is None
    await store.link("open311", a.id, "", token="t-1")
    await store.link("open311", b.id, "77")
    assert await store.remote("open311", a.id) == ("", "t-1")
    await store.link("open311", a.id, "76", token="t-1")
    await store.link("open311", a.id, "", token="t-1")
    assert await store.remote("open311", a.id) == ("76", "t-1"), "a known number stays"
    assert await store.remote("other", a.id) is None
    links = [(a.id, "76", "t-1"), (b.id, "77", "")]
    assert await store.links("open311", open_only=True, limit=9) == links
    assert await store.links("open311", open_only=True, limit=1) == links[:1]
    await SqlComplaintStore(db).change(closed(a, NOW_MS))
    assert await store.links("open311", open_only=True, limit=9) == links[1:]
    assert await store.links("open311", open_only=False, limit=9) == links
    with pytest.raises(NotFound):
        await store.link("open311", 999, "78")
