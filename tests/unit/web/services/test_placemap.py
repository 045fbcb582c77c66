"""The map in a form: where it looks, what is told of it, and a citizen who uses it on paper."""

from __future__ import annotations

import re

import pytest

from metaserver.web.services.placemap import (
    CLOSE,
    WHOLE,
    Landmark,
    Look,
    looking_at,
    place_map,
    steered,
)
from tests.unit.web.services.desk import TYPED, Browser, hidden, photo, told, wrong

HALL = Landmark("시청", 37.5665, 126.978)
PALACE = Landmark("궁", 37.5796, 126.977)


def test_without_a_point_the_whole_city_is_shown() -> None:
    picture = place_map(looking_at(None, None), [HALL, PALACE])
    assert picture.widest and picture.at is None and picture.near is None
    assert picture.view.startswith("0.00 0.00 640.00 ")
    south, west, north, east = picture.box
    assert (south, west, north, east) == pytest.approx((37.41, 126.73, 37.72, 127.27), abs=1e-3)
    assert [mark.name for mark in picture.marks] == ["시청", "궁"]


@pytest.mark.parametrize(
    ("lat", "lon"), [("north", 127.0), (37.5, None), (126.978, 37.5665), (35.1, 129.0)]
)
def test_what_is_no_point_of_the_city_is_none(lat: object, lon: object) -> None:
    assert looking_at(lat, lon, "2") == Look()


@pytest.mark.parametrize(
    ("level", "shown"), [("", CLOSE), ("0", 0), ("99", WHOLE), ("-1", CLOSE), ("²", CLOSE)]
)
def test_how_close_comes_from_the_form(level: str, shown: int) -> None:
    assert looking_at(HALL.lat, HALL.lon, level).level == shown


@pytest.mark.parametrize(("way", "turn"), [("north", 0), ("east", 2), ("south", 4), ("west", 6)])
def test_a_press_moves_it_by_one_square(way: str, turn: int) -> None:
    look = Look(HALL.lat, HALL.lon, 1)
    picture = place_map(steered(look, way), [HALL])
    assert picture.near is not None
    name, metres, direction = picture.near
    assert (name, direction) == ("시청", turn)
    assert metres == pytest.approx(picture.square_m, rel=0.02)


def test_at_the_edge_of_the_city_it_stays() -> None:
    look = Look(37.72, 127.27, WHOLE)
    assert steered(steered(look, "north"), "east") == look


def test_closer_and_wider_end_somewhere() -> None:
    look = Look(HALL.lat, HALL.lon, 1)
    closest = steered(steered(look, "closer"), "closer")
    assert closest.level == 0 and place_map(closest, []).closest
    widest = look
    for _ in range(20):
        widest = steered(widest, "wider")
    assert place_map(widest, []).widest
    assert (widest.lat, widest.lon) == (HALL.lat, HALL.lon)


def test_a_landmark_is_a_place_to_begin() -> None:
    look = steered(Look(), "to", PALACE)
    assert (look.lat, look.lon, look.level) == (PALACE.lat, PALACE.lon, CLOSE)
    assert place_map(look, [HALL, PALACE]).near == ("궁", 0.0, 0)


def test_a_touch_from_afar_comes_closer_and_a_near_one_does_not() -> None:
    assert steered(Look(HALL.lat, HALL.lon, WHOLE), "at").level == WHOLE - 1
    assert steered(Look(HALL.lat, HALL.lon, CLOSE), "at").level == CLOSE


@pytest.mark.parametrize("wanted", ["show", "to", "nonsense"])
def test_nothing_is_pointed_at_by_what_says_nothing(wanted: str) -> None:
    assert steered(Look(), wanted) == Look()


def test_names_that_have_no_room_are_left_out() -> None:
    crowd = [Landmark(f"아주 긴 이름의 명소 {n}", 37.5665, 126.978 + n * 1e-6) for n in range(5)]
    marks = place_map(Look(), crowd).marks
    assert [bool(mark.anchor) for mark in marks] == [True, True, False, False, False]
    assert {mark.anchor for mark in marks[:2]} == {"start", "end"}


async def test_a_place_chosen_on_the_map_without_scripts(browser: Browser) -> None:
    page = await browser.open("/s/complaints?kind=road")
    assert "아직 고른 곳이 없습니다" in page.text
    typed = {**TYPED, "place.address": ""}
    page = await browser.send(
        typed, **{"map.place": "to", "map.to.place": "1"}, files={"photos": ("a.jpg", photo())}
    )
    assert page.status_code == 200 and "고른 곳: 37.57960, 126.97700 (궁 자리)" in page.text
    assert 'value="37.579600"' in page.text
    assert "차도에 구멍이 났습니다." in page.text, "what was typed stays"
    [kept] = re.findall(r'name="photos" value="([0-9a-f]{32})" checked', page.text)
    typed |= {"place.lat": "37.5796", "place.lon": "126.977", "photos": kept}
    page = await browser.send(typed, **{"map.place": "south"})
    assert "궁에서 남쪽으로 약 200 m" in page.text
    assert hidden(page)["place.source"] == ["map"]
    [lat] = re.findall(r'name="place.lat" value="([0-9.]+)"', page.text)
    answer = await browser.send({**typed, "place.lat": lat})
    assert answer.status_code == 303
    assert told(await browser.open("/s/complaints/receipt"), "접수번호")


@pytest.mark.parametrize("to", ["7", "-1", "²", "x", ""])
async def test_a_landmark_that_is_none_leaves_the_map_as_it_is(browser: Browser, to: str) -> None:
    await browser.open("/s/complaints?kind=road&lang=en")
    page = await browser.send(TYPED, **{"map.place": "to", "map.to.place": to})
    assert page.status_code == 200 and "Nothing is chosen yet" in page.text


async def test_a_photo_that_is_none_is_told_while_the_map_moves(browser: Browser) -> None:
    await browser.open("/s/complaints?kind=road&lang=en")
    page = await browser.send(
        TYPED, **{"map.place": "north"}, files={"photos": ("a.jpg", b"<svg/>")}
    )
    assert page.status_code == 200
    assert [line.startswith("Photos: Only JPEG") for line in wrong(page)] == [True]


async def test_enter_in_a_line_sends_and_does_not_move_the_map(browser: Browser) -> None:
    """A browser presses the first button of a form for it."""
    page = await browser.open("/s/complaints?kind=road")
    form = page.text[page.text.index("<form method") :]
    first = re.search(r'<button type="submit"[^>]*>', form)
    assert first and "name=" not in first[0]
