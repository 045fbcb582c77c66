"""What do you know about me: everything, to nobody else."""

from __future__ import annotations

import json
import re

import pytest

from metaserver.ports.accounts import Grant, Role
from metaserver.register import load_register
from tests.unit.web.account.town import LOGIN, NEW_PASSWORD, Browser, Town, heading

KINDS = {
    "accounts", "login-sessions", "one-time-tokens", "complaints", "complaint-contacts",
    "complaint-followers", "complaint-photos", "once", "outbox", "duty", "absences", "audit",
    "talks",
}  # fmt: skip


async def taken(browser: Browser) -> str:
    answer = await browser.open("/account/data.json")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    assert "no-store" in answer.headers["cache-control"]
    return answer.text


async def test_guests_are_asked_to_log_in(town: Town, browser: Browser) -> None:
    page = await browser.open("/account/data")
    assert page.headers["location"] == "/account/login?next=/account/data"
    assert (await browser.open("/account/data.json")).status_code == 403


async def test_everything_that_names_the_account_is_there(town: Town, browser: Browser) -> None:
    account = await town.citizen(name="Minji", email="minji@mail.example")
    await browser.log_in()
    told = json.loads(await taken(browser))
    kinds = {each["id"]: each for each in told["kinds"]}
    assert told["account"] == account.id
    assert set(kinds) == KINDS
    (row,) = kinds["accounts"]["tables"]["accounts"]
    assert row["login"] == LOGIN and row["email"] == "minji@mail.example"
    assert row["password_hash"] == "(withheld)"
    assert len(kinds["login-sessions"]["tables"]["login_sessions"]) == 1
    rest = {each["id"] for each in told["kept_without_a_name"]}
    assert rest | set(kinds) == {each.id for each in load_register().kinds}


async def test_why_and_how_long_is_told_in_both_languages(town: Town, browser: Browser) -> None:
    await town.citizen()
    await browser.log_in()
    told = json.loads(await taken(browser))
    for each in [*told["kinds"], *told["kept_without_a_name"]]:
        for what in ("name", "purpose", "kept"):
            assert each[what]["ko"] and each[what]["en"]
            assert "{" not in each[what]["ko"] + each[what]["en"]


@pytest.mark.parametrize(
    ("language", "title", "what"),
    [
        ("ko", "나에 대해 두고 있는 것", "로그인 상태"),
        ("en", "What is kept about me", "Being logged in"),
    ],
)
async def test_the_page_tells_it_without_scripts(
    town: Town, browser: Browser, language: str, title: str, what: str
) -> None:
    await town.citizen(name="Minji")
    await browser.log_in()
    page = await browser.open(f"/account/data?lang={language}")
    assert heading(page) == title
    assert set(re.findall(r'<h2 id="([a-z-]+)">', page.text)) == KINDS | {"apart"}
    assert what in page.text and "Minji" in page.text
    assert "<script" not in page.text and "$argon2" not in page.text
    assert 'href="/account/data"' in (await browser.open("/account")).text


async def test_nobody_gets_what_is_anothers(town: Town, browser: Browser) -> None:
    await town.citizen(name="Minji", email="minji@mail.example")
    other = await town.citizen("jiho", email="jiho@mail.example")
    await town.accounts.grant(other.id, Role.OFFICIAL, "roads", by=other.id)
    await browser.log_in()
    text = await taken(browser) + (await browser.open("/account/data")).text
    for foreign in (other.id, "jiho"):
        assert foreign not in text
    await browser.send("/account/out", {})
    assert (await browser.open("/account/data.json")).status_code == 403


async def test_what_operators_did_to_the_account_is_told_without_their_number(
    town: Town, browser: Browser
) -> None:
    mine, operator = await town.citizen(), await town.citizen("boss")
    await town.accounts.grant(mine.id, Role.OFFICIAL, "roads", by=operator.id)
    await browser.log_in()
    told = json.loads(await taken(browser))
    (log,) = [each["tables"]["audit"] for each in told["kinds"] if each["id"] == "audit"]
    assert ("role.grant", "(withheld)") in [(each["action"], each["actor"]) for each in log]
    account = next(each["tables"]["accounts"][0] for each in told["kinds"])
    grants = [Grant(Role.CITIZEN), Grant(Role.OFFICIAL, "roads")]
    assert account["grants"] == [[each.role.value, each.department] for each in grants]
    assert operator.id not in json.dumps(told)


async def test_after_deleting_the_account_nothing_is_left_to_tell(
    town: Town, browser: Browser
) -> None:
    account = await town.citizen()
    await town.accounts.remove(account)
    await browser.log_in(password=NEW_PASSWORD)
    assert (await browser.open("/account/data.json")).status_code == 403
