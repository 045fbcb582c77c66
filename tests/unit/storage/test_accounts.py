"""Accounts: whole or not at all, found by what they are known by, gone with all they had."""

import asyncio
from dataclasses import replace

import pytest

from metaserver.errors import Conflict, NotFound
from metaserver.ports.accounts import Grant, Role
from metaserver.storage import Database, SqlAccountStore, SqlAuditStore
from tests.unit.storage.lines import NOW_MS
from tests.unit.storage.people import KIM, LEE, account, entry, session, token


@pytest.fixture
def store(db: Database) -> SqlAccountStore:
    return SqlAccountStore(db)


async def test_an_account_comes_back_as_it_was_given(store: SqlAccountStore) -> None:
    kim = account(age_14_ms=1, email_verified_ms=2, disabled_ms=3, failed=4, locked_until_ms=5)
    await store.add(kim, subject=("https://id.example", "kim"))
    assert await store.get(KIM) == kim
    assert await store.by_login("login-a1") == kim
    assert await store.by_email("hana@example.com") == kim
    assert await store.by_subject("https://id.example", "kim") == kim
    assert await store.subjects(KIM) == [("https://id.example", "kim")]


async def test_nobody_is_found_by_what_is_not_theirs(store: SqlAccountStore) -> None:
    await store.add(account(), subject=("https://id.example", "kim"))
    assert await store.get(LEE) is None
    assert await store.by_login("") is None
    assert await store.by_email("hana@example.com") is None, "it was never proved"
    assert await store.by_subject("https://other.example", "kim") is None
    assert await store.subjects(LEE) == []


@pytest.mark.parametrize(
    "second",
    [
        (account(LEE, login="login-a1"), None),
        (account(LEE), ("https://id.example", "kim")),
        (account(KIM, login="other"), None),
    ],
    ids=["login", "subject", "id"],
)
async def test_what_is_somebodys_is_nobody_elses(
    store: SqlAccountStore, db: Database, second
) -> None:
    await store.add(account(), subject=("https://id.example", "kim"))
    new, subject = second
    with pytest.raises(Conflict) as caught:
        await store.add(new, subject=subject, audit=entry())
    assert caught.value.code == "exists"
    assert [each.id for each in await store.list()] == [KIM], "nothing of it was kept"
    assert await SqlAuditStore(db).entries() == []


async def test_accounts_from_elsewhere_need_no_login(store: SqlAccountStore) -> None:
    await store.add(account(KIM, login=None, password_hash=None), subject=("https://a", "1"))
    await store.add(account(LEE, login=None, password_hash=None), subject=("https://a", "2"))
    assert len(await store.list()) == 2


async def test_of_two_who_change_an_account_the_slower_one_learns_of_it(
    store: SqlAccountStore, db: Database
) -> None:
    await store.add(account())
    one = await store.update(replace(account(), name="하나"), audit=entry())
    assert one.version == 2
    with pytest.raises(Conflict) as caught:
        await store.update(replace(account(), name="둘"), audit=entry())
    assert caught.value.code == "changed"
    assert await store.get(KIM) == one
    assert len(await SqlAuditStore(db).entries()) == 1, "what did not happen is not on record"
    with pytest.raises(NotFound):
        await store.update(account(LEE))


async def test_of_many_who_change_it_at_once_one_succeeds(store: SqlAccountStore) -> None:
    await store.add(account())
    tries = (store.update(replace(account(), failed=n)) for n in range(8))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Account"] + ["Conflict"] * 7


async def test_people_are_listed_by_role(store: SqlAccountStore) -> None:
    await store.add(account(KIM, grants=(Grant(Role.OPERATOR),), created_ms=1))
    await store.add(account(LEE, grants=(Grant(Role.OFFICIAL, "operator"),), created_ms=2))
    assert [each.id for each in await store.list()] == [LEE, KIM]
    assert [each.id for each in await store.list(role=Role.OPERATOR)] == [KIM]
    assert [each.id for each in await store.list(limit=1)] == [LEE]


async def test_a_log_in_is_found_touched_and_ended(store: SqlAccountStore) -> None:
    await store.add(account())
    await store.add_session(session("c1"))
    await store.touch_session("c1", NOW_MS + 5, NOW_MS + 9)
    touched = replace(session("c1"), seen_ms=NOW_MS + 5, until_ms=NOW_MS + 9)
    assert await store.session("c1") == (touched, account())
    await store.end_session("c1")
    assert await store.session("c1") is None
    await store.touch_session("c1", 1, 1)


async def test_all_log_ins_but_ones_own_are_ended(store: SqlAccountStore) -> None:
    await store.add(account(KIM))
    await store.add(account(LEE))
    for cookie, whose in (("c1", KIM), ("c2", KIM), ("c3", KIM), ("c4", LEE)):
        await store.add_session(session(cookie, whose))
    assert await store.end_sessions(KIM, but="c2") == 2
    assert [c for c in ("c1", "c2", "c3", "c4") if await store.session(c)] == ["c2", "c4"]
    assert await store.end_sessions(KIM) == 1


async def test_nobody_logs_in_to_an_account_that_is_gone(store: SqlAccountStore) -> None:
    with pytest.raises(NotFound):
        await store.add_session(session())


async def test_a_one_time_token_is_good_once(store: SqlAccountStore) -> None:
    await store.add(account())
    await store.add_token(token())
    assert await store.take_token("t1", "email", NOW_MS) is None
    results = await asyncio.gather(*(store.take_token("t1", "reset", NOW_MS) for _ in range(4)))
    assert sorted(results, key=str) == [None, None, None, KIM]


async def test_a_token_is_replaced_by_a_newer_one_and_ends(store: SqlAccountStore) -> None:
    await store.add(account())
    await store.add_token(token("t1"))
    await store.add_token(token("t2", kind="email"))
    await store.add_token(token("t3"))
    assert await store.take_token("t1", "reset", NOW_MS) is None
    assert await store.take_token("t2", "email", NOW_MS) == KIM
    assert await store.take_token("t3", "reset", NOW_MS + 1000) is None, "its time is over"


async def test_an_account_goes_with_all_it_had(store: SqlAccountStore, db: Database) -> None:
    await store.add(account(), subject=("https://id.example", "kim"))
    await store.add_session(session())
    await store.add_token(token())
    await store.remove(KIM, audit=entry("account.remove"))
    assert await store.get(KIM) is None
    assert await store.session("c1") is None
    assert await store.take_token("t1", "reset", NOW_MS) is None
    assert await store.by_subject("https://id.example", "kim") is None
    await store.remove(KIM, audit=entry("account.remove"))
    assert len(await SqlAuditStore(db).entries()) == 1
