"""The tourist desk in the world: a plan by keyboard, its calendar file, going there, the map."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import NewVisitor
from tests.e2e.test_desk import Visit, clean, tab_to, visit
from tests.support.browser import Visitor
from tests.support.server import CityProcess

__all__ = ["visit"]
pytestmark = pytest.mark.browser

DESK = "button[aria-label^='Tourist information']"
SEARCH = "#tourism-q"
FOUND = ".tourism-cards .tourism-card h4"
ADD = ".tourism-cards .tourism-card button.main"
STOPS = ".tourism-stops strong"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityProcess]:
    """With the examples of events: without keys nothing is known of real ones."""
    data = tmp_path_factory.mktemp("tourism") / "data"
    with CityProcess(data, tourism_examples="true") as process:
        yield process


def come_to_the_desk(person: Visitor) -> None:
    tab_to(person, DESK)
    person.page.keyboard.press("Enter")
    person.page.locator(FOUND).first.wait_for()


def search(person: Visitor, words: str, first: str) -> None:
    tab_to(person, SEARCH)
    person.page.keyboard.press("Control+A")
    person.page.keyboard.type(words)
    person.page.keyboard.press("Enter")
    expect(person.page.locator(FOUND).first).to_contain_text(first)


def add(person: Visitor, name: str) -> None:
    button = f"button[aria-label='Add to plan: {name}']"
    tab_to(person, button)
    person.page.keyboard.press("Enter")
    person.page.locator(f"button[aria-label='Remove from plan: {name}']").wait_for()


def to_part(person: Visitor, part: str) -> None:
    """By the arrow keys, from the part that is shown."""
    tab_to(person, "[role=tab][aria-selected=true]")
    for _ in range(4):
        if person.page.locator(f"#tourism-{part}[aria-selected=true]").count():
            return
        person.page.keyboard.press("ArrowRight")
    raise AssertionError(f"no way to {part}")


def press(person: Visitor, selector: str) -> None:
    tab_to(person, selector)
    person.page.keyboard.press("Enter")


def test_a_plan_by_keyboard_alone_goes_into_a_calendar_and_to_a_friend(
    visitor: NewVisitor, visit: Visit, city: CityProcess
) -> None:
    anna = visitor().open()
    page = anna.page
    come_to_the_desk(anna)
    clean(page, "search")
    search(anna, "궁궐을", "Gyeongbokgung Palace")
    add(anna, "Gyeongbokgung Palace")
    search(anna, "palce", "Palace")
    add(anna, "Changdeokgung Palace")
    search(anna, "seoul tower", "N Seoul Tower")
    add(anna, "N Seoul Tower")
    to_part(anna, "plan")
    clean(page, "plan")
    chosen = page.locator(".tourism-chosen strong")
    before = chosen.all_inner_texts()
    press(anna, ".tourism-chosen li:nth-child(2) button.move:nth-of-type(1)")
    expect(chosen.first).to_have_text(before[1])
    press(anna, ".tourism-part form .actions .plain:nth-child(2)")
    expect(page.locator(STOPS)).to_have_text(chosen.all_inner_texts())
    clean(page, "planned")
    shown = page.locator(STOPS).all_inner_texts()
    times = page.locator(".tourism-times time").all_inner_texts()
    press(anna, ".tourism-plan > .actions .main")
    page.locator(".tourism-saved").wait_for()
    clean(page, "saved")
    link = page.locator(".tourism-saved a").first.get_attribute("href") or ""
    calendar = page.get_by_role("link", name="Into the calendar").get_attribute("href") or ""
    assert calendar_of(calendar) == list(zip(shown, times[::2], times[1::2], strict=True))
    friend = visit(link.removeprefix(city.url))
    told = friend.locator("main").inner_text()
    assert sorted(shown, key=told.index) == shown, "the same order"
    page.reload()
    anna.wait_in_world()
    come_to_the_desk(anna)
    to_part(anna, "plan")
    expect(page.locator(".tourism-chosen strong")).to_have_text(shown)


def calendar_of(url: str) -> list[tuple[str, str, str]]:
    """Name, arrival and departure of each stop, as a calendar library reads them."""
    with urllib.request.urlopen(url, timeout=20) as answer:
        assert answer.headers.get_content_type() == "text/calendar"
        calendar = Calendar.from_ical(answer.read())
    return [
        (str(event["SUMMARY"]), *(f"{event.decoded(at):%H:%M}" for at in ("DTSTART", "DTEND")))
        for event in calendar.walk("VEVENT")
    ]


def test_what_is_not_known_is_left_out_and_said(visitor: NewVisitor) -> None:
    anna = visitor().open()
    come_to_the_desk(anna)
    search(anna, "museum near city hall", "Museum")
    assert anna.page.locator("[data-known=false]").first.inner_text()
    tab_to(anna, ".ticks label:nth-child(2) input")
    anna.page.keyboard.press("Space")
    press(anna, ".tourism form .main")
    expect(anna.page.locator(".tourism-left-out")).to_contain_text("not known")
    clean(anna.page, "left out")
    press(anna, ".tourism-left-out button")
    expect(anna.page.locator(FOUND).first).to_be_visible()


@pytest.mark.parametrize("view", ["2d", "3d"])
def test_go_there(visitor: NewVisitor, view: str) -> None:
    anna = visitor().open(view)
    if view == "3d":
        anna.wait_3d()
    come_to_the_desk(anna)
    search(anna, "gwanghwamun", "Gwanghwamun")
    press(anna, ".tourism-cards .go")
    anna.wait_in_world("gwanghwamun")
    assert anna.page.locator("dialog[open]").count() == 0


def test_the_city_at_a_glance(visitor: NewVisitor, other_chromium: Browser) -> None:
    minho = visitor(other_chromium, locale="ko-KR").open()
    page = minho.page
    tab_to(minho, "button.city-map")
    page.keyboard.press("Enter")
    page.locator(".tourism-map .world").first.wait_for()
    clean(page, "map")
    events = page.locator(".tourism-legend li", has=page.locator(".tourism-dot.event"))
    expect(events).to_have_count(2)
    expect(events.first).to_contain_text("예시")
    marks = page.locator(".tourism-map g").count()
    listed = page.locator(".tourism-dot").filter(has_text=re.compile(r"\d")).count()
    assert marks + 1 == listed, "one event has no known spot"
    worlds = page.locator(".tourism-legend li", has=page.locator(".go, .here"))
    expect(worlds).to_have_count(4)
    to_part(minho, "today")
    page.locator(".tourism-card").first.wait_for()
    clean(page, "today")
    to_part(minho, "map")
    press(minho, ".tourism-legend .go")
    minho.wait_in_world()
