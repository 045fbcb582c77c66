"""One person without a mouse, in the 2D view."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import NewVisitor
from tests.support.browser import Visitor, until

pytestmark = pytest.mark.browser

MOST_TABS = 120


def focused(person: Visitor) -> str:
    """Accessible name, roughly, of what has the focus."""
    return str(
        person.page.evaluate(
            "() => { const e = document.activeElement;"
            " return e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText; }"
        )
    )


def tab_to(person: Visitor, name: str, key: str = "Tab") -> None:
    seen = []
    for _ in range(MOST_TABS):
        person.page.keyboard.press(key)
        seen.append(focused(person))
        if name in seen[-1]:
            return
    raise AssertionError(f"no way to {name!r} by {key}: {seen}")


def press(person: Visitor, *keys: str) -> None:
    for key in keys:
        person.page.keyboard.press(key)


def test_everything_by_keyboard_alone(visitor: NewVisitor, other_chromium: Browser) -> None:
    minho = visitor(other_chromium).open()
    anna = visitor().open()
    minho.wait_sees(anna.id)

    tab_to(anna, "Skip to the map")
    press(anna, "Enter")
    start = anna.place
    anna.page.keyboard.down("ArrowDown")
    anna.wait_moved(start, 1.0)
    anna.page.keyboard.up("ArrowDown")
    press(anna, "2")
    minho.wait_sees(anna.id, state=2)

    press(anna, "Enter")  # from the map straight to the message
    until(lambda: focused(anna) == "Your message", "the message field")
    anna.page.keyboard.type("typed without a mouse")
    press(anna, "Enter")
    minho.wait_hears("typed without a mouse")

    tab_to(anna, "Settings", "Shift+Tab")
    press(anna, "Enter")
    anna.page.get_by_role("dialog").wait_for()
    press(anna, "Escape")
    until(lambda: "Settings" in focused(anna), "the focus to be back where it was")

    tab_to(anna, "Go to The lawn")
    before = anna.place
    press(anna, "Enter")
    anna.wait_moved(before, 5.0)

    tab_to(anna, "Go to City Hall")
    press(anna, "Enter")
    anna.wait_in_world("city-hall")


def test_the_list_of_people_by_keyboard(visitor: NewVisitor, other_chromium: Browser) -> None:
    minho = visitor(other_chromium).open()
    anna = visitor().open()
    anna.wait_sees(minho.id)
    tab_to(anna, "People")
    press(anna, "Enter")
    anna.page.locator("button.person").first.wait_for()
    tab_to(anna, minho.name)
    press(anna, "Enter")
    anna.page.get_by_role("dialog").wait_for()
    tab_to(anna, "Report")
    press(anna, "Enter")
    tab_to(anna, "Send report")
    press(anna, "Enter")
    until(lambda: anna.page.get_by_role("dialog").count() == 0, "the report to be sent")
    notes = anna.page.locator(".notes").inner_text()
    assert notes, "it says that the report arrived"
