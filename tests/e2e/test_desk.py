"""The 120 desk from end to end: in the world by keyboard, as a plain page, and in the office."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.e2e.conftest import NewVisitor
from tests.e2e.test_axe import violations
from tests.e2e.test_keyboard import MOST_TABS, focused
from tests.support.browser import Visitor
from tests.support.server import ROOT, CityProcess

pytestmark = pytest.mark.browser

LOGIN, PASSWORD = "desk-official", "river stone lantern 42"
WORDS = "Nobody knows whose bench this is."
ANSWER = "The bench belongs to the park; it is mended."
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def official(city: CityProcess) -> None:
    """An account, made as an operator makes it beside the running city."""
    command = [sys.executable, "-m", "metaserver", "user", "add", "--data", str(city.data)]
    subprocess.run(
        [*command, "--login", LOGIN, "--role", "official", "--language", "en", "--password-stdin"],
        cwd=ROOT, input=PASSWORD, text=True, check=True, capture_output=True,
    )  # fmt: skip


@pytest.fixture
def visit(city: CityProcess, chromium: Browser) -> Iterator[Visit]:
    """Opens an address in a browser window of its own; no script of it fails."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_(path: str, **context: Any) -> Page:
        contexts.append(chromium.new_context(**{"locale": "en-US", **context}))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(city.url + path)
        return page

    yield open_
    for each in contexts:
        each.close()
    assert not errors


def clean(page: Page, what: str) -> None:
    page.wait_for_timeout(250)  # Panels fade in; half a fade has no contrast.
    assert violations(page) == [], what


def in_both(page: Page, address: str) -> None:
    for language in ("ko", "en"):
        page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
        clean(page, f"{address} {language}")


# ---- in the world ----


def come_to_the_desk(person: Visitor) -> None:
    tab_to(person, "button[aria-label^='120 desk on the plaza']")
    person.page.keyboard.press("Enter")
    person.page.locator("#desk-kind").wait_for()


def fill_in(person: Visitor) -> None:
    """The kind by its first letters; then whatever comes in the form, by Tab."""
    tab_to(person, "#desk-kind")
    person.page.keyboard.type("Something else")
    tab_to(person, "dialog .place button:first-child")
    person.page.keyboard.press("Enter")
    person.page.get_by_text("Chosen:").wait_for()
    tab_to(person, "#desk-description")
    person.page.keyboard.type(WORDS)


def tab_to(person: Visitor, selector: str) -> None:
    """By Tab alone, from where one is, as soon as it is on the screen."""
    person.page.locator(selector).first.wait_for(state="attached")
    seen = []
    for _ in range(MOST_TABS):
        person.page.keyboard.press("Tab")
        if person.page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
        seen.append(focused(person))
    raise AssertionError(f"no way to {selector} by Tab: {seen}")


def test_a_report_in_the_world_by_keyboard_alone(visitor: NewVisitor, city: CityProcess) -> None:
    anna = visitor().open()
    page = anna.page
    come_to_the_desk(anna)
    clean(page, "form")
    fill_in(anna)
    page.reload()
    anna.wait_in_world()
    come_to_the_desk(anna)
    assert page.locator("#desk-description").input_value() == WORDS, "the draft is there"
    page.get_by_text("Chosen:").wait_for()
    tab_to(anna, "dialog button[type=submit]")
    page.keyboard.press("Enter")
    send = page.get_by_role("button", name="Send", exact=True).or_(
        page.get_by_role("button", name="Mine is something else: send it")
    )
    send.wait_for()
    clean(page, "similar")
    heard: list[Response] = []
    # Playwright marks what it is given, which a built-in method does not allow.
    page.on("response", lambda each: heard.append(each))  # noqa: PLW0108
    anna.context.set_offline(True)
    tab_to(anna, ".desk .actions .main")
    page.keyboard.press("Enter")
    page.get_by_text("The connection is gone.").wait_for()
    assert not any(map(is_receipt, heard)), "nothing has arrived yet"
    anna.context.set_offline(False)
    page.get_by_role("heading", name="Received").wait_for(timeout=20_000)
    clean(page, "receipt")
    assert [each.status for each in heard if is_receipt(each)] == [201], "it was sent once"
    assert page.locator("img.qr").evaluate("(img) => img.decode().then(() => img.naturalWidth)")
    number, code = page.locator("dialog.modal dd").all_inner_texts()[:2]
    assert WORDS in followed(page, city, number, code)
    assert page.evaluate("localStorage.getItem('city.draft.complaints')") is None


def is_receipt(response: Response) -> bool:
    return response.url.partition("?")[0].endswith("/api/services/complaints") and (
        response.request.method == "POST"
    )


def followed(page: Page, city: CityProcess, number: str, code: str) -> str:
    """What the page says that is opened with number and code, by hand."""
    other = page.context.browser.new_context(locale="en-US").new_page()  # type: ignore[union-attr]
    other.goto(f"{city.url}/s/complaints/follow")
    other.get_by_label("Number").fill(number)
    other.get_by_label("Code").fill(code)
    other.get_by_role("button", name="Show it").click()
    other.wait_for_url(f"**/s/complaints/{number}")
    told = other.locator("main").inner_text()
    other.context.close()
    return told


