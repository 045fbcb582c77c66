"""An operator's pages in a real browser: both languages, both colour schemes, by keyboard."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, Literal, TypeVar

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from metaserver.ports.accounts import Account, Grant, Role
from metaserver.ports.outbox import Delivery
from metaserver.storage import Database
from metaserver.web.http import HttpServer
from tests.e2e.test_axe import violations
from tests.e2e.test_service_pages import no_socket
from tests.unit.web.office.hall import Hall
from tests.unit.web.office.keeping import MINJI, dead_letter, minji, now

pytestmark = pytest.mark.browser

COOKIE = "7" * 48
LEE = "a" + "7" * 16
PAGES = (
    "/office/users", f"/office/users/{MINJI}", "/office/keys", "/office/outbox", "/office/audit",
    "/office/health", "/office", "/office/presence", "/outcomes",
)  # fmt: skip
T = TypeVar("T")


class TownHall:
    """The back office on a port of its own, with an operator, until ``close``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        assert self._ready.wait(20), "the pages are not served"

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        database = Database(self._folder / "city.sqlite")
        await database.open()
        self.hall = Hall(database)
        await self._people()
        listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{listening.getsockname()[1]}"
        server = HttpServer(site=self.hall.app, websockets=no_socket, sockets=[listening])
        await server.start()
        self._closed = asyncio.Event()
        self._ready.set()
        await self._closed.wait()
        await server.stop()
        await database.close()

    async def _people(self) -> None:
        hall = self.hall
        lee = Account(
            id=LEE, created_ms=hall.clock.unix_ms(), login="lee", name="이운영",
            grants=(Grant(Role.CITIZEN), Grant(Role.OPERATOR)),
        )  # fmt: skip
        await hall.accounts.add(lee)
        hall.people.here[COOKIE] = lee
        await minji(hall)
        await dead_letter(hall)
        await dead_letter(hall, uncertain=True)

    def ask(self, question: Coroutine[Any, Any, T]) -> T:
        """What it gives, asked where the pages are served."""
        return asyncio.run_coroutine_threadsafe(question, self._loop).result(10)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._closed.set)
        self._thread.join(20)


@pytest.fixture(scope="module")
def town_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownHall]:
    made = TownHall(tmp_path_factory.mktemp("hall"))
    yield made
    made.close()


@pytest.fixture
def operator(town_hall: TownHall, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """A browser window in which the operator is logged in; no script of it fails."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_(**context: Any) -> Page:
        contexts.append(chromium.new_context(**{"locale": "ko-KR", **context}))
        contexts[-1].add_cookies([{"name": "session", "value": COOKIE, "url": town_hall.url}])
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield open_
    for each in contexts:
        each.close()
    assert not errors


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("ko", "light", 320), ("en", "dark", 320), ("en", "light", 1280), ("ko", "dark", 1280)],
)
def test_every_page_is_accessible_and_fits(
    town_hall: TownHall, operator: Callable[..., Page], screenshots: Path,
    language: str, scheme: Literal["light", "dark"], width: int,
) -> None:  # fmt: skip
    page = operator(color_scheme=scheme, viewport={"width": width, "height": 800})
    faults: list[Any] = []
    for path in PAGES:
        answer = page.goto(f"{town_hall.url}{path}?lang={language}")
        assert answer and answer.status == 200, path
        assert page.locator("html").get_attribute("lang") == language
        wide = page.evaluate("document.documentElement.scrollWidth")
        name = path.removeprefix("/").removesuffix(MINJI).strip("/").replace("/", "-")
        name = f"{name}-one" if path.endswith(MINJI) else name
        page.screenshot(path=screenshots / f"staff-{name}-{scheme}-{width}.png", full_page=True)
        faults += [(path, each) for each in violations(page)]
        faults += [f"{path} is {wide} wide"] if wide > width else []
    assert faults == []


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """By the Tab key alone."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab does not come to {selector} on {page.url}")


def follow(page: Page, selector: str) -> None:
    """Enter on it leads to another page, or to this one anew."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_an_operators_round_by_keyboard_alone(
    town_hall: TownHall, operator: Callable[..., Page]
) -> None:
    page = operator()
    page.goto(f"{town_hall.url}/office?lang=en")
    gives_a_role(page)
    assert Role.MODERATOR in {each.role for each in town_hall.ask(now(town_hall.hall)).grants}
    key = makes_a_key(page)
    assert [each.name for each in town_hall.ask(town_hall.hall.keys.list())] == ["Library"]
    decides_on_letters(page, town_hall)
    follow(page, ".sections a[href='/office/audit']")
    log = page.locator("main").inner_text()
    for action in ("role.grant", "key.add", "outbox.again", "outbox.give_up"):
        assert action in log, action
    assert key not in log and key not in page.content()


def gives_a_role(page: Page) -> None:
    follow(page, ".sections a[href='/office/users']")
    tab_to(page, "input[name=words]")
    page.keyboard.type("minji")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    follow(page, f"a[href='/office/users/{MINJI}']")
    tab_to(page, "select[name=role]")
    page.keyboard.type("Mod")
    follow(page, "button[value=grant]")
    page.get_by_text("The role is given.").wait_for()


def makes_a_key(page: Page) -> str:
    """The key: it is shown once."""
    follow(page, ".sections a[href='/office/keys']")
    tab_to(page, "input[name=name]")
    page.keyboard.type("Library")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "#once-key")
    key = page.input_value("#once-key")
    page.goto(page.url)
    assert page.locator("#once-key").count() == 0
    return key


def decides_on_letters(page: Page, town_hall: TownHall) -> None:
    """One is sent again, one is given up."""
    for do in ("again", "give_up"):
        follow(page, ".sections a[href='/office/outbox']")
        tab_to(page, "[name=words]")
        page.keyboard.type("Looked into it.")
        follow(page, f"button[value={do}]")
    assert town_hall.ask(town_hall.hall.outbox.counts())[Delivery.DEAD] == 0
