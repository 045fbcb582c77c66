"""A machine that cannot draw 3D: the map, with a sentence, and never an error."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from tests.e2e.conftest import NewVisitor
from tests.support.browser import launch, until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def plain_chromium(playwright_: Playwright) -> Iterator[Browser]:
    browser = launch(playwright_, webgl=False)
    yield browser
    browser.close()


def test_3d_is_asked_for_where_there_is_none(
    visitor: NewVisitor, plain_chromium: Browser, chromium: Browser
) -> None:
    anna = visitor(plain_chromium).open("3d")
    assert anna.page.evaluate("!document.createElement('canvas').getContext('webgl2')")
    until(lambda: anna.city("view()")["scene"] == "unavailable", "3D to be given up")
    assert anna.city("view()")["mode"] == "2d"
    anna.page.get_by_text("cannot show 3D").wait_for()

    minho = visitor(chromium).open()
    minho.wait_sees(anna.id)
    anna.walk("ArrowDown", 1.0)
    minho.wait_sees_at(anna.id, anna.place, within_m=0.5)


CONTEXT = """() => { const canvas = document.querySelector('.scene-canvas canvas');
  window.lent = canvas.getContext('webgl2').getExtension('WEBGL_lose_context'); }"""


def test_a_context_that_is_lost_comes_back(visitor: NewVisitor, chromium: Browser) -> None:
    """The map stands in for the blank canvas, and goes again."""
    anna = visitor(chromium).open("3d")
    anna.wait_3d()
    anna.page.evaluate(CONTEXT)
    anna.page.evaluate("lent.loseContext()")
    until(lambda: anna.city("view()")["mode"] == "2d", "the map")
    anna.page.locator(".hint").wait_for()
    anna.page.evaluate("lent.restoreContext()")
    anna.wait_3d()
    assert anna.city("view()")["mode"] == "3d"
