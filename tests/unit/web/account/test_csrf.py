"""Nobody else's page makes somebody's browser do something here."""

import pytest

from tests.unit.web.account.town import LOGIN, PASSWORD, Browser, Town, heading

FORMS = [
    "/account/login", "/account/signup", "/account/out", "/account/reset", "/account/reset/new",
    "/account/email", "/account/email/again", "/account/profile", "/account/consents",
    "/account/password", "/account/others", "/account/delete", "/account/age",
]  # fmt: skip


@pytest.mark.parametrize("path", FORMS)
async def test_without_its_token_no_form_is_taken(town: Town, browser: Browser, path: str) -> None:
    await town.citizen()
    await browser.log_in()
    for csrf in ("", "0" * 32, "누구"):
        answer = await browser.client.post(path, data={"csrf": csrf, "sure": "1"})
        assert (answer.status_code, heading(answer)) == (403, "Please send it once more")
    assert (await town.accounts.find(LOGIN)).login == LOGIN, "it is still there"


async def test_another_visitors_token_is_worth_nothing(town: Town, browser: Browser) -> None:
    await town.citizen()
    async with town.browser() as other:
        foreign = await other.csrf()
    await browser.open("/account/login")
    values = {"csrf": foreign, "login": LOGIN, "password": PASSWORD}
    answer = await browser.client.post("/account/login", data=values)
    assert answer.status_code == 403
    assert browser.cookie("session") is None


async def test_a_guests_token_is_worth_nothing_after_the_log_in(
    town: Town, browser: Browser
) -> None:
    await town.citizen()
    before = await browser.csrf()
    await browser.log_in()
    answer = await browser.client.post("/account/others", data={"csrf": before})
    assert answer.status_code == 403
    assert await browser.csrf("/account") != before


async def test_nor_is_one_that_was_read_before_logging_out(town: Town, browser: Browser) -> None:
    await town.citizen()
    before, visit = await browser.csrf(), browser.cookie("visit")
    await browser.log_in()
    await browser.send("/account/out", {}, page="/account")
    assert browser.cookie("visit") != visit, "a visit that others may know does not go on"
    assert await browser.csrf() != before


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"sec-fetch-site": "same-origin", "origin": "https://behind.example"}, 303),
        ({"origin": "http://city.test"}, 303),
        ({"origin": "https://city.test"}, 303),
        ({}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://city.test"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://city.test.evil.example"}, 403),
    ],
)
async def test_the_browser_is_asked_where_a_log_in_came_from(
    town: Town, browser: Browser, headers: dict[str, str], status: int
) -> None:
    await town.citizen()
    values = {"login": LOGIN, "password": PASSWORD}
    answer = await browser.send("/account/login", values, headers=headers)
    assert answer.status_code == status


async def test_programs_of_our_pages_send_the_token_as_a_header(
    town: Town, browser: Browser
) -> None:
    await town.citizen()
    await browser.log_in()
    csrf = (await browser.open("/api/me")).json()["csrf"]
    taken = await browser.client.post("/api/socket-token", headers={"X-CSRF-Token": csrf})
    refused = await browser.client.post("/api/socket-token")
    assert (taken.status_code, refused.status_code) == (200, 403)
    assert refused.json()["error"]["code"] == "csrf"
    assert taken.headers["cache-control"] == refused.headers["cache-control"] == "no-store"
