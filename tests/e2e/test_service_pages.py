"""A citizen on the service pages in a real browser: with scripts and without, by keyboard."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page

from metaserver.clock import SystemClock
from metaserver.ports.complaints import Complaint, Search
from metaserver.storage import Database
from metaserver.web.http import HttpServer
from tests.e2e.test_axe import violations
from tests.unit.web.services.desk import Desk, photo

pytestmark = pytest.mark.browser

WORDS = "차도에 구멍이 났습니다."
Visit = Callable[..., Page]


class Office:
    """The service pages on a port of their own, until ``close``."""

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
        self._desk = Desk(database, clock=SystemClock())
        listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{listening.getsockname()[1]}"
        server = HttpServer(site=self._desk.app, websockets=no_socket, sockets=[listening])
        await server.start()
        self._closed = asyncio.Event()
        self._ready.set()
        await self._closed.wait()
        await server.stop()
        await database.close()

    def kept(self) -> list[str]:
        """Descriptions of all complaints, oldest first."""
        return [each.description for each in self._found()]

    def places(self) -> list[tuple[float | None, float | None]]:
        """Latitude and longitude of each."""
        return [(each.lat, each.lon) for each in self._found()]

    def _found(self) -> list[Complaint]:
        search = self._desk.store.search(Search(newest_first=False))
        return asyncio.run_coroutine_threadsafe(search, self._loop).result(10)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._closed.set)
        self._thread.join(20)


def no_socket(*_: Any, **__: Any) -> None:
    raise AssertionError("nobody upgrades here")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.close()


@pytest.fixture
def visit(office: Office, chromium: Browser) -> Iterator[Visit]:
    """Opens an address in a new browser window; no script of it fails."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_(path: str, **context: Any) -> Page:
        contexts.append(chromium.new_context(**{"locale": "ko-KR", **context}))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(office.url + path)
        return page

    yield open_
    for each in contexts:
        each.close()
    assert not errors


def fill_in(page: Page, words: str = WORDS) -> None:
    page.get_by_label("차도가 파임").check()
    page.get_by_label("주소나 찾아가는 설명").fill("세종대로 110 앞")
    page.get_by_label("어떤 일인가요").fill(words)


def send(page: Page) -> None:
    page.get_by_role("button", name="보내기").click()


def number_on(page: Page) -> str:
    page.wait_for_url("**/s/complaints/receipt")
    return page.locator(".ticket dd").first.inner_text()


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_choice_to_the_receipt(visit: Visit, office: Office, scripts: bool) -> None:
    page = visit("/s/complaints", java_script_enabled=scripts)
    page.get_by_role("link", name="도로와 보도 파손").click()
    fill_in(page)
    data = photo((600, 400))
    picture = FilePayload(name="구멍.jpg", mimeType="image/jpeg", buffer=data)
    page.locator("#f-photos").set_input_files(picture)
    send(page)
    number_on(page)
    page.get_by_role("link", name="진행 상황 보기").click()
    page.get_by_role("heading", name="민원").wait_for()
    page.get_by_role("img", name="사진 1").wait_for()
    assert office.kept() == [WORDS]


def test_by_keyboard_alone(visit: Visit, office: Office) -> None:
    page = visit("/s/complaints?kind=noise")
    page.get_by_label("가게나 영업장").focus()
    page.keyboard.press("Space")
    page.get_by_label("주소나 찾아가는 설명").focus()
    page.keyboard.type("시장 앞")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "description":
            break
    page.keyboard.type("밤새 시끄럽습니다.")
    page.get_by_role("button", name="보내기").focus()
    page.keyboard.press("Enter")
    number_on(page)
    assert office.kept() == ["밤새 시끄럽습니다."]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_place_is_chosen_on_the_map_by_keyboard(
    visit: Visit, office: Office, scripts: bool
) -> None:
    page = visit("/s/complaints?kind=road", java_script_enabled=scripts)
    page.get_by_label("차도가 파임").check()
    page.get_by_label("어떤 일인가요").fill(WORDS)
    summary = page.locator("summary", has_text="지도에서 고르거나")
    summary.focus()
    page.keyboard.press("Enter")
    page.get_by_label("가까운 명소").select_option("궁")
    for name, told in (
        ("여기서 시작", "궁 자리"),
        ("남쪽으로", "궁에서 남쪽으로 약 200 m"),
        ("가까이", "눈금 한 칸은 100 m"),
        ("동쪽으로", "궁에서 남동쪽으로 약 220 m"),
    ):
        page.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter")
        page.get_by_text(told).wait_for()
        assert page.get_by_label("어떤 일인가요").input_value() == WORDS
        if scripts:
            assert page.locator(f"button:focus:has-text('{name}')").count() == 1
    page.get_by_label("주소나 찾아가는 설명").focus()
    page.keyboard.press("Enter")
    number_on(page)
    [place] = office.places()
    assert place == pytest.approx((37.5778, 126.97813), abs=1e-4)


def test_a_touch_on_the_map_is_the_place(visit: Visit, office: Office) -> None:
    page = visit("/s/complaints?kind=road")
    fill_in(page)
    page.locator("summary", has_text="지도에서 고르거나").click()
    picture = page.locator(".placemap svg")
    for _ in range(6):
        box = picture.bounding_box()
        assert box
        before = page.locator(".where").inner_text()
        picture.click(position={"x": box["width"] * 0.5, "y": box["height"] * 0.4})
        page.wait_for_function("t => document.querySelector('.where').innerText !== t", arg=before)
    assert page.locator(".placemap path").count() == 1
    chosen = [float(page.locator(f"#f-place-{each}").input_value()) for each in ("lat", "lon")]
    page.reload()
    page.wait_for_timeout(500)
    send(page)
    number_on(page)
    assert office.places() == [pytest.approx(tuple(chosen))], "a draft keeps it"


