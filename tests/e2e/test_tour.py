"""A walk with a guide, and following other visitors: by keyboard, on the map and in 3D."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator

from tests.e2e.test_axe import NARROW, violations
from tests.e2e.test_keyboard import press, tab_to
from tests.support.browser import Visitor, until
from tests.support.garden import plant
from tests.support.server import ROOT, CityProcess

pytestmark = pytest.mark.browser

Come = Callable[..., Visitor]
GUIDE = "안내원 Guide"
NEAR_M = 2.75
"""Two and a half metres are kept; a picture of the moment may be a little behind."""
LEG_S = 40.0
"""More than the guide needs from one stop to the next, on a busy machine."""


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityProcess]:
    """A city of one small world with a short tour."""
    home = tmp_path_factory.mktemp("garden")
    worlds, assets = plant(home / "worlds"), ROOT / "assets_manifest"
    with CityProcess(
        home / "data", worlds=str(worlds), start="garden", assets=str(assets)
    ) as process:
        yield process


@pytest.fixture
def come(garden: CityProcess, chromium: Browser) -> Iterator[Come]:
    """Visitors of the garden; no script of theirs fails."""
    made: list[Visitor] = []

    def new(view: str = "2d", browser: Browser = chromium, **context: Any) -> Visitor:
        made.append(Visitor(browser, garden.url, **context))
        return made[-1].open(view)

    yield new
    for each in made:
        each.close()


def bar(person: Visitor) -> Locator:
    return person.page.locator("section.following")


def wait_told(person: Visitor, words: str) -> None:
    """It stands on the card, and in the chat to be read again."""
    bar(person).get_by_text(words).wait_for(timeout=LEG_S * 1000)
    person.wait_hears(words)


def guide(person: Visitor) -> dict[str, Any] | None:
    found = [a for a in person.city("avatars()") if a["name"] == GUIDE]
    assert len(found) < 2, "one guide a tour"
    return found[0] if found else None


def wait_beside(person: Visitor, other: Callable[[], dict[str, Any] | None], what: str) -> None:
    def beside() -> bool:
        seen = other()
        return seen is not None and math.dist(person.place, (seen["x"], seen["y"])) < NEAR_M

    until(beside, f"to stand beside {what}", LEG_S)


def wait_beside_guide(person: Visitor, where: str) -> None:
    wait_beside(person, lambda: guide(person), f"the guide {where}")


def clean(person: Visitor, what: str) -> None:
    person.page.wait_for_timeout(250)  # Panels fade in; half a fade has no contrast.
    assert violations(person.page) == [], what


def live(person: Visitor, region: str) -> str:
    return person.page.locator(f"[data-announce={region}]").inner_text()


def test_a_whole_tour_by_keyboard_and_in_two_languages(come: Come, other_chromium: Browser) -> None:
    anna = come()
    tab_to(anna, "Take the tour: Once around the garden")
    clean(anna, "the list of tours")
    press(anna, "Enter")
    wait_told(anna, "Welcome to the garden.")
    until(lambda: "You follow the guide" in live(anna, "following"), "to be told so")

    juna = come("2d", other_chromium, locale="ko-KR", viewport=NARROW, has_touch=True)
    juna.page.locator("nav.bottom").get_by_role("button").filter(has_text="장소").click()
    juna.page.locator(".tours .go").click()
    bar(juna).get_by_text("정원 한 바퀴").wait_for()

    wait_told(anna, "This path of brick")
    wait_beside_guide(anna, "at the first stop")
    clean(anna, "a stop")
    until(lambda: "This path of brick" in live(anna, "chat"), "the guide to be read out")
    wait_told(anna, "Here is the pond.")
    bar(anna).get_by_text("Stop 2 of 3").wait_for()
    bar(juna).get_by_text("여기가 연못이에요.").wait_for()
    bar(juna).get_by_text("3곳 가운데 2번째").wait_for()
    clean(juna, "a stop, on a phone and in Korean")
    for person in (anna, juna):
        wait_beside_guide(person, "at the pond")
        assert "tours." not in person.page.locator("body").inner_text(), "a key is never shown"

    juna.walk("ArrowDown", 0.5)
    until(lambda: bar(juna).count() == 0, "an own step to end it")

    wait_told(anna, "These are the trees")
    wait_told(anna, "Goodbye.")
    bar(anna).get_by_text("The tour is over").wait_for()
    clean(anna, "the end")
    until(lambda: guide(anna) is None, "the guide to be gone")
    tab_to(anna, "Close")
    press(anna, "Enter")
    until(lambda: bar(anna).count() == 0, "the card to be closed")
    assert anna.page.evaluate("document.activeElement.id") == "stage"
    assert anna.city("connection()")["corrections"] == [], "nobody was put back by the zone"


def test_a_tour_in_3d_and_an_own_step_ends_it(come: Come) -> None:
    anna = come("3d")
    anna.wait_3d()
    anna.page.get_by_role("button", name="Take the tour: Once around the garden").click()
    wait_told(anna, "This path of brick")
    wait_beside_guide(anna, "at the first stop")
    anna.page.locator(".name-label", has_text="Guide").wait_for(state="visible")
    clean(anna, "3D")
    anna.walk("ArrowDown", 1.0)
    until(lambda: bar(anna).count() == 0, "an own step to end it")
    until(lambda: "You stopped following." in live(anna, "following"), "to be told so")
    place = anna.place
    wait_gone_on(anna, place)
    assert anna.place == place, "one stays where one went"


def wait_gone_on(person: Visitor, place: tuple[float, float]) -> None:
    """The guide walks on without somebody who stands there."""

    def away() -> bool:
        seen = guide(person)
        return seen is None or math.dist(place, (seen["x"], seen["y"])) > 2 * NEAR_M

    until(away, "the guide to walk on", LEG_S)


@pytest.mark.parametrize("view", ["2d", "3d"])
def test_another_visitor_is_followed_until_escape(
    come: Come, other_chromium: Browser, view: str
) -> None:
    minho, anna = come("2d", other_chromium), come(view)
    if view == "3d":
        anna.wait_3d()
    anna.wait_sees(minho.id)
    tab_to(anna, "People")
    press(anna, "Enter")
    anna.page.locator("button.person").first.wait_for()
    tab_to(anna, minho.name)
    press(anna, "Enter")
    clean(anna, "what one can do with somebody")
    tab_to(anna, "Follow")
    press(anna, "Enter")
    bar(anna).get_by_text(f"You follow {minho.name}").wait_for()

    start = anna.place
    minho.walk("ArrowUp", 8.0)
    anna.wait_moved(start, 4.0)
    wait_beside(anna, lambda: anna.sees(minho.id), minho.name)
    clean(anna, "following")

    press(anna, "Escape")
    until(lambda: bar(anna).count() == 0, "Escape to end it")
    place = anna.place
    goal = minho.walk("ArrowUp", 4.0)
    anna.wait_sees_at(minho.id, goal, 0.5)
    assert math.dist(anna.place, place) < 0.5


def test_who_is_followed_may_leave(come: Come, other_chromium: Browser) -> None:
    minho, anna = come("2d", other_chromium), come()
    anna.wait_sees(minho.id)
    anna.show("People")
    anna.page.locator("button.person", has_text=minho.name).click()
    anna.page.get_by_role("button", name="Follow").click()
    bar(anna).wait_for()
    minho.page.close()
    anna.page.get_by_text("is out of sight").wait_for()
    assert bar(anna).count() == 0
