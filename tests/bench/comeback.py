"""How long a browser takes to be back in its place: after a tunnel, a sleep, a crash.

The tunnel is a proxy that swallows without FIN together with the browser's offline switch, for ten
seconds; the sleep is a frozen tab; the crash is a server killed with SIGKILL, and the time counts
from its being ready again.
"""

from __future__ import annotations

import asyncio
import math
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.support.browser import Visitor, launch, until
from tests.support.proxy import ProxyProcess
from tests.support.server import CityProcess

NAME = "Back in place, in a browser"
ROUNDS = 3
OFFLINE_S = 10.0
PRESENCE_S = 12.0
"""Sessions resume from ten seconds of presence on, and tickets come as often."""

Row = tuple[str, str, str]
Place = tuple[float, float]


async def rows() -> list[Row]:
    return await asyncio.to_thread(_rows)


def _rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = launch(playwright)
        with CityProcess(Path(folder) / "data") as city:
            made = [
                _row("after 10 s in a tunnel", lambda: _tunnel(browser, city), "<= 1 s"),
                _row("after a frozen tab", lambda: _frozen(browser, city), "<= 1 s"),
                _row("after a killed server, from its being ready", lambda: _killed(browser, city)),
            ]
        browser.close()
    return made


def _row(what: str, measure: Callable[[], float], aim: str = "") -> Row:
    seconds = [measure() for _ in range(ROUNDS)]
    return f"{what}, slowest of {ROUNDS}", f"{max(seconds):.2f} s", aim


def _settled(browser: Browser, url: str) -> tuple[Visitor, Place]:
    visitor = Visitor(browser, url).open()
    visitor.walk("ArrowDown", 1.0)
    time.sleep(PRESENCE_S)
    return visitor, visitor.place


def _online(visitor: Visitor) -> bool:
    return bool(visitor.city("connection()")["phase"] == "online")


def _back(visitor: Visitor, place: Place, since: float) -> float:
    """Seconds until one is heard again (what one says comes back from the server); fails where
    that is another place."""
    until(lambda: _online(visitor), "to be back", 30)
    visitor.say("here I am")
    visitor.wait_hears("here I am")
    seconds = time.monotonic() - since
    visitor.wait_in_world()
    assert math.dist(visitor.place, place) < 0.5, "moved meanwhile"
    visitor.close()
    return seconds


def _tunnel(browser: Browser, city: CityProcess) -> float:
    proxy = ProxyProcess(city.port)
    try:
        visitor, place = _settled(browser, proxy.url)
        proxy.tell("swallow")
        visitor.context.set_offline(True)
        time.sleep(OFFLINE_S)
        proxy.tell("restore")
        visitor.context.set_offline(False)
        return _back(visitor, place, time.monotonic())
    finally:
        proxy.close()


def _frozen(browser: Browser, city: CityProcess) -> float:
    visitor, place = _settled(browser, city.url)
    devtools = visitor.devtools()
    devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
    time.sleep(OFFLINE_S + 4)
    devtools.send("Page.setWebLifecycleState", {"state": "active"})
    return _back(visitor, place, time.monotonic())


def _killed(browser: Browser, city: CityProcess) -> float:
    visitor, place = _settled(browser, city.url)
    city.kill()
    until(lambda: not _online(visitor), "the crash to be noticed")
    city.start()
    return _back(visitor, place, time.monotonic())


if __name__ == "__main__":
    for row in asyncio.run(rows()):
        print(" | ".join(row))
