"""The flight recorder as people meet it: in a world that is recorded, and in the recording."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from metaclient import City, connect
from playwright.sync_api import Browser

from tests.e2e.test_axe import NARROW, check
from tests.e2e.test_keyboard import press, tab_to
from tests.support.browser import Visitor, until
from tests.support.replay import ReplayProcess
from tests.support.server import CityProcess

pytestmark = pytest.mark.browser

WORLD = "seoul-plaza"
WALKED_S = 14.0
SETTLED_S = 1.3
"""Far cells tell about once a second."""
STILL_M = 0.005
SAME_M = 0.15
"""What the protocol allows a rebuilt view to be off, and quantisation."""
FASTEST_MPS = 2.5
"""Walkers go at 2 m/s."""
LATE_M = {"2d": 0.75, "3d": 2.5}
"""What a browser plays may be late, and catch up: by more than a second where the processor draws
3D and has other things to do. Less than the way from one of their turns to the next."""
Places = dict[int, tuple[float, float]]
NewWatcher = Callable[..., Visitor]


async def walk_about(url: str) -> None:
    """Two people: one to and fro, one round in a square."""
    async with connect(url, name="Minho") as minho, connect(url, name="Anna") as anna:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(walk(minho, (64, 192), 2.0))
            tasks.create_task(walk(anna, (0, 64, 128, 192), 1.5))


async def walk(city: City, headings: tuple[int, ...], leg_s: float) -> None:
    for leg in range(int(WALKED_S / leg_s)):
        city.walk(headings[leg % len(headings)])
        await asyncio.sleep(leg_s)
    city.stop()


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityProcess]:
    """A real session, recorded; plays from when the first one watches."""
    data = tmp_path_factory.mktemp("recorded") / "data"
    with CityProcess(data, record_worlds=WORLD) as city:
        with ThreadPoolExecutor(1) as thread:  # this one's loop is the browser's
            thread.submit(asyncio.run, walk_about(city.url)).result()
        city.terminate()
    (recording,) = data.glob(f"recordings/{WORLD}/*.rec")
    with ReplayProcess(recording) as process:
        yield process


@pytest.fixture
def watcher(replay: CityProcess, chromium: Browser) -> Iterator[NewWatcher]:
    made: list[Visitor] = []

    def new(view: str = "2d", **context: Any) -> Visitor:
        made.append(Visitor(chromium, replay.url, **context).open(view))
        if view == "3d":
            made[-1].wait_3d()
        made[-1].page.locator(".time-machine").wait_for()
        return made[-1]

    yield new
    for each in made:
        each.close()


# ---- words ------------------------------------------------------------------------------------


def deck(person: Visitor) -> dict[str, Any]:
    return dict(person.city("replay()") or {})


def others(person: Visitor) -> Places:
    return {a["id"]: (a["x"], a["y"]) for a in person.city("avatars()") if not a["self"]}


def apart(these: Places, those: Places) -> float:
    """Metres between the two places of whoever has moved farthest."""
    assert these.keys() == those.keys()
    return max(math.dist(these[id_], those[id_]) for id_ in these)


def pause(person: Visitor) -> None:
    person.page.locator(".tm-slider").focus()
    if deck(person)["playing"]:
        press(person, "k")
    until(lambda: not deck(person)["playing"], "the recording to be paused")
    time.sleep(SETTLED_S)


def seek(person: Visitor, key: str, to_ms: float) -> Places:
    """Where everybody is there, while it is paused."""
    person.page.locator(".tm-slider").focus()
    press(person, key)
    until(lambda: abs(deck(person)["at_ms"] - to_ms) < 5, f"the time to be {to_ms} ms")
    time.sleep(SETTLED_S)
    return others(person)


def picture(person: Visitor) -> tuple[float, Places]:
    """When the next picture is drawn, in seconds, and where others are in it."""
    at_ms = person.page.evaluate("() => new Promise(requestAnimationFrame)")
    return at_ms / 1000, others(person)


def walk_on(person: Visitor, for_s: float, late_m: float) -> Places:
    """Looks at others for a while, none of whom may fly; where they are then."""
    drawn, before = picture(person)
    end = drawn + for_s
    while drawn < end:
        time.sleep(0.1)
        then, (drawn, now) = drawn, picture(person)
        assert apart(now, before) < late_m + FASTEST_MPS * (drawn - then), "nobody flies"
        before = now
    return before


# ---- behaviour --------------------------------------------------------------------------------


def test_who_is_recorded_is_told(tmp_path: Path, chromium: Browser, screenshots: Path) -> None:
    with CityProcess(tmp_path / "data", record_worlds=WORLD) as city:
        for view, locale in (("2d", "ko-KR"), ("3d", "en-US")):
            person = Visitor(chromium, city.url, locale=locale).open(view)
            if view == "3d":
                person.wait_3d()
            person.page.locator("details.recording").wait_for()
            told = person.page.locator("[data-announce=recording]").inner_text()
            assert ("기록" if locale == "ko-KR" else "recorded") in told
            check(person, f"recorded {view}")
            person.page.locator("section.stage").focus()
            tab_to(person, "기록 중" if locale == "ko-KR" else "being recorded")
            press(person, "Enter")
            link = person.page.locator("details.recording a")
            link.wait_for()
            assert link.get_attribute("href") == "/privacy"
            check(person, f"recorded {view}, opened")
            person.page.screenshot(path=screenshots / f"recorded-{locale[:2]}-{view}.png")
            if locale == "en-US":
                person.page.get_by_role("button", name="Go to City Hall", exact=True).click()
                person.wait_in_world("city-hall")
                assert person.page.locator("details.recording").count() == 0
            person.close()


@pytest.mark.parametrize("view", ["2d", "3d"])
def test_pause_and_seek_by_keyboard(watcher: NewWatcher, view: str) -> None:
    person = watcher(view)
    assert person.page.get_by_text("You are watching a recording").first.is_visible()

    pause(person)
    seek(person, "Home", 0)
    stood = seek(person, "ArrowRight", 5000)
    assert len(stood) == 2, "both walkers"
    arrival = person.page.locator("[data-announce=arrival]").inner_text()
    start = person.place
    person.walk("ArrowDown", 1.0)
    assert apart(others(person), stood) < STILL_M, "they stand while one walks"

    seek(person, "Home", 0)
    there = person.place
    first = seek(person, "ArrowRight", 5000)
    second = seek(person, "ArrowRight", 10_000)
    assert apart(first, second) > 1.0
    assert apart(seek(person, "ArrowLeft", 5000), first) < SAME_M
    assert person.place == there, "one stays where one is"
    assert math.dist(there, start) > 0.9
    assert person.page.locator("[data-announce=arrival]").inner_text() == arrival

    press(person, "k")
    until(lambda: deck(person)["playing"], "the recording to go on")
    walked = walk_on(person, for_s=2.0, late_m=LATE_M[view])
    assert apart(walked, first) > 1.0, "they walk on"


def test_everybody_watches_the_same(watcher: NewWatcher) -> None:
    anna, minho = watcher(), watcher()
    pause(anna)
    until(lambda: not deck(minho)["playing"], "the recording to be paused for both")
    anna.page.locator(".tm-speeds label", has_text="2×").click()
    until(lambda: deck(minho)["speed"] == 2, "twice the speed for both")
    places = seek(anna, "Home", 0)
    assert abs(deck(minho)["at_ms"]) < 5
    assert apart(others(minho), places) < SAME_M
    assert anna.id not in others(minho), "watchers do not see each other"
    assert not anna.page.get_by_label("Your message").is_enabled()
    minho.page.get_by_role("button", name="Play").click()
    began = time.monotonic()
    until(lambda: deck(anna)["at_ms"] > 6000, "the recording to go on for both")
    assert time.monotonic() - began < 5, "at twice the speed"
    anna.page.locator(".tm-speeds label", has_text="1×").click()


@pytest.mark.parametrize(
    ("name", "locale", "view", "size"),
    [
        ("ko-2d", "ko-KR", "2d", {"width": 1280, "height": 760}),
        ("en-3d", "en-US", "3d", {"width": 1280, "height": 760}),
        ("ko-phone-3d", "ko-KR", "3d", NARROW),
        ("en-phone-2d", "en-US", "2d", NARROW),
        ("en-tiny", "en-US", "2d", {"width": 320, "height": 640}),
    ],
)
def test_it_is_clean_and_fits(
    watcher: NewWatcher, screenshots: Path, name: str, locale: str, view: str, size: dict[str, int]
) -> None:
    person = watcher(view, locale=locale, viewport=size)
    pause(person)
    seek(person, "Home", 0)
    seek(person, "ArrowRight", 5000)
    check(person, name)
    person.page.screenshot(path=screenshots / f"replay-{name}.png")
    outside = person.page.evaluate(
        "() => [...document.querySelectorAll('.time-machine, .time-machine *')].filter((e) => {"
        " const r = e.getBoundingClientRect();"
        " return r.width > 1 && (r.left < 0 || r.right > innerWidth); }).map((e) => e.outerHTML)"
    )
    assert outside == []
    small = person.page.evaluate(
        "() => [...document.querySelectorAll('.tm-play, .tm-slider, .tm-speeds label')]"
        ".filter((e) => { const r = e.getBoundingClientRect();"
        " return Math.min(r.width, r.height) < 44; }).map((e) => e.outerHTML)"
    )
    assert small == []
