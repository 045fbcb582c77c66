"""Live help from end to end: somebody in the world, in 2D and 3D, and officials in the office."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import NewVisitor
from tests.e2e.test_desk import clean, followed, tab_to
from tests.support.browser import Visitor, until
from tests.support.console import NAMES, SLOW_MS, Official, add_officials
from tests.support.server import CityProcess

pytestmark = pytest.mark.browser

UNKNOWN = "How much is a ticket to Mars?"
KNOWN = {
    "en": "How is my water bill settled when I move out?",
    "ko": "이사할 때 수도 요금은 어떻게 정산하나요?",
}
expect.set_options(timeout=SLOW_MS)

Officials = Callable[[str], Official]


@pytest.fixture(scope="module")
def staffed(city: CityProcess) -> CityProcess:
    add_officials(city)
    return city


@pytest.fixture
def official(staffed: CityProcess, other_chromium: Browser) -> Iterator[Officials]:
    """In the second browser; all go off duty at the end."""
    made: list[Official] = []

    def new(department: str) -> Official:
        made.append(Official(other_chromium, staffed, department))
        return made[-1]

    yield new
    for each in made:
        each.leave()


def at_city_hall(visitor: NewVisitor, city: CityProcess, view: str = "2d", **context: str) -> Page:
    person = visitor(url=f"{city.url}/#/city-hall", **context).open(view)
    if view == "3d":
        person.wait_3d()
    return person.page


def ask(page: Page, question: str) -> None:
    page.locator("#help-question").fill(question)
    page.locator(".help-ask button[type=submit]").click()


def dialog(page: Page) -> Locator:
    return page.locator("dialog .help-talk")


def says(page: Page, side: str, words: str) -> Locator:
    """A line of the talk, there once."""
    found = page.locator(f".help-log li.{side}", has_text=words)
    expect(found).to_have_count(1)
    return found


def until_seen(typed: Callable[[], None], seen: Locator, what: str) -> None:
    """That somebody is writing fades after moments, so they go on writing."""

    def look() -> bool:
        typed()
        return seen.is_visible()

    until(look, what, within_s=SLOW_MS / 1000)


def test_from_a_question_to_a_complaint_by_keyboard_alone(
    visitor: NewVisitor, official: Officials, staffed: CityProcess
) -> None:
    hana = official("desk")
    anna = visitor(url=f"{staffed.url}/#/city-hall").open()
    page, keys = anna.page, anna.page.keyboard
    enter(anna, "button[aria-label='Help desk: View']")
    clean(page, "question")
    tab_to(anna, "#help-question")
    keys.type(UNKNOWN)
    enter(anna, ".help-ask button[type=submit]")
    page.get_by_text("I do not know.").wait_for()
    clean(page, "I do not know")
    begin = page.get_by_role("button", name="Talk to an official")
    begin.wait_for(timeout=SLOW_MS)
    enter(anna, ".help-card .actions .main")
    expect(page.locator(".help-state")).to_contain_text("You are next.")
    clean(page, "waiting")

    hana.take()
    expect(page.locator(".help-state")).to_contain_text(NAMES["desk"])
    expect(hana.talk).to_contain_text(UNKNOWN)
    until_seen(lambda: hana.answer.type("?"), page.get_by_text("is writing…"), "the official")
    hana.say("To Mars? May I ask the waterworks?")
    says(page, "official", "To Mars?")
    tab_to(anna, "#help-words")
    writing = hana.page.get_by_text("The visitor is writing…")
    until_seen(lambda: keys.type("."), writing, "that the visitor writes")
    keys.press("Control+a")
    keys.type("Yes, please.")
    clean(page, "talking")
    keys.press("Enter")
    hana.hears("Yes, please.")

    sudo = official("water")
    hana.hand_on("water")
    expect(page.locator(".help-talk h3")).to_contain_text("Waterworks")
    clean(page, "handed on")
    sudo.take()
    sudo.hears("Yes, please.")
    sudo.complain("Somebody wants a ticket to Mars.")
    filed = says(page, "filed", "Number:").inner_text()
    clean(page, "a complaint came of it")
    found = re.search(r"Number: (\S+), code: (\S+?)\.", filed)
    assert found, filed
    assert "Somebody wants" in followed(page, staffed, found[1], found[2])

    tab_to(anna, ".help-talk .actions button:last-child")
    keys.press("Enter")
    tab_to(anna, ".help-rate input")
    clean(page, "over")
    keys.press("Space")
    enter(anna, ".help-rate button")
    page.get_by_text("You gave 5 of 5.").wait_for()
    tab_to(anna, ".help-talk > .actions button:first-child")
    with page.expect_download() as download:
        keys.press("Enter")
    transcript = Path(download.value.path()).read_text()
    assert download.value.suggested_filename.startswith("H-")
    for words in (UNKNOWN, "Yes, please.", found[1]):
        assert words in transcript
    keys.press("Escape")
    assert page.locator(".talk-pill").count() == 0, "what is over needs no way back"


def enter(person: Visitor, selector: str) -> None:
    tab_to(person, selector)
    person.page.keyboard.press("Enter")


def test_walking_about_in_3d_until_the_official_answers(
    visitor: NewVisitor, official: Officials, staffed: CityProcess
) -> None:
    sudo = official("water")
    page = at_city_hall(visitor, staffed, "3d", locale="ko-KR")
    page.locator("button[aria-label='수도 창구: 보기']").click()
    ask(page, KNOWN["ko"])
    entry = page.locator("article.help-entry")
    expect(entry).to_contain_text("출처")
    expect(entry).to_contain_text("확인한 날")
    clean(page, "the answer in Korean")
    page.get_by_role("button", name="담당자와 이야기하기").click(timeout=SLOW_MS)
    expect(page.locator(".help-state")).to_contain_text("다음이 내 차례예요.")
    clean(page, "waiting in Korean")
    page.keyboard.press("Escape")
    pill = page.locator(".talk-pill")
    expect(pill).to_contain_text("대기 중")

    sudo.take()
    expect(pill).to_contain_text("상담 중")
    sudo.say("계량기 숫자를 알려 주시겠어요?")
    page.locator(".note", has_text="계량기 숫자를").wait_for(timeout=SLOW_MS)
    clean(page, "news in Korean, in 3D")
    pill.click()
    says(page, "official", "계량기 숫자를")
    page.locator("#help-words").fill("131입니다.")
    page.locator("#help-words").press("Enter")
    sudo.hears("131입니다.")
    clean(page, "talking in Korean")
    page.get_by_role("button", name="상담 마치기").click()
    page.locator(".help-rate").wait_for(timeout=SLOW_MS)
    clean(page, "over in Korean")


@pytest.mark.parametrize(
    ("locale", "desk"), [("en-US", "Help desk: View"), ("ko-KR", "도움 창구: 보기")]
)
def test_nobody_is_on_duty_so_it_is_left_in_writing(
    visitor: NewVisitor, staffed: CityProcess, locale: str, desk: str
) -> None:
    page = at_city_hall(visitor, staffed, locale=locale)
    page.locator(f"button[aria-label='{desk}']").click()
    is_english = locale == "en-US"
    ask(page, KNOWN["en" if is_english else "ko"])
    water = page.locator(".help-card .chips label", has_text="Water" if is_english else "수도")
    water.click(timeout=SLOW_MS)
    expect(page.locator("#help-person")).to_contain_text("Water" if is_english else "수도")
    clean(page, f"nobody {locale}")
    leave = page.locator(".help-card .actions .main")
    expect(leave).to_have_text("Leave it in writing" if is_english else "글로 남기기")
    leave.click()
    page.locator("#leave-email").fill("not an address")
    clean(page, f"in writing {locale}")
    page.locator(".help-leave button[type=submit]").click()
    page.locator("#leave-email-error").wait_for()
    clean(page, f"what is wrong {locale}")
    page.locator("#leave-email").fill("")
    page.locator("#leave-words").fill("Please tell me by letter.")
    page.locator(".help-leave button[type=submit]").click()
    page.locator(".receipt").wait_for(timeout=SLOW_MS)
    clean(page, f"receipt {locale}")
    number, code = page.locator(".receipt dd").all_inner_texts()[:2]
    assert "Please tell me by letter." in followed(page, staffed, number, code)


def test_what_moving_out_comes_to_with_an_example_tariff(
    visitor: NewVisitor, staffed: CityProcess
) -> None:
    for locale, desk in (("en-US", "Waterworks desk: View"), ("ko-KR", "수도 창구: 보기")):
        page = at_city_hall(visitor, staffed, locale=locale)
        page.locator(f"button[aria-label='{desk}']").click()
        page.locator(".help-tabs button").nth(1).click()
        page.locator("#desk-reading_before").fill("131")
        page.locator("#desk-day_before").fill("2026-10-01")
        page.locator("#desk-reading_now").fill("100")
        page.locator("#desk-day_out").fill("2026-11-20")
        page.locator("#desk-meter_mm").select_option("15")
        page.locator("dialog form button[type=submit]").click()
        page.locator("#desk-reading_now-error").wait_for()
        page.locator("#desk-reading_now").fill("162")
        page.locator("dialog form button[type=submit]").click()
        page.locator(".help-total").wait_for()
        assert page.locator("#help-sum .badge").is_visible(), "it says that it is an example"
        clean(page, f"settlement {locale}")


# ---- what is lost and comes back ----


@pytest.fixture
def mortal_city(tmp_path: Path) -> Iterator[CityProcess]:
    with CityProcess(tmp_path / "data") as process:
        add_officials(process)
        yield process


def test_a_talk_survives_a_reload_and_a_server_that_was_killed(
    mortal_city: CityProcess, chromium: Browser, other_chromium: Browser
) -> None:
    hana = Official(other_chromium, mortal_city, "desk")
    anna = Visitor(chromium, f"{mortal_city.url}/#/city-hall").open()
    page = anna.page
    page.locator("button[aria-label='Help desk: View']").click()
    ask(page, UNKNOWN)
    page.get_by_role("button", name="Talk to an official").click(timeout=SLOW_MS)
    hana.take()
    hana.say("One moment.")
    says(page, "official", "One moment.")
    page.locator("#help-words").fill("half a sen")

    page.reload()
    anna.wait_in_world("city-hall")
    pill = page.locator(".talk-pill")
    expect(pill).to_contain_text("Your talk goes on")
    pill.click()
    says(page, "official", "One moment.")
    says(page, "visitor", UNKNOWN)
    expect(page.locator("#help-words")).to_have_value("half a sen")

    mortal_city.kill()
    page.locator("#help-words").fill("Said to nobody.")
    page.locator("#help-words").press("Enter")
    page.locator(".help-log .pending").wait_for()
    expect(page.locator(".help-state")).to_contain_text("The connection is gone.")
    mortal_city.start()
    says(page, "visitor:not(.pending)", "Said to nobody.")
    hana.hears("Said to nobody.")
    hana.say("I hear you again.")
    says(page, "official", "I hear you again.")
    expect(page.locator(".help-state")).not_to_contain_text("The connection is gone.")
    assert page.locator(".help-log li.visitor", has_text="Said to nobody.").count() == 1
    anna.close()
    hana.context.close()
