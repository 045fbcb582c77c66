"""Logging in at another server, with a real issuer on loopback."""

from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlencode

import httpx
import pytest

from metaserver.clock import SystemClock
from metaserver.identity.oidc import Oidc, OidcSettings
from metaserver.identity.outward import read_claim_map
from metaserver.identity.tokens import TokenBox
from metaserver.storage import Database
from tests.support.issuer import TestIssuer
from tests.unit.web.account.town import Browser, Town, heading, wrong


@pytest.fixture(scope="module")
def other_server() -> Iterator[TestIssuer]:
    with TestIssuer() as issuer:
        yield issuer


@pytest.fixture
def issuer(other_server: TestIssuer) -> TestIssuer:
    other_server.person = {"sub": "person-1", "name": "김민지", "roles": []}
    other_server.deny = False
    return other_server


@pytest.fixture
async def town(db: Database, issuer: TestIssuer) -> AsyncIterator[Town]:
    clock = SystemClock()
    settings = OidcSettings(issuer.url, issuer.client_id, issuer.client_secret)
    async with httpx.AsyncClient(trust_env=False) as http:
        oidc = Oidc(settings, http=http, tokens=TokenBox(b"k" * 32, clock), clock=clock)
        claims = read_claim_map(["staff-roads=official:roads"])
        yield Town(db, clock=clock, outward="Seoul Pass", issuer=oidc, claims=claims)


async def way_back(browser: Browser, issuer: TestIssuer, next_: str = "/s") -> str:
    """Logs in over there; the address that the browser comes back to."""
    start = await browser.open("/account/oidc/start", params={"next": next_})
    assert start.status_code == 303
    return f"/account/oidc/back?{urlencode(issuer.log_in(start.headers['location']))}"


async def test_the_log_in_page_leads_there(browser: Browser) -> None:
    page = await browser.open("/account/login?next=/s")
    assert 'href="/account/oidc/start?next=/s"' in page.text
    assert "Log in with Seoul Pass" in page.text
    assert (await browser.open("/api/me")).json()["oidc"] == "Seoul Pass"


async def test_who_comes_for_the_first_time_is_asked_for_the_age(
    browser: Browser, issuer: TestIssuer
) -> None:
    back = await browser.open(await way_back(browser, issuer))
    assert back.headers["location"] == "/account/age?next=%2Fs"
    young = await browser.send("/account/age", {"next": "/s"}, page="/account/age")
    assert wrong(young) == ["Accounts are for people of 14 and older; tick this if you are."]
    old = await browser.send("/account/age", {"next": "/s", "age_14": "1"})
    assert old.headers["location"] == "/s"
    again = await browser.open(await way_back(browser, issuer))
    assert again.headers["location"] == "/s", "asked once"
    page = await browser.open("/account")
    assert "Hello, 김민지." in page.text and "there is no password here" in page.text


async def test_roles_come_through_the_claim_map(browser: Browser, issuer: TestIssuer) -> None:
    issuer.person = {"sub": "person-2", "roles": ["staff-roads", "operator"]}
    await browser.open(await way_back(browser, issuer))
    me = (await browser.open("/api/me")).json()
    assert (me["roles"], me["departments"]) == (["citizen", "official"], ["roads"])


async def test_the_cookie_of_the_log_in_is_new(browser: Browser, issuer: TestIssuer) -> None:
    back = await way_back(browser, issuer)
    visit = browser.cookie("visit")
    answer = await browser.open(back)
    names = [each.partition("=")[0] for each in answer.headers.get_list("set-cookie")]
    assert names == ["session", "visit", "oidc"]
    assert browser.cookie("visit") != visit
    assert browser.cookie("oidc") is None, "it is of no more use"


async def test_an_answer_in_another_browser_logs_nobody_in(
    town: Town, browser: Browser, issuer: TestIssuer
) -> None:
    address = await way_back(browser, issuer)
    async with town.browser() as victim:
        answer = await victim.open(address)
        assert (answer.status_code, heading(answer)) == (403, "Log in")
        assert victim.cookie("session") is None


async def test_an_answer_counts_once(browser: Browser, issuer: TestIssuer) -> None:
    address = await way_back(browser, issuer)
    assert (await browser.open(address)).status_code == 303
    assert (await browser.open(address)).status_code == 403


async def test_who_says_no_over_there_can_choose_again(
    browser: Browser, issuer: TestIssuer
) -> None:
    issuer.deny = True
    answer = await browser.open(await way_back(browser, issuer))
    assert wrong(answer) == ["You stopped logging in over there."]
    assert 'name="password"' in answer.text


async def test_the_way_on_stays_on_this_site(browser: Browser, issuer: TestIssuer) -> None:
    issuer.person = {"sub": "person-3"}
    await browser.open(await way_back(browser, issuer))
    await browser.send("/account/age", {"age_14": "1"})
    answer = await browser.open(await way_back(browser, issuer, "//evil.example/"))
    assert answer.headers["location"] == "/account"


async def test_while_the_other_server_is_away_it_is_told(browser: Browser, db: Database) -> None:
    clock = SystemClock()
    gone = OidcSettings("http://127.0.0.1:9", "city")
    async with httpx.AsyncClient(trust_env=False) as http:
        oidc = Oidc(gone, http=http, tokens=TokenBox(b"k" * 32, clock), clock=clock)
        async with Town(db, outward="Seoul Pass", issuer=oidc).browser() as here:
            answer = await here.open("/account/oidc/start")
    assert (answer.status_code, heading(answer)) == (502, "Another server does not answer")


async def test_an_account_from_elsewhere_is_deleted_without_a_password(
    browser: Browser, issuer: TestIssuer
) -> None:
    issuer.person = {"sub": "person-4"}
    await browser.open(await way_back(browser, issuer))
    page = await browser.open("/account/delete")
    assert 'name="password"' not in page.text
    answer = await browser.send("/account/delete", {"sure": "1"})
    assert answer.headers["location"] == "/account/login?done=deleted"
