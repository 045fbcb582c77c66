"""axe-core finds nothing on any panel, in both languages, on a wide and on a narrow screen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import NewVisitor
from tests.support.browser import Visitor
from tests.support.server import ROOT, CityProcess

pytestmark = pytest.mark.browser

AXE = (ROOT / "clients/web/node_modules/axe-core/axe.min.js").read_text()
NARROW = {"width": 390, "height": 844}


def violations(page: Page) -> list[dict[str, Any]]:
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run(document).then((r) => r.violations)")
    return [{"rule": v["id"], "at": [n["html"] for n in v["nodes"]]} for v in found]


def check(person: Visitor, panel: str) -> None:
    person.page.wait_for_timeout(250)  # Panels fade in; half a fade has no contrast.
    assert violations(person.page) == [], panel


@pytest.mark.parametrize(("locale", "view"), [("ko-KR", "2d"), ("en-US", "2d"), ("en-US", "3d")])
def test_the_whole_screen(visitor: NewVisitor, locale: str, view: str) -> None:
    person = visitor(locale=locale).open(view)
    if view == "3d":
        person.wait_3d()
    check(person, f"{view} {locale}")


def test_every_panel(visitor: NewVisitor, other_chromium: Browser) -> None:
    other = visitor(other_chromium).open()
    person = visitor().open()
    person.wait_sees(other.id)
    button = person.page.get_by_role
    for name in ("My look", "Settings", "Help"):
        button("button", name=name, exact=True).click()
        person.page.get_by_role("dialog").wait_for()
        check(person, name)
        person.page.keyboard.press("Escape")
    button("button", name="View").first.click()
    check(person, "desk")
    person.page.keyboard.press("Escape")
    person.show("People")
    person.page.locator("button.person").first.click()
    check(person, "person")
    button("button", name="Report").click()
    check(person, "report")
    person.page.keyboard.press("Escape")
    person.say("a line of chat")
    person.wait_hears("a line of chat")
    check(person, "people and chat")


def test_exhibits(visitor: NewVisitor) -> None:
    person = visitor().open()
    person.page.get_by_role("button", name="Go to Museum of Seoul").click()
    person.wait_in_world("museum")
    person.page.get_by_role("button", name="View").first.click()
    person.page.get_by_role("dialog").wait_for()
    check(person, "exhibit")


def test_a_phone(visitor: NewVisitor) -> None:
    person = visitor(viewport=NARROW, has_touch=True, locale="ko-KR").open()
    check(person, "stage")
    for name in ("장소", "사람", "대화"):
        person.page.locator("nav.bottom").get_by_role("button").filter(has_text=name).click()
        check(person, name)


@pytest.mark.parametrize("path", ["/privacy?lang=ko", "/privacy?lang=en", "/no-such-page"])
def test_plain_pages(city: CityProcess, chromium: Browser, path: str) -> None:
    page = chromium.new_page()
    page.goto(city.url + path)
    found = violations(page)
    page.close()
    assert found == [], path
