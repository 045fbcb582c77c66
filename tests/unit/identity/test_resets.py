"""Passwords: changed, forgotten and set anew."""

from __future__ import annotations

import pytest

from metaserver.errors import Forbidden, Invalid, Limited, WorkerError
from metaserver.identity.audit import COMMAND_LINE
from metaserver.ports.accounts import Role
from tests.unit.identity.kit import HERE, NEW, PASSWORD, City, proven, wrong


async def test_a_new_password_ends_all_other_log_ins_and_all_sockets(city: City) -> None:
    account = await city.citizen()
    mine, other = await city.logged_in(), await city.logged_in()
    await city.accounts.change_password(account, PASSWORD, NEW, cookie=mine)
    assert await city.accounts.who(mine) is not None
    assert await city.accounts.who(other) is None
    assert city.ended == [account.id]
    with pytest.raises(Forbidden, match="wrong_login"):
        await city.logged_in()
    await city.accounts.log_in("minji", NEW, address_key=HERE)


async def test_that_an_official_has_a_new_password_is_written_down(city: City) -> None:
    account = await city.citizen()
    official = await city.accounts.grant(account.id, Role.OFFICIAL, "roads", by=COMMAND_LINE)
    await city.accounts.change_password(official, PASSWORD, NEW, cookie="")
    assert (await city.audit())[-1].action == "account.password"
    assert NEW not in str(await city.audit())


async def test_who_found_an_open_browser_cannot_guess_the_password(city: City) -> None:
    account = await city.citizen()
    for _ in range(5):
        with pytest.raises(Invalid) as problem:
            await city.accounts.change_password(account, "wrong password", NEW, cookie="")
        assert wrong(problem) == {"password": "wrong"}
    with pytest.raises(Limited):
        await city.accounts.confirm(account, PASSWORD)


async def test_a_new_password_must_be_a_good_one(city: City) -> None:
    account = await city.citizen()
    with pytest.raises(Invalid) as problem:
        await city.accounts.change_password(account, PASSWORD, "minji12345", cookie="")
    assert wrong(problem) == {"new_password": "login"}


async def test_the_same_password_from_another_keyboard_is_the_same(city: City) -> None:
    import unicodedata

    await city.citizen()
    apart = unicodedata.normalize("NFD", PASSWORD)
    assert apart != PASSWORD
    await city.accounts.log_in("minji", apart, address_key=HERE)


async def test_a_forgotten_password_is_set_anew(city: City) -> None:
    account = await proven(city)
    cookie = await city.logged_in()
    asked = await city.accounts.ask_reset("Minji", address_key=HERE)
    assert asked is not None and asked[0].id == account.id
    for _ in range(5):  # locked, meanwhile
        with pytest.raises(Forbidden):
            await city.accounts.log_in("minji", "wrong", address_key=HERE)
    await city.accounts.settle()
    await city.accounts.reset(asked[1], NEW)
    assert await city.accounts.who(cookie) is None and city.ended == [account.id]
    await city.accounts.log_in("minji", NEW, address_key=HERE)
    with pytest.raises(Invalid) as problem:
        await city.accounts.reset(asked[1], PASSWORD)
    assert wrong(problem) == {"token": "old"}


async def test_a_password_is_also_reset_by_a_proven_address(city: City) -> None:
    account = await proven(city)
    asked = await city.accounts.ask_reset("MINJI@example.org")
    assert asked is not None and asked[0].id == account.id


async def test_no_letter_goes_to_an_address_that_nobody_proved(city: City) -> None:
    await city.citizen(email="stranger@example.org")
    assert await city.accounts.ask_reset("minji") is None
    assert await city.accounts.ask_reset("stranger@example.org") is None
    assert await city.accounts.ask_reset("nobody") is None


async def test_a_token_to_reset_is_good_for_an_hour_and_the_newest_alone(city: City) -> None:
    await proven(city)
    first, second = [await city.accounts.ask_reset("minji") for _ in range(2)]
    assert first is not None and second is not None
    with pytest.raises(Invalid):
        await city.accounts.reset(first[1], NEW)
    city.clock.pass_s(3600)
    with pytest.raises(Invalid):
        await city.accounts.reset(second[1], NEW)


async def test_a_bad_password_or_a_busy_worker_costs_no_token(city: City) -> None:
    await proven(city)
    asked = await city.accounts.ask_reset("minji")
    assert asked is not None
    with pytest.raises(Invalid) as problem:
        await city.accounts.reset(asked[1], "short")
    assert wrong(problem) == {"password": "short"}
    city.worker.broken = True
    with pytest.raises(WorkerError):
        await city.accounts.reset(asked[1], NEW)
    city.worker.broken = False
    await city.accounts.reset(asked[1], NEW)


@pytest.mark.parametrize("token", ["", "x", "a" * 50, "a0123456789abcdef." + "x" * 32, "é" * 40])
async def test_a_token_that_is_none(city: City, token: str) -> None:
    with pytest.raises(Invalid, match="token: old"):
        await city.accounts.reset(token, NEW)
    with pytest.raises(Invalid, match="token: old"):
        await city.accounts.prove_email(token)


async def test_resets_are_bounded_by_login_and_by_address(city: City) -> None:
    for _ in range(5):
        await city.accounts.ask_reset("minji", address_key="a")
    with pytest.raises(Limited, match="reset_wait"):
        await city.accounts.ask_reset("another", address_key="a")
    with pytest.raises(Limited, match="reset_wait"):
        await city.accounts.ask_reset("minji", address_key="b")
