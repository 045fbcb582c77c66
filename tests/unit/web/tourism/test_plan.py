"""A plan for a day: made, put in order by buttons, saved, shared, put into a calendar."""

from __future__ import annotations

import re
from dataclasses import replace

import httpx
import pytest
from icalendar import Calendar
from starlette.datastructures import ImmutableMultiDict

from metaserver.web.tourism.draft import Draft, changed
from metaserver.web.tourism.words import WORDS
from tests.unit.web.help.town import Visit, forms, text
from tests.unit.web.services.desk import heading, wrong
from tests.unit.web.tourism.test_pages import results
from tests.unit.web.tourism.town import GuideTown

KO = WORDS["ko"]
PLAN = "/s/tourism/plan"
THREE = f"{PLAN}?plan=test-open&plan=gyeongbokgung&plan=test-shut"
KEPT = f"{THREE}&order=kept"


async def press(visit: Visit, **button: str) -> httpx.Response:
    """A button of the form that makes the plan."""
    form = forms(visit.page)[0]
    typed = dict(re.findall(r'<input id="f-\w+" name="(\w+)"[^>]*? value="([^"]*)"', form["html"]))
    sent = await visit.client.get(PLAN, params={**form["hidden"], **typed, **button})
    if sent.status_code == 303:
        return await visit.open(sent.headers["location"])
    visit.page = sent
    return sent


async def saved(visit: Visit, path: str = THREE) -> str:
    """Address of its page."""
    await visit.open(path)
    form = forms(visit.page)[1]
    answer = await visit.client.post(PLAN, data=form["hidden"])
    assert answer.status_code == 303, wrong(answer)
    return str(answer.headers["location"])


async def test_an_empty_plan_says_what_to_do(visit: Visit) -> None:
    page = await visit.open(PLAN)
    assert page.status_code == 200 and KO["plan_empty"] in text(page)


async def test_times_ways_and_warnings(visit: Visit) -> None:
    page = await visit.open(f"{KEPT}&day=2026-11-24&begin=09:30&stay=45&mode=walk")
    assert results(page) == ["아침 누각", "경복궁", "저녁 누각"]
    assert "09:30 – 10:15" in text(page)
    assert "걸어서 약" in text(page) and "(어림한 값)" in text(page)
    assert KO["open_then"] in text(page)
    assert "여는 시간을 알 수 없습니다" in text(page)
    assert "열 때까지" in text(page), "it opens at seven in the evening"
    assert KO["order_kept"] in text(page) and "걸리는 시간" in text(page)


async def test_the_city_finds_the_order(visit: Visit) -> None:
    page = await visit.open(f"{PLAN}?plan=test-old&plan=n-seoul-tower&plan=test-open&mode=walk")
    assert KO["order_exact"] in text(page)
    assert results(page).index("남산서울타워") != 1, "the tower is far from the two pavilions"


async def test_it_begins_tomorrow_at_ten_where_nothing_is_said(visit: Visit) -> None:
    page = await visit.open(THREE)
    assert 'value="2026-11-24"' in page.text and 'value="10:00"' in page.text


async def test_moving_by_buttons_keeps_the_rest(visit: Visit) -> None:
    await visit.open(f"{KEPT}&begin=11:00")
    page = await press(visit, up="gyeongbokgung")
    assert results(page) == ["경복궁", "아침 누각", "저녁 누각"]
    assert "옮겼습니다: 경복궁 (3곳 가운데 1번째)" in text(page)
    assert 'value="11:00"' in page.text
    # It is the first now: the keyboard goes on with the only way left.
    assert re.search(r'name="down" value="gyeongbokgung"[^>]* autofocus', page.text)
    page = await press(visit, down="gyeongbokgung")
    page = await press(visit, down="gyeongbokgung")
    assert results(page)[-1] == "경복궁"
    page = await press(visit, remove="test-open")
    assert results(page) == ["저녁 누각", "경복궁"] and KO["order_kept"] in text(page)
    page = await press(visit, order="best")
    assert KO["order_exact"] in text(page)


def test_buttons_of_places_that_are_not_there_change_nothing() -> None:
    draft = Draft(places=("a", "b"))

    def after(**button: str) -> tuple[str, ...]:
        done = changed(draft, ImmutableMultiDict(button))
        assert done
        return done[0].places

    assert after(up="c") == after(down="b") == after(up="a") == after(remove="c") == ("a", "b")
    assert after(add="a") == ("a", "b") and after(add="c") == ("a", "b", "c")
    assert changed(draft, ImmutableMultiDict({"add": "<script>"})) is None
    assert changed(draft, ImmutableMultiDict({})) is None
    many = replace(draft, places=tuple(f"p{n}" for n in range(31)))
    assert len(_after_add(many)) == 31


def _after_add(draft: Draft) -> tuple[str, ...]:
    done = changed(draft, ImmutableMultiDict({"add": "one-more"}))
    assert done
    return done[0].places


