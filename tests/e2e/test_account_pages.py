"""The account pages in a browser: a whole visit by keyboard, without scripts too, and axe-core."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, ViewportSize

from metaserver.clock import SystemClock
from metaserver.storage import Database
from tests.e2e.test_axe import violations
from tests.support.browser import until
from tests.unit.web.account.town import PASSWORD, Postbox, Town

pytestmark = pytest.mark.browser

SIZES: list[ViewportSize] = [{"width": 320, "height": 640}, {"width": 1280, "height": 800}]


class Office:
    """The pages on a port of their own, in a thread."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "city.sqlite"
        self._begun = threading.Event()
        self.postbox: Postbox
        self._server: uvicorn.Server
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        assert self._begun.wait(30)
        until(lambda: self._server.started, "the pages to be served")
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"

    async def _serve(self) -> None:
        db = Database(self._file)
        await db.open()
        town = Town(db, clock=SystemClock())
        await town.proven()
        self.postbox = town.postbox
        config = uvicorn.Config(town.app, port=0, log_config=None, ws="none", lifespan="off")
        self._server = uvicorn.Server(config)
        self._begun.set()
        await self._server.serve()
        await town.accounts.settle()
        await db.close()

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = Office(tmp_path_factory.mktemp("office"))
    yield made
    made.close()


def log_in(page: Page, url: str) -> None:
    page.goto(f"{url}/account/login")
    page.fill("#f-login", "minji")
    page.fill("#f-password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_accessible(
    office: Office, chromium: Browser, size: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    context = chromium.new_context(viewport=size, color_scheme=scheme, locale="ko-KR")
    page = context.new_page()
    for path in ("login", "signup", "reset", "reset/new", "email"):
        for language in ("ko", "en"):
            page.goto(f"{office.url}/account/{path}?lang={language}")
            check(page)
    page.fill("input[name=token]", "not a code")
    page.click("main button")
    check(page)
    log_in(page, office.url)
    for path in ("", "/delete", "/out", "/age"):
        page.goto(f"{office.url}/account{path}")
        check(page)
    context.close()


def check(page: Page) -> None:
    assert violations(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    small = page.evaluate(
        """() => [...document.querySelectorAll('li > a, button, .button, label.option, select')]
        .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 43.9)
        .map((each) => each.outerHTML)"""
    )
    assert small == [], page.url


def test_an_account_is_made_by_keyboard_alone(office: Office, chromium: Browser) -> None:
    page = chromium.new_page(locale="en-US")
    page.goto(f"{office.url}/account/signup")
    page.keyboard.press("Tab")
    assert focused(page, ".skip")
    page.keyboard.press("Enter")
    until(lambda: focused(page, "main"), "to be past the header")
    for typed in ("junho", "short", "준호"):
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    until(lambda: focused(page, ".summary"), "the summary to have the focus, and be read out")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until(lambda: focused(page, "#f-password"), "the field that is wrong to have the focus")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_text("Your account is ready.").wait_for()
    page.close()


def focused(page: Page, selector: str) -> bool:
    return bool(page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector))


def test_a_letters_code_leaves_the_address_at_once(office: Office, chromium: Browser) -> None:
    page = chromium.new_page(locale="en-US")
    asked: list[str] = []
    page.on("request", lambda each: asked.append(each.url + each.headers.get("referer", "")))
    code = ask_for_letter(office, page, "minji")
    page.goto(f"{office.url}/account/reset/new#{code}")
    until(lambda: page.input_value("#f-token") == code, "the code in its field")
    assert code not in page.url
    page.fill("#f-password", PASSWORD)
    page.click("main button")
    page.get_by_text("The password is set.").wait_for()
    assert not any(code in each for each in asked), "no server is told the code in an address"
    page.close()


def test_a_password_is_set_without_scripts(office: Office, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="en-US")
    page = context.new_page()
    code = ask_for_letter(office, page, "minji@mail.example")
    page.goto(f"{office.url}/account/reset/new#{code}")
    assert page.input_value("#f-token") == "", "nobody reads the fragment"
    page.fill("#f-token", code)
    page.fill("#f-password", PASSWORD)
    page.click("main button")
    assert page.url.endswith("/account/login?done=password")
    context.close()


def ask_for_letter(office: Office, page: Page, login: str) -> str:
    """The code in it."""
    before = len(office.postbox.letters)
    page.goto(f"{office.url}/account/reset")
    page.fill("#f-login", login)
    page.click("main button")
    page.get_by_text("a letter is on its way").wait_for()
    until(lambda: len(office.postbox.letters) > before, "the letter")
    return office.postbox.code
