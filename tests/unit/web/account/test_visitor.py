"""Who asks, and over what: cookies, proxies, languages."""

import ipaddress

import pytest

from metaserver.storage import Database
from tests.unit.web.account.town import LOGIN, Browser, Town

PROXY = "10.0.0.1"


@pytest.mark.parametrize(
    ("address", "told", "secure"),
    [
        (PROXY, "https", True),
        (PROXY, "https, http", True),
        (PROXY, "http", False),
        (PROXY, "", False),
        ("203.0.113.9", "https", False),
    ],
)
async def test_a_trusted_proxy_tells_whether_the_visitor_came_by_https(
    db: Database, address: str, told: str, secure: bool
) -> None:
    town = Town(db, trusted=[ipaddress.ip_network("10.0.0.0/8")])
    more = {"x-forwarded-proto": told} if told else {}
    async with town.browser(address=address, **more) as browser:
        (cookie,) = (await browser.open("/account/login")).headers.get_list("set-cookie")
    assert cookie.startswith("__Host-visit=") == ("; Secure" in cookie) == secure


async def test_over_https_a_cookie_that_another_host_could_set_counts_for_nothing(
    db: Database,
) -> None:
    town = Town(db, secure=True)
    await town.citizen()
    async with town.browser(base_url="https://city.test") as browser:
        await browser.log_in()
        good = browser.cookie("__Host-session")
    async with town.browser(base_url="https://city.test", cookie=f"session={good}") as other:
        assert (await other.open("/api/me")).json()["account"] is None


@pytest.mark.parametrize(
    "cookie", ["visit=short", "visit=" + "x" * 200, 'visit="; drop"', "visit=%EA%B8%B8"]
)
async def test_a_visit_that_could_not_be_ours_is_replaced(town: Town, cookie: str) -> None:
    async with town.browser(cookie=cookie) as browser:
        answer = await browser.open("/account/login")
        (fresh,) = answer.headers.get_list("set-cookie")
        assert fresh.startswith("visit=") and "; HttpOnly" in fresh


async def test_a_visit_that_is_there_is_kept(browser: Browser) -> None:
    await browser.open("/account/login")
    again = await browser.open("/account/login")
    assert "set-cookie" not in again.headers


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [
        ("/account/login", "ko-KR,ko;q=0.9", "ko"),
        ("/account/login", "en-GB", "en"),
        ("/account/login?lang=en", "ko", "en"),
        ("/account/login?lang=fr", "ko", "ko"),
    ],
)
async def test_a_guest_reads_what_was_asked_for(
    town: Town, path: str, accepted: str, language: str
) -> None:
    async with town.browser(**{"accept-language": accepted}) as browser:
        assert f'<html lang="{language}">' in (await browser.open(path)).text


async def test_a_language_that_was_chosen_counts_before_the_accounts(
    town: Town, browser: Browser
) -> None:
    await town.citizen(language="ko")
    await browser.log_in()
    assert '<html lang="ko">' in (await browser.open("/account")).text
    await browser.open("/account?lang=en")
    assert '<html lang="en">' in (await browser.open("/account")).text


async def test_a_session_ends_after_half_a_day_without_use(town: Town, browser: Browser) -> None:
    await town.citizen()
    await browser.log_in()
    town.clock.now_ms += 11 * 3_600_000  # type: ignore[attr-defined]
    assert (await browser.open("/account")).status_code == 200
    town.clock.now_ms += 13 * 3_600_000  # type: ignore[attr-defined]
    assert (await browser.open("/account")).status_code == 303
    assert browser.cookie("session") is None


async def test_addresses_are_counted_but_not_known(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    town = Town(db)
    await town.citizen()
    async with town.browser(address="203.0.113.9") as far:
        for _ in range(40):
            answer = await far.log_in("nobody-at-all", "wrong password")
        assert answer.status_code == 429
    async with town.browser(address="203.0.113.10") as near:
        assert (await near.log_in(LOGIN)).status_code == 303, "others are not locked out"
    assert "203.0.113" not in caplog.text
