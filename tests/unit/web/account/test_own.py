"""One's own account: what it shows, and each of its forms."""

import pytest

from metaserver.errors import NotFound
from metaserver.ports.accounts import Role
from tests.unit.web.account.town import (
    LOGIN,
    NEW_PASSWORD,
    PASSWORD,
    Browser,
    Town,
    field,
    wrong,
)  # fmt: skip


@pytest.fixture
async def at_home(town: Town, browser: Browser) -> Browser:
    """Somebody with a confirmed address, logged in."""
    await town.proven()
    await browser.log_in()
    return browser


async def test_a_name_and_a_language_are_kept(town: Town, at_home: Browser) -> None:
    values = {"name": "하늘", "language": "ko", "email": "minji@mail.example"}
    answer = await at_home.send("/account/profile", values, page="/account")
    page = await at_home.open(answer.headers["location"])
    assert (
        '<html lang="ko">' in page.text and "하늘 님" in page.text and "저장했습니다" in page.text
    )
    account = await town.accounts.find(LOGIN)
    assert (account.name, account.language) == ("하늘", "ko")
    assert account.email_verified_ms is not None, "the same address stays confirmed"


async def test_a_citizen_cannot_be_called_like_an_official(at_home: Browser) -> None:
    values = {"name": "서울시청 담당자", "language": "en", "email": ""}
    answer = await at_home.send("/account/profile", values, page="/account")
    assert answer.status_code == 422
    assert wrong(answer) == ["This name may be taken for an official's; choose another one."]
    assert field(answer, "name") == "서울시청 담당자"


async def test_each_consent_is_given_and_taken_back(town: Town, at_home: Browser) -> None:
    await at_home.send("/account/consents", {"notice_mail": "1"}, page="/account")
    assert set((await town.accounts.find(LOGIN)).consents) == {"notice_mail"}
    await at_home.send("/account/consents", {}, page="/account")
    assert (await town.accounts.find(LOGIN)).consents == {}


async def test_a_changed_password_logs_out_all_others(town: Town, at_home: Browser) -> None:
    async with town.browser() as elsewhere:
        await elsewhere.log_in()
        values = {"password": PASSWORD, "new_password": NEW_PASSWORD}
        answer = await at_home.send("/account/password", values, page="/account")
        assert answer.headers["location"] == "/account?done=password_changed"
        assert (await elsewhere.open("/account")).status_code == 303
    assert (await at_home.open("/account")).status_code == 200
    assert town.ended, "sockets end"


@pytest.mark.parametrize(
    ("now", "new", "told"),
    [
        ("not it at all", NEW_PASSWORD, "This is not your present password."),
        (PASSWORD, "short", "A password has at least 10 characters."),
        (PASSWORD, "minji lives here", "The password contains your login; choose another one."),
    ],
)
async def test_a_password_that_cannot_be_is_told_at_its_field(
    at_home: Browser, now: str, new: str, told: str
) -> None:
    values = {"password": now, "new_password": new}
    answer = await at_home.send("/account/password", values, page="/account")
    assert (answer.status_code, wrong(answer)) == (422, [told])
    assert new not in answer.text


async def test_other_devices_are_logged_out(town: Town, at_home: Browser) -> None:
    async with town.browser() as elsewhere:
        await elsewhere.log_in()
        await at_home.send("/account/others", {}, page="/account")
        assert (await elsewhere.open("/account")).status_code == 303
    assert (await at_home.open("/account")).status_code == 200


async def test_an_account_is_deleted_by_its_person_alone(town: Town, at_home: Browser) -> None:
    unsure = await at_home.send("/account/delete", {"password": PASSWORD})
    assert wrong(unsure) == ["Tick this to delete your account."]
    other = await at_home.send("/account/delete", {"password": "guessed it", "sure": "1"})
    assert wrong(other) == ["This is not your present password."]
    answer = await at_home.send("/account/delete", {"password": PASSWORD, "sure": "1"})
    assert answer.headers["location"] == "/account/login?done=deleted"
    assert at_home.cookie("session") is None
    with pytest.raises(NotFound):
        await town.accounts.find(LOGIN)
    assert town.ended


async def test_officials_see_their_role_and_the_way_to_the_office(
    town: Town, at_home: Browser
) -> None:
    assert "/office" not in (await at_home.open("/account")).text
    account = await town.accounts.find(LOGIN)
    await town.accounts.grant(account.id, Role.OFFICIAL, "roads", by="command-line")
    page = await at_home.open("/account")
    assert 'href="/office"' in page.text
    assert '<span class="badge">Official</span>' in page.text


@pytest.mark.parametrize("path", ["/account", "/account/delete", "/account/age"])
async def test_a_guest_is_sent_to_log_in(browser: Browser, path: str) -> None:
    answer = await browser.open(path)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/account/login?next=/account"


@pytest.mark.parametrize(
    "path", ["/account", "/account/login", "/account/signup", "/account/reset/new", "/api/me"]
)
async def test_nothing_personal_is_kept_by_anybody(town: Town, browser: Browser, path: str) -> None:
    before = await browser.open(path)
    await town.citizen()
    await browser.log_in()
    after = await browser.open(path)
    for answer in (before, after):
        assert answer.headers["cache-control"] == "no-store"
    if after.headers.get("content-type", "").startswith("text/html"):
        policy = after.headers["content-security-policy"]
        assert "form-action 'self'" in policy and "frame-ancestors 'none'" in policy


async def test_the_language_that_was_chosen_stays(at_home: Browser) -> None:
    page = await at_home.open("/account?lang=ko")
    assert 'href="/account?lang=en"' in page.text
    assert '<html lang="ko">' in (await at_home.open("/account/delete")).text


async def test_the_switch_of_language_keeps_the_page(browser: Browser) -> None:
    page = await browser.open("/account/login", params={"next": "/s/complaints?kind=road"})
    assert 'href="/account/login?next=%2Fs%2Fcomplaints%3Fkind%3Droad&amp;lang=ko"' in page.text


async def test_reloading_after_a_form_finds_the_page(at_home: Browser) -> None:
    for path in ("profile", "consents", "password", "others", "email/again"):
        assert (await at_home.open(f"/account/{path}")).headers["location"] == "/account"
