from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.support.browser import Visitor, launch
from tests.support.proxy import ProxyProcess
from tests.support.server import ROOT, CityProcess

NewVisitor = Callable[..., Visitor]


@pytest.fixture(scope="session")
def playwright_() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright_: Playwright) -> Iterator[Browser]:
    browser = launch(playwright_)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def other_chromium(playwright_: Playwright) -> Iterator[Browser]:
    """A second browser, with a process of its own."""
    browser = launch(playwright_)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityProcess]:
    with CityProcess(tmp_path_factory.mktemp("city") / "data") as process:
        yield process


@pytest.fixture
def visitor(city: CityProcess, chromium: Browser) -> Iterator[NewVisitor]:
    """Makes visitors of this city; all leave at the end, and none had an error on the page."""
    made: list[Visitor] = []

    def new(browser: Browser = chromium, url: str = city.url, **context: Any) -> Visitor:
        made.append(Visitor(browser, url, **context))
        return made[-1]

    yield new
    for each in made:
        each.close()


@pytest.fixture
def tunnel(city: CityProcess) -> Iterator[ProxyProcess]:
    proxy = ProxyProcess(city.port)
    yield proxy
    proxy.close()


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Where pictures of the worlds go, to be looked at."""
    folder = Path(os.environ.get("TEST_SCREENSHOTS", ROOT / "tests/e2e/screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
