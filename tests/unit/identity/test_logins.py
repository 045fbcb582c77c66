"""Logging in and out: cookies, their time, and what is told to who guesses."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from metaserver.errors import Forbidden, Limited, WorkerError
from metaserver.identity.lockout import KEYS_MAX
from tests.unit.identity.kit import HERE, PASSWORD, THERE, City

HOUR_S = 3600


async def guess(city: City, login: str = "minji", address: str = HERE) -> Exception:
    with pytest.raises((Forbidden, Limited)) as refused:
        await city.accounts.log_in(login, "wrong password", address_key=address)
    await city.accounts.settle()
    return refused.value


async def test_a_citizen_logs_in_and_out(city: City) -> None:
    account = await city.citizen(name="김민지")
    cookie, who = await city.accounts.log_in(" MinJi ", PASSWORD, address_key=HERE)
    assert who.id == account.id and len(cookie) == 43
    found = await city.accounts.who(cookie)
    assert found is not None and found.name == "김민지" and found.used_ms == city.clock.ms
    await city.accounts.log_out(cookie)
    assert await city.accounts.who(cookie) is None
    assert city.ended == [account.id]


async def test_a_cookie_is_kept_as_a_hash_only(city: City) -> None:
    await city.citizen()
    cookie = await city.logged_in()
    assert await city.store.session(cookie) is None
    assert cookie != await city.logged_in(), "each log-in has its own"


@pytest.mark.parametrize("cookie", ["", "x", "x" * 43, "x" * 44, "é" * 43, "a\n" * 21 + "b"])
async def test_a_cookie_that_is_none(city: City, cookie: str) -> None:
    assert await city.accounts.who(cookie) is None
    await city.accounts.log_out(cookie)
    assert city.ended == []


async def test_a_log_in_lasts_twelve_hours_after_its_last_use(city: City) -> None:
    await city.citizen()
    cookie = await city.logged_in()
    for _ in range(3):
        city.clock.pass_s(12 * HOUR_S - 1)
        assert await city.accounts.who(cookie) is not None
    city.clock.pass_s(12 * HOUR_S)
    assert await city.accounts.who(cookie) is None


async def test_a_log_in_lasts_thirty_days_at_most(city: City) -> None:
    await city.citizen()
    cookie = await city.logged_in()
    for _ in range(3 * 30 - 1):
        city.clock.pass_s(8 * HOUR_S)
        assert await city.accounts.who(cookie) is not None
    city.clock.pass_s(8 * HOUR_S)
    assert await city.accounts.who(cookie) is None


async def test_use_is_written_down_once_a_minute_at_most(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    await city.citizen()
    cookie = await city.logged_in()
    touched: list[int] = []
    touch = city.store.touch_session

    async def noted(cookie_hash: str, seen_ms: int, until_ms: int) -> None:
        touched.append(seen_ms)
        await touch(cookie_hash, seen_ms, until_ms)

    monkeypatch.setattr(city.store, "touch_session", noted)
    for _ in range(120):
        city.clock.pass_s(1)
        assert await city.accounts.who(cookie) is not None
    assert len(touched) == 2


async def test_an_unknown_login_and_a_wrong_password_are_not_told_apart(city: City) -> None:
    await city.citizen()
    answers = []
    for login in ("minji", "nobody", "x" * 5000, "", "no such@login!"):
        city.worker.done.clear()
        error = await guess(city, login)
        answers.append((type(error), str(error), tuple(city.worker.done)))
    assert set(answers) == {(Forbidden, "wrong_login", ("_verify",))}


async def test_a_login_is_locked_after_five_wrong_passwords_and_longer_each_time(
    city: City,
) -> None:
    await city.citizen()
    for login in ("minji", "nobody"):  # and whether it exists is not told by that either
        waits = []
        for _ in range(5):
            assert isinstance(await guess(city, login), Forbidden)
        for _ in range(8):
            error = await guess(city, login)
            assert isinstance(error, Limited) and error.code == "login_wait"
            waits.append(round(error.wait_s))
            city.clock.pass_s(error.wait_s + 0.001)
            city.accounts._tries.by_address.forget(HERE)
            assert isinstance(await guess(city, login), Forbidden)
        assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


async def test_the_right_password_is_locked_out_too_and_good_afterwards(city: City) -> None:
    await city.citizen()
    for _ in range(5):
        await guess(city, address=THERE)
    with pytest.raises(Limited):
        await city.logged_in()
    city.clock.pass_s(31)
    await city.logged_in()
    account = await city.accounts.find("minji")
    assert (account.failed, account.locked_until_ms) == (0, 0)
    assert isinstance(await guess(city), Forbidden), "counting begins anew"


async def test_a_restart_does_not_end_a_lock(city: City) -> None:
    await city.citizen()
    for _ in range(5):
        await guess(city)
    city.accounts = city.another()
    with pytest.raises(Limited) as locked:
        await city.logged_in(address=THERE)
    assert 29 <= locked.value.wait_s <= 30


async def test_a_thousand_guesses_at_once_are_five(city: City) -> None:
    await city.citizen()
    city.worker.done.clear()
    tries = [
        city.accounts.log_in("minji", f"wrong {i}", address_key=f"{i:032}") for i in range(100)
    ]
    errors = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(error, Forbidden) for error in errors) == 5
    assert sum(isinstance(error, Limited) for error in errors) == 95
    assert len(city.worker.done) == 5


async def test_an_address_that_tries_many_logins_is_locked(city: City) -> None:
    await city.citizen()
    for i in range(20):
        assert isinstance(await guess(city, f"login{i}", THERE), Forbidden)
    assert isinstance(await guess(city, "login99", THERE), Limited)
    await city.logged_in(address=HERE)


async def test_an_address_of_many_people_who_know_their_passwords_is_not_locked(
    city: City,
) -> None:
    await city.citizen()
    for _ in range(50):
        await city.logged_in(address=THERE)


async def test_knowing_one_password_gives_no_more_guesses_at_others(city: City) -> None:
    await city.citizen("mallory")
    for i in range(20):
        await guess(city, f"login{i}", THERE)
        if i < 19:
            await city.logged_in("mallory", THERE)
    assert isinstance(await guess(city, "login99", THERE), Limited)


async def test_a_busy_worker_is_not_taken_for_a_guess(city: City) -> None:
    await city.citizen()
    city.worker.broken = True
    for _ in range(30):
        with pytest.raises(WorkerError):
            await city.logged_in()
    city.worker.broken = False
    await city.logged_in()


async def test_what_is_remembered_of_guesses_is_bounded(city: City) -> None:
    tries = city.accounts._tries.by_login
    for i in range(KEYS_MAX + 100):
        tries.take(f"{i}")
    assert len(tries._tries) == KEYS_MAX
    tries.take("0")  # forgotten, the longest quiet first


async def test_a_disabled_account_is_told_so_only_to_who_knows_the_password(city: City) -> None:
    account = await city.citizen()
    cookie = await city.logged_in()
    await city.accounts.disable(account.id, by="command-line")
    assert await city.accounts.who(cookie) is None
    with pytest.raises(Forbidden, match="disabled"):
        await city.logged_in()
    assert str(await guess(city)) == "wrong_login"


async def test_no_log_in_begins_with_a_password_that_is_changed_meanwhile(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await city.citizen()
    add = city.store.add_session

    async def changed_first(session: object) -> None:
        now = await city.accounts.get(account.id)
        await city.store.update(replace(now, password_hash="another"))
        await add(session)  # type: ignore[arg-type]

    monkeypatch.setattr(city.store, "add_session", changed_first)
    with pytest.raises(Forbidden, match="wrong_login"):
        await city.logged_in()
    assert await city.store.end_sessions(account.id) == 0


async def test_other_browsers_are_logged_out(city: City) -> None:
    account = await city.citizen()
    mine, others = await city.logged_in(), [await city.logged_in() for _ in range(2)]
    assert await city.accounts.log_out_elsewhere(account, mine) == 2
    assert await city.accounts.who(mine) is not None
    assert [await city.accounts.who(other) for other in others] == [None, None]


async def test_a_weaker_hash_is_made_anew(city: City) -> None:
    from argon2 import PasswordHasher

    account = await city.citizen()
    weak = PasswordHasher(time_cost=1, memory_cost=32, parallelism=1).hash(PASSWORD)
    await city.store.update(replace(account, password_hash=weak))
    await city.logged_in()
    after = await city.accounts.get(account.id)
    assert after.password_hash is not None and "m=64" in after.password_hash
    await city.logged_in()
