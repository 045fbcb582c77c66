"""Logging in, signing up, logging out; what a stranger may not get out of it."""

import httpx
import pytest

from metaserver.storage import Database
from tests.unit.web.account.town import PASSWORD, Browser, Town, field, heading, wrong


async def test_a_citizen_logs_in_and_out(town: Town, browser: Browser) -> None:
    await town.citizen(name="민지")
    answer = await browser.log_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    page = await browser.open("/account")
    assert "Hello, 민지." in page.text
    out = await browser.send("/account/out", {}, page="/account")
    assert out.headers["location"] == "/account/login?done=out"
    assert "You are logged out." in (await browser.open(out.headers["location"])).text
    assert (await browser.open("/account")).headers["location"].startswith("/account/login")


async def test_the_log_in_cookie_is_new_and_kept_from_scripts(town: Town, browser: Browser) -> None:
    await town.citizen()
    browser.client.cookies.set("session", "x" * 43, domain="city.test", path="/")
    answer = await browser.log_in()
    first = browser.cookie("session")
    (cookie,) = [c for c in answer.headers.get_list("set-cookie") if c.startswith("session=")]
    assert first not in (None, "x" * 43), "a cookie from before the log-in is worth nothing"
    assert "; HttpOnly" in cookie and "; Path=/" in cookie and "samesite=lax" in cookie.lower()
    assert "domain" not in cookie.lower() and "max-age" not in cookie.lower()


async def test_logging_in_again_ends_the_first_session(town: Town, browser: Browser) -> None:
    await town.citizen()
    await town.citizen("junho")
    await browser.log_in()
    first = browser.cookie("session")
    csrf = await browser.csrf("/account")
    await browser.client.post(
        "/account/login", data={"csrf": csrf, "login": "junho", "password": PASSWORD}
    )
    assert browser.cookie("session") != first
    assert await town.accounts.who(str(first)) is None
    assert (await browser.open("/api/me")).json()["name"] == ""


@pytest.mark.parametrize("base", ["https://city.test", "http://city.test"])
async def test_over_https_the_cookies_belong_to_this_host_alone(db: Database, base: str) -> None:
    town = Town(db, secure=True)
    await town.citizen()
    async with town.browser(base_url=base) as browser:
        page = await browser.open("/account/login")
        (visit,) = page.headers.get_list("set-cookie")
        assert visit.startswith("__Host-visit=") and "; Secure" in visit
    if base.startswith("https"):
        async with town.browser(base_url=base) as browser:
            answer = await browser.log_in()
            names = [c.partition("=")[0] for c in answer.headers.get_list("set-cookie")]
            assert names == ["__Host-session", "__Host-visit"]
            assert (await browser.open("/account")).status_code == 200


@pytest.mark.parametrize(("login", "password"), [("minji", "wrong one here"), ("nobody", PASSWORD)])
async def test_a_wrong_password_and_an_unknown_login_are_told_alike(
    town: Town, browser: Browser, login: str, password: str
) -> None:
    await town.citizen()
    answer = await browser.log_in(login, password)
    assert answer.status_code == 403
    assert wrong(answer) == ["The login or the password is wrong."]
    assert field(answer, "login") == login
    assert password not in answer.text
    assert browser.cookie("session") is None


async def test_after_many_wrong_passwords_one_is_told_how_long_to_wait(
    town: Town, browser: Browser
) -> None:
    await town.citizen()
    for _ in range(20):
        answer = await browser.log_in(password="not this one")
        if answer.status_code == 429:
            break
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    (sentence,) = wrong(answer)
    assert sentence.startswith("It did not match several times, so logging in is locked. Try again")
    assert (await browser.log_in()).status_code == 429, "also with the right one"


@pytest.mark.parametrize(
    ("next_", "path"),
    [
        ("/s/complaints", "/s/complaints"),
        ("/s/complaints?kind=road&lang=en", "/s/complaints?kind=road&lang=en"),
        ("/", "/"),
        ("/s/길", "/s/%EA%B8%B8"),
        ("https://evil.example/", "/account"),
        ("//evil.example/", "/account"),
        ("/\\evil.example", "/account"),
        ("/\t/evil.example", "/%09/evil.example"),
        ("/a\\b", "/account"),
        ("javascript:alert(1)", "/account"),
        ("evil.example", "/account"),
        ("/account/out", "/account"),
        ("/" + "a" * 1000, "/account"),
        ("", "/account"),
        ("/a\nSet-Cookie: session=x", "/a%0ASet-Cookie:%20session=x"),
    ],
)
async def test_the_way_on_stays_on_this_site(
    town: Town, browser: Browser, next_: str, path: str
) -> None:
    await town.citizen()
    page = await browser.open("/account/login", params={"next": next_})
    values = {"csrf": field(page, "csrf"), "login": "minji", "password": PASSWORD, "next": next_}
    answer = await browser.client.post("/account/login", data=values)
    assert answer.headers["location"] == path
    assert (await browser.open("/account/login", params={"next": next_})).headers[
        "location"
    ] == path, "who is logged in already goes on at once"


