"""Looking for places, what is on, and a place, on paper: without scripts."""

from __future__ import annotations

import re
from string import Formatter

import httpx
import pytest

from metaserver.web.lengths import distance, length
from metaserver.web.tourism.words import WORDS
from tests.unit.web.help.town import Visit, forms, text
from tests.unit.web.services.desk import heading, wrong
from tests.unit.web.tourism.town import GuideTown

KO, EN = WORDS["ko"], WORDS["en"]


def results(page: httpx.Response) -> list[str]:
    """Names of the places, in their order."""
    return re.findall(r'<span class="no">\d+</span> <a[^>]*>([^<]+)</a>', page.text)


def card(page: httpx.Response, name: str) -> str:
    found = next(each for each in page.text.split('<li class="card">') if f">{name}</a>" in each)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def test_each_sentence_is_there_in_both_languages() -> None:
    assert set(KO) == set(EN)
    assert not set(KO) & set(dir(dict)), "a template would find the method instead"

    def values(words: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(words) if name}

    assert [name for name in KO if values(KO[name]) != values(EN[name])] == []


def test_lengths_and_distances_as_people_say_them() -> None:
    assert [length(m, "ko") for m in (5, 60, 80)] == ["5분", "1시간", "1시간 20분"]
    assert [length(m, "en") for m in (5, 60, 80)] == ["5 min", "1 h", "1 h 20 min"]
    assert [distance(m) for m in (0, 243, 996, 1000, 1240)] == [
        "0 m", "240 m", "1 km", "1 km", "1.2 km",
    ]  # fmt: skip


async def test_words_find_places(visit: Visit) -> None:
    page = await visit.open("/s/tourism?q=경복궁을")
    assert page.status_code == 200 and results(page)[0] == "경복궁"
    assert "찾은 곳" in text(page)


async def test_what_is_not_known_is_said(visit: Visit) -> None:
    page = await visit.open("/s/tourism?q=경복궁")
    told = card(page, "경복궁")
    assert KO["hours_unknown"] in told and KO["access_unknown"] in told
    assert "출처" in told and "2026년 11월 22일(일) 기준" in told


async def test_what_is_known_is_said(visit: Visit) -> None:
    page = await visit.open("/s/tourism?q=누각")
    assert KO["open"] in card(page, "아침 누각") and KO["free"] in card(page, "아침 누각")
    assert KO["closed"] in card(page, "저녁 누각") and KO["not_free"] in card(page, "저녁 누각")
    assert KO["stale_short"] in card(page, "오랜 누각")


async def test_open_now_leaves_out_what_is_unknown_and_counts_it(visit: Visit) -> None:
    page = await visit.open("/s/tourism?q=누각&open=now")
    assert results(page) == ["아침 누각"]
    assert "여는 시간을 알 수 없는 곳: 1곳" in text(page)
    page = await visit.open("/s/tourism?q=누각&accessible=1")
    assert results(page) == ["아침 누각"]
    assert "휠체어로 갈 수 있는지 알 수 없는 곳: 1곳" in text(page)


async def test_near_a_place_by_its_name(visit: Visit) -> None:
    page = await visit.open("/s/tourism?near=경복궁&kind=museum&radius=3000")
    assert "경복궁 근처" in text(page)
    assert all("거리" in card(page, name) for name in results(page))


async def test_the_nearest_come_first(visit: Visit) -> None:
    page = await visit.open("/s/tourism?near=시청&q=박물관")
    metres = [
        float(number) * (1000 if unit == "km" else 1)
        for number, unit in re.findall(r"([\d.]+) (k?m) 거리", page.text)
    ]
    assert len(metres) > 5 and metres == sorted(metres)


async def test_near_coordinates_as_a_script_writes_them(visit: Visit) -> None:
    page = await visit.open("/s/tourism?near=37.570,126.980&q=누각")
    assert results(page)[0] == "아침 누각" and "0 m 거리" in card(page, "아침 누각")
    assert KO["near_you"] in text(page)


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("near=ㅁㄴㅇㄹ", "near", "그런 곳을 찾지 못했습니다"),
        ("near=35.1,129.0", "near", "서울 안의 곳"),
        ("near=126.98,37.57", "near", "서로 바뀐 것 같습니다"),
        ("q=" + "가" * 201, "q", "너무 깁니다"),
        ("q=<b>x</b>", "q", "꺾쇠표"),
        ("radius=far", "radius", ""),
        ("radius=-1", "radius", ""),
        ("open=someday", "open", ""),
        ("kind=!!", "kind", ""),
    ],
)
async def test_what_cannot_be_asked_is_told_at_its_field(
    visit: Visit, query: str, field: str, words: str
) -> None:
    page = await visit.open(f"/s/tourism?{query}")
    assert page.status_code == 422, page.text
    assert len(wrong(page)) == 1 and words in wrong(page)[0]
    assert f'href="#f-{field}"' in page.text
    assert results(page) == []


async def test_near_me_without_a_place_says_what_to_do(visit: Visit) -> None:
    page = await visit.open("/s/tourism?q=내 근처 박물관")
    assert "알 수 없어 서울 전체에서 찾았습니다" in text(page)


async def test_nothing_found(visit: Visit) -> None:
    page = await visit.open("/s/tourism?q=없는곳없는곳")
    assert page.status_code == 200 and KO["none"] in text(page)


