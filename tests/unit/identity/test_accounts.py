"""Making an account, and one's own things in it."""

from __future__ import annotations

import asyncio

import pytest

from metaserver.errors import Forbidden, Invalid, Limited, NotFound
from metaserver.identity.audit import COMMAND_LINE
from metaserver.ports.accounts import Role
from tests.unit.identity.kit import HERE, NEW, City, proven, wrong


async def test_a_citizen_signs_up(city: City) -> None:
    account = await city.citizen(
        "  Min.Ji@Example.org ", name=" 김  민지 ", language="en", consents=["notice_mail"]
    )
    kept = await city.accounts.get(account.id)
    assert kept == account and len(account.id) == 17
    assert (kept.login, kept.name, kept.language) == ("min.ji@example.org", "김 민지", "en")
    assert kept.age_14_ms == kept.consents["notice_mail"] == city.clock.ms
    assert [grant.role for grant in kept.grants] == [Role.CITIZEN]
    assert kept.password_hash is not None and kept.password_hash.startswith("$argon2id$")
    assert await city.audit() == [], "citizens are not written down in the log of officials"


async def test_everything_that_is_wrong_is_told_at_once(city: City) -> None:
    with pytest.raises(Invalid) as problem:
        await city.accounts.sign_up(
            "a", "short", name="서울시 공무원", email="no address", language="fr", age_14=False,
            consents=["all"],
        )  # fmt: skip
    assert wrong(problem) == {
        "login": "short", "password": "short", "name": "staff", "email": "form",
        "language": "choice", "age_14": "required", "consents": "choice",
    }  # fmt: skip


async def test_a_login_is_one_persons(city: City) -> None:
    await city.citizen("minji")
    with pytest.raises(Invalid) as problem:
        await city.citizen("MINJI")
    assert wrong(problem) == {"login": "taken"}


async def test_sign_up_can_be_switched_off(city: City) -> None:
    city.signup = False
    city.accounts = city.another()
    with pytest.raises(Forbidden, match="signup_off"):
        await city.citizen()


async def test_one_address_does_not_make_accounts_without_end(city: City) -> None:
    for i in range(10):
        await city.citizen(f"login{i}", address_key=HERE)
    with pytest.raises(Limited, match="signup_wait"):
        await city.citizen("login10", address_key=HERE)
    await city.citizen("elsewhere", address_key="x")


async def test_a_profile_is_changed(city: City) -> None:
    account = await proven(city)
    after = await city.accounts.set_profile(
        account, name="이서연", language="en", email="minji@example.org"
    )
    assert (after.name, after.language) == ("이서연", "en")
    assert after.email_verified_ms is not None, "the address is the same"
    after = await city.accounts.set_profile(after, name="", language="ko", email="b@example.org")
    assert (after.name, after.email_verified_ms) == ("", None)


@pytest.mark.parametrize(
    "name", ["120 상담", "Official", "관리자", "Kim ✔", "оffісіаl", "\u202eab"]
)
async def test_a_citizen_is_not_called_like_an_official(city: City, name: str) -> None:
    account = await city.citizen()
    with pytest.raises(Invalid) as problem:
        await city.accounts.set_profile(account, name=name, language="ko", email="")
    assert wrong(problem)["name"] in ("staff", "form")


async def test_an_official_may_be_and_is_not_any_more_afterwards(city: City) -> None:
    account = await city.citizen()
    official = await city.accounts.grant(account.id, Role.OFFICIAL, "roads", by=COMMAND_LINE)
    named = await city.accounts.set_profile(official, name="서울시 도로과", language="ko", email="")
    assert named.name == "서울시 도로과"
    assert (
        await city.accounts.revoke(account.id, Role.OFFICIAL, "roads", by=COMMAND_LINE)
    ).name == ""


async def test_a_token_for_one_address_does_not_prove_another(city: City) -> None:
    account = await city.citizen(email="a@example.org")
    token = await city.accounts.ask_email(account)
    assert token is not None
    await city.accounts.set_profile(account, name="", language="ko", email="b@example.org")
    with pytest.raises(Invalid, match="token: old"):
        await city.accounts.prove_email(token)


async def test_consents_are_given_and_withdrawn_one_by_one(city: City) -> None:
    account = await city.citizen()
    given = await city.accounts.consent(account, "notice_mail", True)
    assert given.consents == {"notice_mail": city.clock.ms}
    began_ms = city.clock.ms
    city.clock.pass_s(60)
    again = await city.accounts.consent(account, "notice_mail", True)
    assert again.consents == {"notice_mail": began_ms}, "the first moment counts"
    assert (await city.accounts.consent(account, "notice_mail", False)).consents == {}
    with pytest.raises(Invalid):
        await city.accounts.consent(account, "everything", True)


async def test_two_browsers_that_change_at_once_lose_nothing(city: City) -> None:
    account = await city.citizen()
    await asyncio.gather(
        city.accounts.consent(account, "notice_mail", True),
        city.accounts.set_profile(account, name="민지", language="en", email=""),
    )
    after = await city.accounts.get(account.id)
    assert (after.name, after.language, set(after.consents)) == ("민지", "en", {"notice_mail"})


async def test_who_leaves_is_gone_with_log_ins_and_tokens(city: City) -> None:
    account = await proven(city)
    cookie = await city.logged_in()
    asked = await city.accounts.ask_reset("minji")
    await city.accounts.remove(account)
    assert city.ended == [account.id]
    assert await city.accounts.who(cookie) is None
    with pytest.raises(NotFound):
        await city.accounts.get(account.id)
    assert asked is not None
    with pytest.raises(Invalid):
        await city.accounts.reset(asked[1], NEW)
    assert await city.audit() == []
    await city.citizen()  # the login is free again


async def test_that_an_official_left_is_written_down(city: City) -> None:
    account = await city.citizen()
    official = await city.accounts.grant(account.id, Role.OFFICIAL, "roads", by=COMMAND_LINE)
    await city.accounts.remove(official)
    assert [(e.actor, e.action) for e in await city.audit()][-1] == (account.id, "account.remove")