@pytest.mark.parametrize("view", ["2d", "3d"])
def test_in_five_steps_to_the_receipt_and_the_answer_comes_into_the_world(
    visitor: NewVisitor, visit: Visit, city: CityProcess, official: None, view: str
) -> None:
    anna = visitor().open(view)
    if view == "3d":
        anna.wait_3d()
    began_s = time.monotonic()
    steps = Steps(anna)
    steps.enter("button[aria-label^='120 desk on the plaza']")
    anna.page.locator("#desk-kind").wait_for()
    tab_to(anna, "#desk-kind")
    anna.page.keyboard.type("Something else")
    steps.enter("dialog .place button:first-child")
    anna.page.get_by_text("Chosen:").wait_for()
    tab_to(anna, "#desk-description")
    anna.page.keyboard.type(f"{WORDS} Seen in {view}.")
    steps.enter("dialog button[type=submit]")
    anna.page.locator(".desk .actions .main").filter(has_text="end").wait_for()
    steps.enter(".desk .actions .main")
    anna.page.get_by_role("heading", name="Received").wait_for()
    assert time.monotonic() - began_s < 60
    assert steps.taken <= 5
    clean(anna.page, f"receipt {view}")
    number = anna.page.locator("dialog.modal dd").first.inner_text()
    anna.page.keyboard.press("Escape")
    answer(visit("/account/login?next=/office"), city, number)
    told = anna.page.locator(".note").filter(has_text=number)
    told.wait_for(timeout=25_000)
    assert "Answered" in told.inner_text()
    clean(anna.page, f"news {view}")


def test_the_desk_is_accessible_in_korean_too(visitor: NewVisitor) -> None:
    anna = visitor(locale="ko-KR").open()
    anna.page.locator("button[aria-label^='광장 120 창구']").first.click()
    anna.page.locator("#desk-kind").wait_for()
    anna.page.locator("#desk-kind").select_option("street-light")
    clean(anna.page, "form in Korean")


class Steps:
    """Whatever is entered by keyboard, counted."""

    def __init__(self, person: Visitor) -> None:
        self._person = person
        self.taken = 0

    def enter(self, selector: str) -> None:
        tab_to(self._person, selector)
        self._person.page.keyboard.press("Enter")
        self.taken += 1


# ---- as a page, without scripts, and in the office ----


def test_from_the_plain_page_to_the_answer(visit: Visit, city: CityProcess, official: None) -> None:
    page = visit("/s/complaints", java_script_enabled=False)
    page.get_by_role("link", name="Something else").click()
    page.locator("[name='place.address']").fill("110 Sejong-daero")
    page.locator("[name=description]").fill(WORDS)
    page.locator("button[value=send]").click()  # the second step
    if page.locator("button[value=anyway]").count():
        page.locator("button[value=anyway]").click()  # the third, and the last
    page.wait_for_url("**/receipt")
    number = page.locator(".ticket dd").first.inner_text()
    code = page.locator(".ticket .code").inner_text()
    answer(visit("/account/login?next=/office"), city, number)
    assert ANSWER in followed(page, city, number, code)


def answer(page: Page, city: CityProcess, number: str) -> None:
    log_in(page)
    page.wait_for_url(f"{city.url}/office")
    page.get_by_role("link", name=number, exact=True).click()
    page.locator("#w-answer").fill(ANSWER)
    page.locator("#do-answer button").click()
    page.wait_for_url("**?done=answer")


def log_in(page: Page) -> None:
    page.fill("#f-login", LOGIN)
    page.fill("#f-password", PASSWORD)
    page.keyboard.press("Enter")


def test_the_city_tells_who_one_is_and_where_to_log_in(
    visit: Visit, city: CityProcess, official: None
) -> None:
    page = visit("/#/museum")
    page.get_by_role("button", name="Settings").click()
    page.get_by_text("You are here as a guest").wait_for()
    clean(page, "settings of a guest")
    page.get_by_role("link", name="Log in").click()
    log_in(page)
    page.wait_for_url(f"{city.url}/#/museum")
    page.get_by_role("button", name="Settings").click()
    page.get_by_text("Logged in as").or_(page.get_by_text("You are logged in.")).wait_for()
    clean(page, "settings of an official")
    page.get_by_role("link", name="Back office").click()
    page.wait_for_url(f"{city.url}/office")


# ---- axe ----


def test_every_page_is_accessible(visit: Visit, city: CityProcess, official: None) -> None:
    page = visit("/s")
    for path in ("/s", "/s/complaints", "/s/complaints?kind=road", "/s/complaints/follow"):
        in_both(page, city.url + path)
    page.goto(f"{city.url}/s/complaints?kind=other&lang=en")
    page.locator("[name='place.address']").fill("110 Sejong-daero")
    page.locator("[name=description]").fill(WORDS)
    page.locator("button[value=send]").click()
    page.locator("button[value=anyway]").or_(page.locator(".ticket")).first.wait_for()
    if page.locator("button[value=anyway]").count():
        clean(page, "similar")
        page.locator("button[value=anyway]").click()
    page.wait_for_url("**/receipt")
    in_both(page, page.url)
    number = page.locator(".ticket dd").first.inner_text()
    in_both(page, f"{city.url}/s/complaints/{number}")
    page.goto(f"{city.url}/account/login?next=/office")
    log_in(page)
    page.wait_for_url(f"{city.url}/office")
    for path in ("/office", f"/office/cases/{number}", "/office/presence", "/outcomes"):
        in_both(page, city.url + path)