async def test_what_is_typed_is_never_markup(visit: Visit) -> None:
    page = await visit.open('/s/tourism?q="><script>alert(1)</script>')
    assert "<script>alert" not in page.text


async def test_the_map_has_the_numbers_of_the_list(visit: Visit) -> None:
    page = await visit.open("/s/tourism?q=누각")
    assert re.findall(r"<title>(\d)\. ([^<]+)</title>", page.text) == [
        (str(number), name) for number, name in enumerate(results(page), 1)
    ]


async def test_the_page_alone_may_ask_where_one_is(visit: Visit) -> None:
    page = await visit.open("/s/tourism")
    assert "geolocation=(self)" in page.headers["permissions-policy"]
    assert re.search(r'data-here="f-near" data-told="told-near" hidden', page.text)


async def test_go_there_only_where_a_world_is(visit: Visit) -> None:
    page = await visit.open("/s/tourism?q=광화문")
    assert 'href="/#/gwanghwamun"' in page.text
    assert "/#/" not in (await visit.open("/s/tourism?q=누각")).text


async def test_adding_and_taking_out(visit: Visit) -> None:
    await visit.open("/s/tourism?q=누각&kind=museum")
    form = forms(visit.page)[1]
    sent = await visit.client.get("/s/tourism", params={**form["hidden"], "add": "test-open"})
    assert sent.status_code == 303
    page = await visit.open(sent.headers["location"])
    assert "계획에 넣었습니다: 아침 누각" in text(page) and "내 계획 (1곳)" in text(page)
    assert 'value="test-open" aria-label="계획에서 빼기: 아침 누각" autofocus' in page.text
    assert 'name="q" value="누각"' in page.text
    form = forms(page)[1]
    sent = await visit.client.get("/s/tourism", params={**form["hidden"], "remove": "test-open"})
    page = await visit.open(sent.headers["location"])
    assert "계획에서 뺐습니다: 아침 누각" in text(page) and "내 계획 (" not in text(page)


async def test_a_plan_holds_thirty(visit: Visit) -> None:
    plan = "&".join(f"plan=place-{number}" for number in range(30))
    page = await visit.open(f"/s/tourism?q=누각&{plan}")
    assert KO["full"] in text(page) and 'name="add"' not in page.text


async def test_a_place(visit: Visit) -> None:
    page = await visit.open("/s/tourism/places/test-open")
    assert heading(page) == "아침 누각"
    assert "Morning Pavilion" in text(page) and "지어낸로 1" in text(page)
    assert text(page).count("09:00-18:00") == 7
    assert KO["holidays_unknown"] in text(page)
    unknown = await visit.open("/s/tourism/places/gyeongbokgung")
    assert KO["hours_unknown"] in text(unknown) and "주소 알 수 없음" in text(unknown)
    sent = await visit.client.get("/s/tourism/places/test-open?plan=test-old&add=test-open")
    page = await visit.open(sent.headers["location"])
    assert "내 계획 (2곳)" in text(page)
    old = await visit.open("/s/tourism/places/test-old")
    assert KO["stale"] in text(old)


async def test_a_place_is_shown_among_its_neighbours(visit: Visit) -> None:
    page = await visit.open("/s/tourism/places/test-open")
    marks = re.findall(r"<title>(\d)\. ([^<]+)</title>", page.text)
    assert marks[0] == ("1", "아침 누각") and len(marks) == 6
    assert {"저녁 누각", "오랜 누각"} <= set(results(page))


async def test_a_place_that_there_is_not(visit: Visit) -> None:
    page = await visit.open("/s/tourism/places/atlantis")
    assert page.status_code == 404 and heading(page) == "그런 곳이 없습니다"


async def test_nothing_is_known_of_today(visit: Visit) -> None:
    page = await visit.open("/s/tourism/today")
    assert KO["today_none"] in text(page) and "2026년 11월 23일(월)" in text(page)


async def test_examples_of_events_say_so() -> None:
    town = GuideTown(examples=True)
    await town.open()
    async with town.visitor("en") as visit:
        page = await visit.open("/s/tourism/today")
        assert "Lantern show (example) Example" in text(page)
        assert "Time not known" in text(page)
        later = await visit.open("/s/tourism/today?on=2030-01-01")
        assert EN["today_none"] in text(later) and "What is on: 1 January 2030" in text(later)


async def test_a_day_that_is_none(visit: Visit) -> None:
    page = await visit.open("/s/tourism/today?on=2026-02-31")
    assert page.status_code == 422 and wrong(page) and 'value="2026-02-31"' in page.text


async def test_everything_in_english(town: GuideTown) -> None:
    async with town.visitor("en") as visit:
        for path in (
            "/s/tourism?q=palce", "/s/tourism?q=pavilion&open=1&near=City Hall", "/s/tourism/today",
            "/s/tourism/places/test-shut", "/s/tourism/plan?plan=test-open&plan=gyeongbokgung",
        ):  # fmt: skip
            page = await visit.open(path)
            assert page.status_code == 200
            read = re.sub(r'<span class="other".*?</span>|<p class="other".*?</p>', "", page.text)
            main = re.sub(r"<[^>]+>", " ", read.partition("<main")[2])
            assert not [letter for letter in main if "가" <= letter <= "힣"], path
