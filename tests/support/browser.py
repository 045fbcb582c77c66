"""Chromium as the browser tests drive it, and a visitor in it.

Everything is told in words of the domain: a visitor enters, walks, says, sees. What is not on the
screen in words (where somebody stands) is read from ``window.__city``, see ``app/debug.ts``.
"""

from __future__ import annotations

import math
import os
import shutil
import time
from collections.abc import Callable
from typing import Any, TypeVar

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Playwright

SOFTWARE_GL = (
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
)
NO_GL = ("--disable-gpu", "--disable-3d-apis")
QUIET = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Two browsers share the screen: none may be throttled for being behind the other.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
)
WAIT_S = 20.0


def launch(playwright: Playwright, *, webgl: bool = True) -> Browser:
    """The system's Chromium; without ``webgl`` as on a machine that has none."""
    path = os.environ.get("TEST_CHROMIUM") or shutil.which("chromium")
    assert path, "no Chromium: `make test` installs it"
    return playwright.chromium.launch(
        executable_path=path,
        args=["--no-sandbox", *QUIET, *(SOFTWARE_GL if webgl else NO_GL)],
    )


T = TypeVar("T")


def until(look: Callable[[], T], what: str, within_s: float = WAIT_S) -> T:
    """Looks again and again; fails with ``what`` was awaited."""
    end = time.monotonic() + within_s
    while True:
        seen = look()
        if seen:
            return seen
        assert time.monotonic() < end, f"not within {within_s:.0f} s: {what}"
        time.sleep(0.05)


class Visitor:
    """One person in a browser of their own (own storage, own socket)."""

    def __init__(self, browser: Browser, url: str, **context: Any) -> None:
        options = {"locale": "en-US", "viewport": {"width": 1280, "height": 760}, **context}
        self.context: BrowserContext = browser.new_context(**options)
        self.page: Page = self.context.new_page()
        self.url = url
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    # ---- entering ----

    def open(self, view: str = "2d") -> Visitor:
        """Opens the link; returns when one stands in a world."""
        stored = f"localStorage.setItem('city.settings', JSON.stringify({{view: '{view}'}}))"
        self.context.add_init_script(f"if (!localStorage.getItem('city.settings')) {stored};")
        self.page.goto(self.url)
        self.wait_in_world()
        return self

    def wait_in_world(self, world: str | None = None) -> None:
        def there() -> bool:
            here = self.city("world()")
            return bool(here and here["loaded"] and (world is None or here["id"] == world))

        until(there, f"to stand in {world or 'a world'}")

    def wait_3d(self) -> None:
        until(lambda: self.city("view()")["scene"] == "ready", "the 3D scene", 60)

    def close(self) -> None:
        self.context.close()
        assert not self.errors, f"errors in the page: {self.errors}"

    # ---- what is ----

    def city(self, expression: str) -> Any:
        """``window.__city.<expression>``, None before it is there."""
        return self.page.evaluate(f"() => window.__city ? window.__city.{expression} : null")

    @property
    def id(self) -> int:
        return int(self.city("world()")["avatar"])

    @property
    def name(self) -> str:
        return str(self.city("name()"))

    @property
    def place(self) -> tuple[float, float]:
        me = self.city("self()")
        return me["x"], me["y"]

    @property
    def world(self) -> str:
        return str(self.city("world()")["id"])

    def sees(self, other: int) -> dict[str, Any] | None:
        """The avatar with this id as it is drawn here, or None."""
        found = [a for a in self.city("avatars()") or [] if a["id"] == other]
        assert len(found) < 2, "a twin is drawn"
        return found[0] if found else None

    def wait_sees(self, other: int, **state: float) -> dict[str, Any]:
        def look() -> dict[str, Any] | None:
            seen = self.sees(other)
            return seen if seen and all(seen[k] == v for k, v in state.items()) else None

        return until(look, f"to see avatar {other} {state or ''}")

    def wait_sees_at(self, other: int, place: tuple[float, float], within_m: float) -> None:
        def near() -> bool:
            seen = self.sees(other)
            return seen is not None and math.dist((seen["x"], seen["y"]), place) <= within_m

        until(near, f"to see avatar {other} within {within_m} m of {place}")

    def wait_moved(self, start: tuple[float, float], metres: float) -> None:
        until(lambda: math.dist(self.place, start) >= metres, f"to have walked {metres} m")

    # ---- what one does ----

    def walk(self, key: str, metres: float) -> tuple[float, float]:
        """Holds the key until one has walked so far, and stands; the place.

        Not for a fixed time: a busy machine takes the key late.
        """
        start = self.place
        self.page.locator("#stage").focus()
        self.page.keyboard.down(key)
        self.wait_moved(start, metres)
        self.page.keyboard.up(key)
        until(lambda: self.city("self()")["speed"] == 0, "to stand")
        return self.place

    def show(self, panel: str) -> None:
        """Places, People or Chat, by the name on the button."""
        self.page.get_by_role("button", name=panel, exact=True).first.click()

    def say(self, text: str) -> None:
        self.page.get_by_label("Your message").fill(text)
        self.page.get_by_role("button", name="Send").click()

    def wait_hears(self, text: str) -> None:
        self.page.locator(".line-text", has_text=text).wait_for(timeout=WAIT_S * 1000)

    def devtools(self) -> CDPSession:
        return self.context.new_cdp_session(self.page)