def test_where_one_is_can_be_the_place(visit: Visit, office: Office) -> None:
    here = {"latitude": 37.5701, "longitude": 126.9822}
    page = visit("/s/complaints?kind=road", geolocation=here, permissions=["geolocation"])
    fill_in(page)
    page.get_by_role("button", name="지금 있는 곳").click()
    page.get_by_text("시청에서 북동쪽으로 약").wait_for()
    send(page)
    number_on(page)
    assert office.places() == [pytest.approx((37.5701, 126.9822))]


def test_where_one_is_stays_unknown_where_the_browser_does_not_tell(visit: Visit) -> None:
    page = visit("/s/complaints?kind=road")
    page.get_by_role("button", name="지금 있는 곳").click()
    page.get_by_text("지금 있는 곳을 알 수 없습니다").wait_for()
    assert page.locator("#f-place-address:focus").count() == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_the_summary_takes_the_focus_and_leads_to_the_fields(visit: Visit, scripts: bool) -> None:
    page = visit("/s/complaints?kind=road", java_script_enabled=scripts)
    page.get_by_label("어떤 일인가요").fill(WORDS)
    send(page)
    page.locator(".summary").wait_for()
    assert page.title().startswith("오류: ")
    if scripts:
        assert page.locator(".summary:focus").count() == 1
    page.get_by_role("link", name="어디인가요").click()
    assert page.locator("#f-place:focus, #f-place:target").count() == 1
    assert page.get_by_label("어떤 일인가요").input_value() == WORDS


def test_what_was_typed_survives_a_reload_but_for_the_contact(visit: Visit) -> None:
    page = visit("/s/complaints?kind=road")
    fill_in(page)
    page.get_by_label("이름").fill("민지")
    page.get_by_label("위치, 내용, 사진을").check()
    page.wait_for_timeout(500)
    page.reload()
    assert page.get_by_label("어떤 일인가요").input_value() == WORDS
    assert page.get_by_label("차도가 파임").is_checked()
    assert page.get_by_label("이름").input_value() == ""
    assert not page.get_by_label("위치, 내용, 사진을").is_checked(), "a consent is given anew"
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "민지" not in kept and WORDS in json.loads(kept)["city.draft.complaints"]
    send(page)
    number_on(page)
    assert page.evaluate("localStorage.length") == 0


def test_a_draft_can_be_cleared(visit: Visit) -> None:
    page = visit("/s/complaints?kind=road")
    fill_in(page)
    page.wait_for_timeout(500)
    page.reload()
    page.get_by_role("button", name="지우고 새로 쓰기").click()
    assert page.get_by_label("어떤 일인가요").input_value() == ""
    assert page.evaluate("localStorage.length") == 0


def test_a_lost_connection_loses_nothing_and_sends_once(visit: Visit, office: Office) -> None:
    page = visit("/s/complaints?kind=road")
    fill_in(page)
    page.context.set_offline(True)
    send(page)
    page.get_by_text("연결이 끊겼습니다").wait_for()
    page.context.set_offline(False)
    number_on(page)
    assert office.kept() == [WORDS]


def test_an_answer_that_gets_lost_is_the_same_receipt(visit: Visit, office: Office) -> None:
    page = visit("/s/complaints?kind=road")
    fill_in(page)
    lost: list[int] = []

    def lose_the_first(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).status)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/s/complaints", lose_the_first)
    send(page)
    number_on(page)
    assert lost == [303] and office.kept() == [WORDS]


def test_a_link_with_number_and_code_opens_it_and_leaves_no_trace(visit: Visit) -> None:
    page = visit("/s/complaints?kind=road")
    fill_in(page)
    send(page)
    number = number_on(page)
    code = page.locator(".ticket .code").inner_text()
    other = visit(f"/s/complaints/follow#number={number}&code={code}")
    other.wait_for_url(f"**/s/complaints/{number}")
    assert other.get_by_text(WORDS).is_visible()
    assert code not in other.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "locale"), [(320, "en-US"), (1280, "ko-KR")])
def test_every_page_is_accessible_and_fits(
    visit: Visit, office: Office, scheme: str, width: int, locale: str
) -> None:
    page = visit("/s", locale=locale, color_scheme=scheme, viewport={"width": width, "height": 800})

    def check(what: str) -> None:
        assert violations(page) == [], what
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{what} is {wide} wide"

    check("list")
    for path in ("/s/complaints", "/s/complaints/follow", "/s/complaints?kind=road"):
        page.goto(office.url + path)
        check(path)
    page.locator("summary").first.click()
    check("map of the city")
    page.locator("button[value=to]").click()
    page.locator(".placemap path").wait_for()
    check("map")
    page.locator("button[value=send]").click()
    page.locator(".summary").wait_for()
    check("errors")
    page.locator("input[type=radio]").first.check()
    page.locator("[name='place.address']").fill("세종대로 110 앞")
    page.locator("textarea").first.fill(WORDS)
    page.locator("button[value=send]").click()
    page.wait_for_url("**/receipt")
    check("receipt")
    page.locator("a.button").click()
    check("followed")