async def test_a_start_by_name_and_by_coordinates(visit: Visit) -> None:
    page = await visit.open(f"{THREE}&start=덕수궁")
    assert "출발: 덕수궁" in text(page)
    assert text(page).count("(어림한 값)") == 3 + 2, "a way to each of three, and two sums"
    page = await visit.open(f"{THREE}&start=37.566,126.978")
    assert KO["starts_here"] in text(page)


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("day=2020-01-01", "day", "오늘부터 1년 안"),
        ("day=tomorrow", "day", "날짜를 다시"),
        ("begin=25:00", "begin", "시작 시각을 다시"),
        ("stay=1", "stay", "5분에서 480분까지"),
        ("stay=long", "stay", "분으로 적어"),
        ("mode=fly", "mode", ""),
        ("start=ㅁㄴㅇㄹ", "start", "그런 곳을 찾지 못했습니다"),
        ("start=126.98,37.57", "start", "바뀐 것 같습니다"),
        ("plan=atlantis", "places", "지금은 없는 곳"),
        ("&".join(f"plan=p{n}" for n in range(500)), "places", "30곳까지"),
    ],
)
async def test_what_cannot_be_is_told_at_its_field(
    visit: Visit, query: str, field: str, words: str
) -> None:
    page = await visit.open(f"{THREE}&{query}")
    assert page.status_code == 422
    assert len(wrong(page)) == 1 and words in wrong(page)[0]
    assert f'href="#f-{field}"' in page.text and f'id="f-{field}"' in page.text
    assert "아침 누각" in text(page), "what was chosen is still there"


async def test_a_place_that_is_gone_can_be_taken_out(visit: Visit) -> None:
    page = await visit.open(f"{THREE}&plan=atlantis")
    assert KO["gone"] in text(page)
    page = await press(visit, remove="atlantis")
    assert page.status_code == 200 and len(results(page)) == 3


async def test_saved_and_shared(town: GuideTown, visit: Visit) -> None:
    path = await saved(visit)
    assert re.fullmatch(rf"{PLAN}/[0-9a-f]{{32}}", path)
    async with town.visitor("en") as other:
        page = await other.open(path)
        assert heading(page) == "A plan for a day: 24 November 2026"
        assert f"http://city.test{path}" in text(page)
        assert sorted(results(page)) == [
            "Evening Pavilion", "Gyeongbokgung Palace", "Morning Pavilion",
        ]  # fmt: skip

        change = re.search(r'href="(/s/tourism/plan\?[^"]+)"', page.text.partition("copied")[2])
        assert change
        again = await other.open(change[1].replace("&amp;", "&"))
        assert sorted(results(again)) == sorted(results(page))


async def test_the_form_sent_twice_is_one_plan(town: GuideTown, visit: Visit) -> None:
    await visit.open(THREE)
    form = forms(visit.page)[1]
    first, again = [await visit.client.post(PLAN, data=form["hidden"]) for _ in range(2)]
    assert first.headers["location"] == again.headers["location"]
    assert len(town.store.plans) == 1


async def test_what_is_saved_is_what_was_shown(town: GuideTown, visit: Visit) -> None:
    await saved(visit, f"{KEPT}&start=덕수궁&begin=09:15&stay=30&mode=transit")
    body = next(iter(town.store.plans.values())).body
    assert body["places"] == ["test-open", "gyeongbokgung", "test-shut"]
    assert (body["begin"], body["stay_min"], body["mode"]) == (9 * 60 + 15, 30, "transit")
    assert body["day"] == "2026-11-24" and body["keep_order"] and body["start"]


async def test_the_calendar_file(visit: Visit) -> None:
    path = await saved(visit)
    answer = await visit.open(f"{path}.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="seoul-2026-11-24.ics"'
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert {str(each["summary"]) for each in events} == {"아침 누각", "경복궁", "저녁 누각"}


@pytest.mark.parametrize("share", ["0" * 32, "nonsense", "0" * 32 + ".ics"])
async def test_a_plan_that_there_is_not(visit: Visit, share: str) -> None:
    page = await visit.open(f"{PLAN}/{share}")
    assert page.status_code == 404 and heading(page) == "그런 계획이 없습니다"


async def test_a_form_of_another_site_saves_nothing(town: GuideTown, visit: Visit) -> None:
    await visit.open(THREE)
    form = forms(visit.page)[1]
    answer = await visit.client.post(PLAN, data={**form["hidden"], "csrf": "x"})
    assert answer.status_code == 403 and not town.store.plans


async def test_a_flood_is_told_to_wait() -> None:
    town = GuideTown(saves=1, makes=6)
    await town.open()
    async with town.visitor() as visit:
        await saved(visit)
        await visit.open(THREE)
        form = forms(visit.page)[1]
        answer = await visit.client.post(PLAN, data=form["hidden"])
        assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0
        assert "뒤에 다시 해 주세요" in text(answer), "and the plan is still there"
        assert len(results(answer)) == 3
        for _ in range(6):
            page = await visit.open(THREE)
        assert page.status_code == 429 and "아침 누각" in text(page)
