"""What a network and a machine do to people, and how they come back: same place, no twin."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import NewVisitor
from tests.support.browser import Visitor, until
from tests.support.proxy import ProxyProcess
from tests.support.server import CityProcess

pytestmark = pytest.mark.browser


def walk_somewhere(person: Visitor) -> tuple[float, float]:
    person.walk("ArrowDown", 1.0)
    time.sleep(0.4)
    return person.place


def online(person: Visitor) -> bool:
    return bool(person.city("connection()")["phase"] == "online")


def test_ten_seconds_in_a_tunnel(
    visitor: NewVisitor, other_chromium: Browser, tunnel: ProxyProcess
) -> None:
    anna = visitor(url=tunnel.url).open()
    minho = visitor(other_chromium).open()
    place = walk_somewhere(anna)
    minho.wait_sees_at(anna.id, place, within_m=0.3)
    # Sessions resume from ten seconds of presence on.
    until(lambda: anna.page.evaluate("performance.now()") > 11_000, "some presence", 15)
    before = anna.id

    dropped = time.monotonic()
    tunnel.tell("swallow")
    anna.context.set_offline(True)
    minho.say("said in the tunnel")
    until(lambda: not online(anna), "the drop to be noticed", 15)
    assert anna.page.locator(".status").is_visible()
    assert math.dist(anna.place, place) < 0.3, "the scene stays as it was"
    time.sleep(max(0.0, 10 - (time.monotonic() - dropped)))

    tunnel.tell("restore")
    anna.context.set_offline(False)
    until(lambda: online(anna), "to be back", 15)
    anna.wait_hears("said in the tunnel")
    assert anna.id == before
    assert math.dist(anna.place, place) < 0.5
    minho.wait_sees_at(before, place, within_m=0.5)


def test_a_tab_that_was_frozen(visitor: NewVisitor, other_chromium: Browser) -> None:
    anna, minho = visitor().open(), visitor(other_chromium).open()
    place = walk_somewhere(anna)
    before = anna.id
    time.sleep(10)
    devtools = anna.devtools()
    devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
    minho.say("while you slept")
    time.sleep(15)
    devtools.send("Page.setWebLifecycleState", {"state": "active"})
    until(lambda: online(anna), "to be back", 15)
    anna.wait_hears("while you slept")
    assert math.dist(anna.place, place) < 0.5
    minho.wait_sees_at(anna.id, place, within_m=0.5)
    assert anna.id == before


def test_away_to_another_page_and_back(visitor: NewVisitor, other_chromium: Browser) -> None:
    """With or without the back-forward cache: the browser decides, the person is there again."""
    anna, minho = visitor().open(), visitor(other_chromium).open()
    place = walk_somewhere(anna)
    minho.wait_sees(anna.id)
    time.sleep(10)
    before = anna.id
    anna.page.goto(anna.url + "/privacy")
    time.sleep(2)
    anna.page.go_back()
    anna.wait_in_world()
    until(lambda: online(anna), "to be back", 15)
    assert anna.id == before
    assert math.dist(anna.place, place) < 0.5
    minho.wait_sees_at(anna.id, place, within_m=0.5)
    assert len([a for a in minho.city("avatars()") if a["name"] == anna.name]) == 1


@pytest.fixture
def mortal_city(tmp_path: Path) -> Iterator[CityProcess]:
    with CityProcess(tmp_path / "data") as process:
        yield process


def test_a_server_that_was_killed(
    mortal_city: CityProcess, chromium: Browser, other_chromium: Browser
) -> None:
    anna = Visitor(chromium, mortal_city.url).open()
    minho = Visitor(other_chromium, mortal_city.url).open()
    place = walk_somewhere(anna)
    time.sleep(11)  # A ticket comes about every ten seconds.
    mortal_city.kill()
    until(lambda: anna.page.locator(".status").is_visible(), "the bar that says so")
    mortal_city.start()
    for person in (anna, minho):
        until(lambda person=person: online(person), "to be back", 30)
        person.wait_in_world()
    assert math.dist(anna.place, place) < 0.5, "at the same place, although nothing was stored"
    minho.wait_sees_at(anna.id, anna.place, within_m=0.5)
    assert len(minho.city("avatars()")) == 2, "nobody twice"
    anna.close()
    minho.close()


def test_a_server_that_drains(mortal_city: CityProcess, chromium: Browser) -> None:
    anna = Visitor(chromium, mortal_city.url).open()
    place = walk_somewhere(anna)
    started = time.monotonic()
    assert mortal_city.terminate() == 0
    assert time.monotonic() - started < 10
    mortal_city.start()
    until(lambda: online(anna), "to be back", 30)
    anna.wait_in_world()
    assert math.dist(anna.place, place) < 0.5
    anna.close()
