"""Two people in two browsers."""

from __future__ import annotations

import math
import time

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import NewVisitor
from tests.support.browser import until

pytestmark = pytest.mark.browser

DRAWS = """() => {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) return null;
  gl.clearColor(1, 0.5, 0, 1);
  gl.clear(gl.COLOR_BUFFER_BIT);
  const pixel = new Uint8Array(4);
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
  return { version: gl.getParameter(gl.VERSION), pixel: [...pixel] };
}"""


def test_webgl2_really_runs_in_the_test_browser(chromium: Browser) -> None:
    page: Page = chromium.new_page()
    drawn = page.evaluate(DRAWS)
    page.close()
    assert drawn is not None, "no WebGL2"
    assert drawn["version"].startswith("WebGL 2.0")
    assert drawn["pixel"] == [255, 128, 0, 255]


@pytest.mark.parametrize("view", ["2d", "3d"])
def test_both_enter_and_see_each_other_move(
    visitor: NewVisitor, other_chromium: Browser, view: str
) -> None:
    anna = visitor().open(view)
    minho = visitor(other_chromium).open(view)
    if view == "3d":
        anna.wait_3d()
        minho.wait_3d()
    minho.wait_sees(anna.id)
    anna.wait_sees(minho.id)

    for walker, watcher, key in ((anna, minho, "ArrowDown"), (minho, anna, "ArrowLeft")):
        walker.walk(key, 1.5)
        time.sleep(0.3)
        watcher.wait_sees_at(walker.id, walker.place, within_m=0.3)
        watcher.wait_sees(walker.id, speed=0)


def test_one_in_3d_and_one_in_2d_wave_at_each_other(
    visitor: NewVisitor, other_chromium: Browser
) -> None:
    anna = visitor().open("2d")
    minho = visitor(other_chromium).open("3d")
    minho.wait_3d()
    anna.wait_sees(minho.id)
    anna.page.get_by_role("button", name="Wave").first.click()
    minho.wait_sees(anna.id, state=2)
    minho.page.get_by_role("button", name="Bow").first.click()
    anna.wait_sees(minho.id, state=3)
    minho.page.get_by_role("button", name="Map", exact=True).click()
    until(lambda: minho.city("view()")["mode"] == "2d", "the map")
    minho.wait_sees(anna.id)


def test_they_talk_nearby_to_all_and_in_a_whisper(
    visitor: NewVisitor, other_chromium: Browser
) -> None:
    anna, minho = visitor().open(), visitor(other_chromium).open()
    minho.wait_sees(anna.id)
    anna.say("안녕하세요, nearby")
    minho.wait_hears("안녕하세요, nearby")

    minho.page.get_by_label("Everyone").check(force=True)
    minho.say("hello to the whole square")
    anna.wait_hears("hello to the whole square")

    anna.show("People")
    anna.page.locator("button.person", has_text=minho.name).click()
    anna.page.get_by_role("button", name="Whisper").click()
    until(lambda: anna.page.evaluate("document.activeElement.id") == "say", "the message field")
    anna.say("only for you")
    minho.wait_hears("only for you")
    anna.page.locator(".line.mine", has_text=f"Whisper: {minho.name}").wait_for()
    minho.page.locator("[aria-live=polite]", has_text="only for you").wait_for()


def test_one_asks_to_come_and_is_let(visitor: NewVisitor, other_chromium: Browser) -> None:
    anna, minho = visitor().open(), visitor(other_chromium).open()
    anna.wait_sees(minho.id)
    anna.page.get_by_role("button", name="Go to Library steps").click()
    anna.wait_moved(minho.place, 5.0)
    anna.show("People")
    anna.page.locator("button.person", has_text=minho.name).click()
    anna.page.get_by_role("button", name="Go to this person").click()
    minho.page.get_by_role("group", name=f"{anna.name} would like").wait_for()
    minho.page.get_by_role("button", name="Allow").click()
    until(lambda: math.dist(anna.place, minho.place) < 4, "to stand beside the other")
    until(lambda: anna.page.locator(".note").count() == 0, "nothing to wait for any more")


def test_they_change_worlds_and_meet_again(visitor: NewVisitor, other_chromium: Browser) -> None:
    anna, minho = visitor().open(), visitor(other_chromium).open()
    minho.wait_sees(anna.id)
    sockets: list[str] = []
    anna.page.on("websocket", lambda socket: sockets.append(socket.url))
    left = anna.id
    anna.page.get_by_role("button", name="Go to City Hall", exact=True).click()
    anna.wait_in_world("city-hall")
    until(lambda: minho.sees(left) is None, "Anna to be gone from the square")
    assert not sockets, "a change of world needs no new socket"

    minho.page.get_by_role("button", name="Go to City Hall", exact=True).click()
    minho.wait_in_world("city-hall")
    minho.wait_sees(anna.id)
    anna.wait_sees(minho.id)


def test_blocking_hides_both_ways_and_silences(
    visitor: NewVisitor, other_chromium: Browser
) -> None:
    anna, minho = visitor().open(), visitor(other_chromium).open()
    anna.wait_sees(minho.id)
    anna.show("People")
    anna.page.locator("button.person", has_text=minho.name).click()
    anna.page.get_by_role("button", name="Block").first.click()
    anna.wait_sees(minho.id, veil=1)
    minho.wait_sees(anna.id, veil=1)
    minho.say("can you hear me")
    minho.wait_hears("can you hear me")
    time.sleep(0.5)
    assert anna.page.locator(".line-text", has_text="can you hear me").count() == 0