async def test_a_citizen_makes_an_account(town: Town, browser: Browser) -> None:
    answer = await browser.send(
        "/account/signup",
        {
            "login": "Minji", "password": PASSWORD, "name": "민지", "age_14": "1",
            "email": "minji@mail.example", "notice_mail": "1",
        },
    )  # fmt: skip
    page = await browser.open(answer.headers["location"])
    assert "Your account is ready." in page.text
    assert "Hello, 민지." in page.text and "Not confirmed yet." in page.text
    account = await town.accounts.find("minji")
    assert (account.language, set(account.consents)) == ("en", {"notice_mail"})
    ((to, subject, _),) = town.postbox.letters
    assert (to, subject) == ("minji@mail.example", "[Metaverse Seoul] Confirm your e-mail address")


async def test_what_was_typed_is_kept_but_for_the_password(browser: Browser) -> None:
    values = {"login": "ab", "password": "short", "name": "서울시청 공무원", "email": "no address"}
    answer = await browser.send("/account/signup", values)
    assert answer.status_code == 422
    assert wrong(answer) == [
        "A login has at least 3 characters.",
        "A password has at least 10 characters.",
        "This name may be taken for an official's; choose another one.",
        "Please check the e-mail address.",
        "Accounts are for people of 14 and older; tick this if you are.",
    ]
    assert (field(answer, "login"), field(answer, "name")) == ("ab", "서울시청 공무원")
    assert field(answer, "password") == ""
    for name in ("login", "password", "name", "email", "age_14"):
        assert f'href="#f-{name}"' in answer.text and f'id="f-{name}"' in answer.text
        assert f'id="e-{name}"' in answer.text, "told at the field too"


async def test_a_login_that_is_taken_is_told(town: Town, browser: Browser) -> None:
    await town.citizen()
    answer = await browser.send(
        "/account/signup", {"login": "minji", "password": PASSWORD, "age_14": "1"}
    )
    assert wrong(answer) == ["This login is taken; choose another one."]


async def test_where_citizens_make_no_accounts_there_is_no_such_page(db: Database) -> None:
    town = Town(db, signup=False)
    async with town.browser() as browser:
        assert (await browser.open("/account/signup")).status_code == 404
        csrf = await browser.csrf()
        answer = await browser.client.post(
            "/account/signup",
            data={"csrf": csrf, "login": "minji", "password": PASSWORD, "age_14": "1"},
        )
        assert (answer.status_code, heading(answer)) == (404, "No new accounts")
        assert "/account/signup" not in (await browser.open("/account/login")).text


async def test_without_letters_no_address_is_asked_for(db: Database) -> None:
    town = Town(db, mail=False)
    async with town.browser() as browser:
        page = await browser.open("/account/signup")
        assert 'name="email"' not in page.text and 'name="notice_mail"' not in page.text
        values = {"login": "minji", "password": PASSWORD, "age_14": "1", "email": "a@b.example"}
        await browser.send("/account/signup", values)
    assert (await town.accounts.find("minji")).email == ""


async def test_hostile_text_is_shown_as_text(browser: Browser) -> None:
    evil = '"><script>alert(1)</script>'
    answer = await browser.log_in(login=evil, password="x")
    assert "<script" not in answer.text.replace('<script type="module"', "")
    assert field(answer, "login") == evil


@pytest.mark.parametrize("path", ["/account/login", "/account/signup", "/account/reset"])
@pytest.mark.parametrize("language", ["ko", "en"])
async def test_every_field_has_a_label_and_says_how_to_fill_it_in(
    browser: Browser, path: str, language: str
) -> None:
    page = await browser.open(path, params={"lang": language})
    assert f'<html lang="{language}">' in page.text
    for name, autocomplete in fields(page):
        assert f'<label for="f-{name}">' in page.text
        assert autocomplete in ("username", "current-password", "new-password", "nickname", "email")


def fields(page: httpx.Response) -> list[tuple[str, str]]:
    import re

    return re.findall(r'<input id="f-(\w+)"[^>]*autocomplete="([^"]+)"', page.text)
