"""What the browser client asks: who am I, and a token for the socket."""

from metaserver.gateway.credentials import ACCOUNT_KIND
from metaserver.ports.accounts import Role
from metaserver.storage import Database
from tests.unit.web.account.town import LOGIN, Browser, Town


async def test_a_guest_is_told_so(browser: Browser) -> None:
    answer = await browser.open("/api/me")
    assert answer.json() | {"csrf": ""} == {
        "account": None, "name": "", "roles": [], "departments": [], "csrf": "",
        "language": "en", "signup": True, "oidc": "",
    }  # fmt: skip
    assert len(answer.json()["csrf"]) == 32
    assert answer.headers["cache-control"] == "no-store"
    assert browser.cookie("visit"), "the token is tied to a cookie that comes with it"


async def test_an_official_is_known_with_departments(town: Town, browser: Browser) -> None:
    account = await town.citizen(name="김민지", language="ko")
    await town.accounts.grant(account.id, Role.OFFICIAL, "roads", by="command-line")
    await browser.log_in()
    me = (await browser.open("/api/me")).json()
    assert (me["account"], me["name"]) == (account.id, "김민지")
    assert (me["roles"], me["departments"]) == (["citizen", "official"], ["roads"])
    assert me["language"] == "ko", "what the account says counts before what the browser says"
    csrf = {"X-CSRF-Token": me["csrf"]}
    token = (await browser.client.post("/api/socket-token", headers=csrf)).json()["token"]
    shown = town.tokens.open(ACCOUNT_KIND, token)
    assert (shown["account"], shown["official"], shown["departments"]) == (
        account.id, True, ["roads"],
    )  # fmt: skip


async def test_a_guest_gets_no_token(browser: Browser) -> None:
    csrf = (await browser.open("/api/me")).json()["csrf"]
    answer = await browser.client.post("/api/socket-token", headers={"X-CSRF-Token": csrf})
    assert answer.status_code == 403
    assert answer.json()["error"] == {"code": "guest", "words": "Log in, then try again."}


async def test_a_role_that_is_taken_away_is_gone_at_once(town: Town, browser: Browser) -> None:
    account = await town.citizen()
    await town.accounts.grant(account.id, Role.OFFICIAL, "roads", by="command-line")
    await browser.log_in()
    await town.accounts.revoke(account.id, Role.OFFICIAL, "roads", by="command-line")
    assert (await browser.open("/api/me")).json()["roles"] == ["citizen"]
    assert town.ended == [account.id]


async def test_an_account_that_is_stopped_is_out_at_once(town: Town, browser: Browser) -> None:
    account = await town.citizen()
    await browser.log_in()
    await town.accounts.disable(account.id, by="command-line")
    answer = await browser.open("/api/me")
    assert answer.json()["account"] is None
    assert browser.cookie("session") is None, "the browser forgets what is worth nothing"
    again = await browser.log_in()
    assert "This account is stopped. Ask the operator why." in again.text
    assert LOGIN in again.text


async def test_while_the_database_is_away_it_is_told(db: Database) -> None:
    town = Town(db)
    await town.citizen()
    async with town.browser() as browser:
        await browser.log_in()
        await db.close()
        page = await browser.open("/account")
        told = await browser.open("/api/me")
    assert (page.status_code, told.status_code) == (503, 503)
    assert "It cannot be saved right now" in page.text
    assert told.json()["error"]["code"] == "store"
    assert page.headers["retry-after"] == told.headers["retry-after"] == "10"
    assert page.headers["cache-control"] == "no-store"
