"""A new password by letter, and the proof of an e-mail address."""

import logging

import pytest

from metaserver.storage import Database
from metaserver.web.account.links import Links
from tests.unit.web.account.town import (
    LOGIN,
    NEW_PASSWORD,
    PASSWORD,
    Browser,
    Town,
    field,
    heading,
    wrong,
)  # fmt: skip


async def test_a_citizen_sets_a_new_password_by_letter(
    town: Town, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await town.proven()
    answer = await browser.send("/account/reset", {"login": LOGIN})
    page = await browser.open(answer.headers["location"])
    assert heading(page) == "Choose a new password"
    code = town.postbox.code
    (to, _, text) = town.postbox.letters[-1]
    assert to == "minji@mail.example"
    assert f"https://city.example/account/reset/new#{code}" in text
    done = await browser.send("/account/reset/new", {"token": code, "password": NEW_PASSWORD})
    assert done.headers["location"] == "/account/login?done=password"
    assert (await browser.log_in(password=PASSWORD)).status_code == 403
    assert (await browser.log_in(password=NEW_PASSWORD)).status_code == 303
    assert code not in caplog.text and LOGIN not in caplog.text


async def test_the_code_is_in_no_address_that_a_server_sees(town: Town, browser: Browser) -> None:
    await town.proven()
    answer = await browser.send("/account/reset", {"login": LOGIN})
    code = town.postbox.code
    wrong_one = await browser.send("/account/reset/new", {"token": code, "password": "short"})
    assert code not in answer.headers["location"]
    assert wrong_one.headers["cache-control"] == "no-store"
    assert wrong_one.headers["referrer-policy"] == "same-origin"
    assert field(wrong_one, "token") == code, "it need not be typed twice"
    assert wrong(wrong_one) == ["A password has at least 10 characters."]


async def test_a_code_is_good_once(town: Town, browser: Browser) -> None:
    await town.proven()
    await browser.send("/account/reset", {"login": LOGIN})
    values = {"token": town.postbox.code, "password": NEW_PASSWORD}
    assert (await browser.send("/account/reset/new", values)).status_code == 303
    again = await browser.send("/account/reset/new", values)
    assert (again.status_code, wrong(again)) == (
        422, ["The code is wrong or too old; ask for another letter."],
    )  # fmt: skip


async def test_a_new_password_ends_every_log_in(town: Town, browser: Browser) -> None:
    account = await town.proven()
    async with town.browser() as elsewhere:
        await elsewhere.log_in()
        await browser.send("/account/reset", {"login": LOGIN})
        values = {"token": town.postbox.code, "password": NEW_PASSWORD}
        await browser.send("/account/reset/new", values)
        assert (await elsewhere.open("/account")).status_code == 303
    assert account.id in town.ended


@pytest.mark.parametrize("login", ["nobody", "minji", "nobody@mail.example"])
async def test_the_page_says_the_same_for_every_login(
    town: Town, browser: Browser, login: str
) -> None:
    await town.citizen(email="minji@mail.example")  # not confirmed
    answer = await browser.send("/account/reset", {"login": login})
    assert answer.headers["location"] == "/account/reset/new?done=reset"
    assert town.postbox.letters == []


async def test_a_mail_server_that_is_down_tells_nothing(
    town: Town, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    await town.proven()
    town.postbox.is_down = True
    answer = await browser.send("/account/reset", {"login": LOGIN})
    assert answer.status_code == 303
    assert "a letter about an account was not sent: OutwardError" in caplog.text
    assert "minji" not in caplog.text


@pytest.mark.parametrize(
    ("links", "host", "address"),
    [
        (Links("https://city.example/"), "evil.example", "https://city.example"),
        (Links("", ["https://a.example"]), "evil.example", "https://a.example"),
        (Links("", ["https://a.example", "http://b.example"]), "b.example", "http://b.example"),
        (Links(), "evil.example", ""),
    ],
)
async def test_a_made_up_host_gets_into_no_letter(
    db: Database, links: Links, host: str, address: str
) -> None:
    town = Town(db, links=links)
    await town.proven()
    async with town.browser(base_url=f"http://{host}") as browser:
        await browser.send("/account/reset", {"login": LOGIN})
    text = town.postbox.letters[-1][2]
    assert "evil.example" not in text
    assert (f"{address}/account/reset/new#" in text) == bool(address)
    assert town.postbox.code, "the code is there in any case"


async def test_without_letters_the_operator_is_named(db: Database) -> None:
    async with Town(db, mail=False).browser() as browser:
        page = await browser.open("/account/reset")
        assert 'name="login"' not in page.text
        assert 'href="mailto:help@city.example"' in page.text
        answer = await browser.send("/account/reset", {"login": LOGIN}, page="/account/login")
        assert heading(answer) == "Set a new password"


async def test_an_address_is_confirmed(town: Town, browser: Browser) -> None:
    await town.citizen()
    await browser.log_in()
    values = {"name": "", "language": "en", "email": "new@mail.example"}
    await browser.send("/account/profile", values, page="/account")
    assert town.postbox.letters[-1][0] == "new@mail.example"
    again = await browser.send("/account/email/again", {}, page="/account")
    assert again.headers["location"] == "/account/email?done=letter"
    answer = await browser.send("/account/email", {"token": town.postbox.code})
    page = await browser.open(answer.headers["location"])
    assert "The e-mail address is confirmed." in page.text
    assert "This address is confirmed." in page.text


async def test_asking_for_letters_all_the_time_is_limited(town: Town, browser: Browser) -> None:
    await town.proven()
    answers = [await browser.send("/account/reset", {"login": LOGIN}) for _ in range(20)]
    assert answers[-1].status_code == 429
    assert "Try again in" in wrong(answers[-1])[0]
    assert len(town.postbox.letters) < 10
