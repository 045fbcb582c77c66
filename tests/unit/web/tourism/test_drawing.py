"""The map of numbered marks."""

from __future__ import annotations

import math
from itertools import combinations

from metaserver.web.tourism.drawing import MARKS_MAX, drawing

HALL = ("시청", 37.5665, 126.978)


def test_nothing_is_drawn_of_nothing() -> None:
    assert drawing([]) is None


def test_north_is_up_and_east_is_right() -> None:
    made = drawing([HALL, ("북", 37.60, 126.978), ("동", 37.5665, 127.05)])
    assert made
    hall, north, east = made.marks
    assert north.at_y < hall.at_y and east.at_x > hall.at_x


def test_no_number_covers_another() -> None:
    made = drawing([HALL] * 3 + [("가까운 곳", 37.5666, 126.9781), ("먼 곳", 37.60, 127.0)])
    assert made
    gaps = [math.hypot(a.x - b.x, a.y - b.y) for a, b in combinations(made.marks, 2)]
    assert min(gaps) > 1.7 * made.size
    assert made.marks[0].at_x == made.marks[1].at_x, "where they are stays what it is"


def test_the_squares_say_how_large_they_are() -> None:
    near, far = drawing([HALL]), drawing([HALL, ("먼 곳", 37.65, 127.1)])
    assert near and far and near.step_m < 500 < far.step_m
    assert 5 <= len(far.lines) <= 16


def test_only_so_many_are_drawn_and_everything_drawn_is_in_view() -> None:
    made = drawing([HALL] * (MARKS_MAX + 5), here=(37.60, 127.05))
    assert made and made.here and len(made.marks) == MARKS_MAX
    left, top, width, height = map(float, made.view.split())
    x, y = made.here
    assert left < x < left + width and top < y < top + height
