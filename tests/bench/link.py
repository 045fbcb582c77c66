"""From an opened link to the first step, in a real browser on a slow line and a slow processor.

Fast 4G (1.01 MB/s, 165 ms) and a processor slowed four times, by Chromium's own throttles; a fresh
profile each time. The step is one's own walking, as soon as the stage takes a key: in 2D as soon as
one stands in the world, in 3D when the scene has drawn its first frame.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.support.browser import Visitor, launch, until
from tests.support.server import CityProcess

NAME = "link"
ROUNDS = 5
LATENCY_MS = 165
BYTES_PER_S = 1_010_000
CPU_SLOWDOWN = 4
WITHIN_S = 90.0

Row = tuple[str, str, str]

PRESS_WHEN_READY = """
const press = setInterval(() => {
  const city = window.__city, stage = document.getElementById('stage');
  if (!city || !stage || !city.world()?.loaded) return;
  if ('%s' === '3d' && city.view().scene !== 'ready') return;
  window.__ready_ms ??= performance.now();
  stage.focus();
  const key = { key: 'ArrowDown', code: 'ArrowDown', bubbles: true };
  stage.dispatchEvent(new KeyboardEvent('keydown', key));
  clearInterval(press);
}, 10);
"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


async def rows() -> list[Row]:
    return await asyncio.to_thread(_rows)


def _rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = launch(playwright)
        with CityProcess(Path(folder) / "data") as city:
            flat = [_open(browser, city.url, "2d") for _ in range(ROUNDS)]
            deep = [_open(browser, city.url, "3d") for _ in range(ROUNDS)]
        browser.close()
    what = f"Fast 4G, processor / {CPU_SLOWDOWN}, median of {ROUNDS}"
    return [
        (f"link to first paint, {what}", _seconds([paint for paint, _ in flat]), ""),
        (f"link to first step in 2D, {what}", _seconds([step for _, step in flat]), "<= 2 s"),
        (f"link to first step in 3D, {what}", _seconds([step for _, step in deep]), "<= 4 s"),
    ]


def _seconds(milliseconds: list[float]) -> str:
    low, high = min(milliseconds) / 1000, max(milliseconds) / 1000
    return f"{statistics.median(milliseconds) / 1000:.2f} s ({low:.2f} to {high:.2f})"


def _open(browser: Browser, url: str, view: str) -> tuple[float, float]:
    """Milliseconds from the opened link to the first paint and to the first step."""
    visitor = Visitor(browser, url)
    devtools = visitor.devtools()
    devtools.send("Network.enable")
    rate = {"downloadThroughput": BYTES_PER_S, "uploadThroughput": BYTES_PER_S}
    line = {"offline": False, "latency": LATENCY_MS, **rate}
    devtools.send("Network.emulateNetworkConditions", line)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
    visitor.context.add_init_script(
        f"localStorage.setItem('city.settings', JSON.stringify({{view: '{view}'}}));"
        + PRESS_WHEN_READY % view
    )
    visitor.page.goto(url, wait_until="commit")
    step = until(lambda: visitor.city("firstStep_ms"), "a first step", WITHIN_S)
    paint = visitor.page.evaluate(PAINT)
    visitor.close()
    return float(paint), float(step)


if __name__ == "__main__":
    for row in asyncio.run(rows()):
        print(" | ".join(row))
