"""Complaints that tell of the same: a tree, whatever happens at once."""

import asyncio
from dataclasses import replace
from itertools import permutations

import pytest

from metaserver.errors import Conflict, NotFound
from metaserver.ports.complaints import Complaint, Status
from metaserver.storage import Database, SqlComplaintStore
from tests.unit.storage.cases import changed, closed, contact, filed, follower, merged, rows
from tests.unit.storage.lines import DAY_MS, NOW_MS


async def parents(db: Database) -> dict[int, int | None]:
    return dict(await rows(db, "SELECT id, merged_into FROM complaints"))


def is_tree(into: dict[int, int | None]) -> bool:
    for each, at in into.items():
        seen = {each}
        while at is not None:
            if at in seen:
                return False
            seen.add(at)
            at = into[at]
    return True


async def merge_into(db: Database, one: int, into: int) -> None:
    """As an official does who has just read it."""
    store = SqlComplaintStore(db)
    now = await store.get(one)
    assert now is not None
    await store.merge(merged(now), into)


async def test_all_who_asked_are_told_of_what_goes_on(db: Database) -> None:
    store = SqlComplaintStore(db)
    goes_on = await filed(db, contact=contact(email="first@example.org"))
    same = await filed(db, contact=contact(email="second@example.org"), code_salt="5a")
    silent = await filed(db, contact=contact(notice_mail=False), code_salt="5b")
    same = await store.change(replace(changed(same), follower=follower(code_salt="5c")))
    await merge_into(db, silent.id, same.id)
    after = await store.merge(merged(same), goes_on.id)
    assert (after.status, after.merged_into) == (Status.MERGED, goes_on.id)
    told = await store.followers(goes_on.id)
    assert [(each.complaint, each.email, each.code_salt) for each in told] == [
        (same.id, "me-too@example.org", "5c"),
        (same.id, "second@example.org", "5a"),
    ]
    assert await store.get(goes_on.id) == goes_on, "what goes on is not changed by it"


async def test_addresses_are_kept_as_long_as_what_goes_on_is_open(db: Database) -> None:
    store = SqlComplaintStore(db)
    goes_on, same, third = [await filed(db, contact=contact()) for _ in range(3)]
    same = await store.change(replace(changed(same), follower=follower()))
    await merge_into(db, third.id, same.id)
    same = await store.merge(merged(same), goes_on.id)
    times = (
        "SELECT complaint, closed_ms FROM complaint_contacts UNION "
        "SELECT complaint, closed_ms FROM complaint_followers ORDER BY 1"
    )
    everybody = [goes_on.id, same.id, third.id]
    assert await rows(db, times) == [(each, None) for each in everybody]
    await store.change(closed(goes_on, NOW_MS + DAY_MS))
    assert await rows(db, times) == [(each, NOW_MS + DAY_MS) for each in everybody]
    same = await store.change(changed(same, rating=2))
    assert await rows(db, times) == [(each, NOW_MS + DAY_MS) for each in everybody]
    again = changed(same, status=Status.RECEIVED, closed_ms=None, merged_into=None)
    assert (await store.change(again)).merged_into is None
    assert await rows(db, times) == [
        (goes_on.id, NOW_MS + DAY_MS), (same.id, None), (third.id, None),
    ]  # fmt: skip


async def test_a_merge_is_never_a_circle(db: Database) -> None:
    a, b, c = [(await filed(db)).id for _ in range(3)]
    await merge_into(db, a, b)
    await merge_into(db, b, c)
    for into in (a, b, c):
        with pytest.raises(Conflict) as caught:
            await merge_into(db, c, into)
        assert caught.value.code == "circle"
    assert await parents(db) == {a: b, b: c, c: None}


async def test_what_was_merged_already_stands_for_what_goes_on(db: Database) -> None:
    a, b, c = [(await filed(db)).id for _ in range(3)]
    await merge_into(db, b, c)
    await merge_into(db, a, b)
    assert (await parents(db))[a] == c


async def test_a_merge_is_by_version_and_only_with_what_is_there(db: Database) -> None:
    store, old, other = SqlComplaintStore(db), await filed(db), await filed(db)
    await store.change(changed(old))
    with pytest.raises(Conflict):
        await store.merge(merged(old), other.id)
    with pytest.raises(NotFound):
        await store.merge(merged(other), 999)
    with pytest.raises(NotFound):
        await store.merge(merged(replace(other, id=999)), old.id)
    assert set((await parents(db)).values()) == {None}
    assert len(await store.events(old.id, public_only=False)) == 2


async def test_merges_at_the_same_moment_leave_a_tree(db: Database) -> None:
    """Everybody merges everything into everything, at once."""
    store = SqlComplaintStore(db)
    for _ in range(3):
        begin: list[Complaint] = [await filed(db) for _ in range(5)]
        wishes = [store.merge(merged(one), other.id) for one, other in permutations(begin, 2)]
        answers = await asyncio.gather(*wishes, return_exceptions=True)
        assert all(isinstance(each, Complaint | Conflict) for each in answers), answers
        assert any(isinstance(each, Complaint) for each in answers)
        assert is_tree(await parents(db))


async def test_two_chains_that_would_close_a_circle_at_the_same_moment(db: Database) -> None:
    for _ in range(10):
        a, b, c, d = [(await filed(db)).id for _ in range(4)]
        await merge_into(db, a, b)
        await merge_into(db, c, d)
        await asyncio.gather(merge_into(db, b, c), merge_into(db, d, a), return_exceptions=True)
        into = await parents(db)
        assert is_tree(into)
        assert sum(into[each] is None for each in (a, b, c, d)) == 1
