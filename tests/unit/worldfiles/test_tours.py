"""Tours in world files: what is wrong in one, where a guide walks; signs that tell the way."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from metaserver.worldfiles import World, delivery, load_world, load_worlds
from metaserver.worldfiles.models import Point
from metaserver.worldfiles.routes import clear, route

ROOT = Path(__file__).parents[3]
TOUR = """\
tours:
  - id: round
    level: ground
    start: gate
    stops:
      - {at: [-8, 5], stay_s: 10}
      - {place: arch}
exhibits:
"""
TEXT = """\
tours:
  round:
    title: Round
    about: A walk.
    hello: Come along.
    stops: [Here is one., Here is another.]
    farewell: Goodbye.
"""


@pytest.fixture
def touring(home: Any, change: Any) -> Any:
    change(home.world, "exhibits:\n", TOUR)
    change(home.world, "portals:\n", "  - {id: arch, level: ground, at: [6, -8]}\nportals:\n")
    for texts in (home.ko, home.en):
        text = texts.read_text("utf-8").replace("  terrace:", "  arch: {name: Arch}\n  terrace:")
        texts.write_text(text + TEXT, "utf-8")
    assert home.problems() == []
    return home


# What is written, what somebody writes instead, the field that is told, words of the sentence.
MISTAKES: list[tuple[str, str, str, str]] = [
    ("id: round", "id: Round", "tours[0].id", "short id"),
    ("level: ground\n    start", "level: cellar\n    start", "tours[0].level", "no level 'cellar'"),
    ("start: gate\n    stops", "start: tower\n    stops", "tours[0].start", "no place 'tower'"),
    ("start: gate\n    stops", "start: terrace\n    stops", "tours[0].start", "another level"),
    ("{place: arch}", "{place: attic}", "tours[0].stops[1].place", "no place 'attic'"),
    ("{place: arch}", "{place: terrace}", "tours[0].stops[1].place", "another level"),
    ("{place: arch}", "{stay_s: 9}", "tours[0].stops[1]", "either 'at' or 'place'"),
    ("{place: arch}", "{place: arch, at: [0, 0]}", "tours[0].stops[1]", "one of them"),
    ("stay_s: 10", "stay_s: 1", "tours[0].stops[0].stay_s", "at least 5"),
    ("{at: [-8, 5]", "{at: [0, 6]", "tours[0].stops[0].at", "covered by a structure"),
    ("{at: [-8, 5]", "{at: [80, 5]", "tours[0].stops[0].at", "outside the level's bounds"),
    ("{at: [-8, 5]", "{at: [15, 5]", "tours[0].stops[0].at", "cannot be reached"),
    ("{place: arch}", "{at: [-11, -1]}", "tours[0].stops[1]", "without taking a portal"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "field", "words"), MISTAKES)
def test_a_mistake_in_a_tour_is_told_with_its_line(
    touring: Any, change: Any, old: str, new: str, field: str, words: str
) -> None:
    change(touring.world, old, new)
    written = [line.strip() for line in touring.world.read_text("utf-8").splitlines()]
    told = [p for p in touring.problems() if p.field == field]
    assert [words in problem.sentence for problem in told] == [True], touring.problems()
    assert new.split("\n", maxsplit=1)[0].strip("{}") in written[told[0].line - 1]


def test_two_tours_of_one_name(touring: Any, change: Any) -> None:
    again = TOUR.removeprefix("tours:\n").removesuffix("exhibits:\n")
    change(touring.world, "exhibits:\n", again + "exhibits:\n")
    assert "used twice" in touring.only().sentence


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (", Here is another.]", "]", "one text a stop: 2, not 1"),
        ("  round:\n", "  square:\n", "no text in this language"),
        ("hello: Come along.", "hello: " + "a" * 401, "at most 400"),
        ("    farewell: Goodbye.\n", "", "'farewell' is missing"),
    ],
)
def test_each_stop_has_its_text(touring: Any, change: Any, old: str, new: str, words: str) -> None:
    change(touring.ko, old, new)
    assert any(words in p.sentence for p in touring.problems() if p.file == str(touring.ko))


def test_clients_get_the_stops_as_points_and_the_texts(touring: Any) -> None:
    files = delivery(load_world(touring.worlds / "yard"))
    (tour,) = files["world"]["tours"]
    assert tour["stops"] == [
        {"at": [-8, 5], "place": None, "stay_s": 10},
        {"at": [6, -8], "place": "arch", "stay_s": 20},
    ]
    assert (tour["id"], tour["level"], tour["start"]) == ("round", "ground", "gate")
    assert files["texts"]["en"]["tours"]["round"]["stops"][1] == "Here is another."
    json.dumps(files["world"]), json.dumps(files["texts"])


def test_a_guide_keeps_off_what_stands_in_its_way(touring: Any) -> None:
    world = load_world(touring.worlds / "yard")
    way, grid = world.tours["round"], world.grids["ground"]
    points = [way.start, *(point for leg in way.legs for point in leg)]
    for (x0, y0), (x1, y1) in pairwise(points):
        part = np.linspace(0, 1, 400)
        assert grid.walkable(x0 + (x1 - x0) * part, y0 + (y1 - y0) * part).all()
    assert [leg[-1] for leg in way.legs] == [(-8, 5), (6, -8)]


# ---- ways ----------------------------------------------------------------------------------------


def ground(picture: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return np.array([[char == "." for char in line] for line in picture.split()])


def test_over_open_ground_one_walks_straight() -> None:
    assert route(np.ones((40, 60), np.bool_), (3, 5), (31, 44)) == [(31, 44)]


def test_around_a_wall_one_walks_by_its_end() -> None:
    walk = ground(".......... " * 4 + "########.. " + ".......... " * 4)
    way = route(walk, (0, 0), (8, 0))
    assert way is not None and way[-1] == (8, 0)
    assert all(clear(walk, a, b) for a, b in pairwise([(0, 0), *way]))
    assert len(way) <= 5, "a few corners, not every pixel"


@pytest.mark.parametrize("goal", [(0, 4), (0, 2)])
def test_no_way_through_a_wall_nor_into_it(goal: tuple[int, int]) -> None:
    assert route(ground("..#.. ..#.. ..#.."), (0, 0), goal) is None


def test_one_who_is_there_stays() -> None:
    assert route(ground(".. .."), (1, 1), (1, 1)) == [(1, 1)]


def test_a_maze_of_random_walls_is_walked_where_it_can_be() -> None:
    random = np.random.default_rng(7)
    found = 0
    for _ in range(60):
        walk = random.random((24, 24)) > 0.3
        walk[0, 0] = walk[23, 23] = True
        way = route(walk, (0, 0), (23, 23))
        if way is not None:
            found += 1
            assert all(clear(walk, a, b) for a, b in pairwise([(0, 0), *way]))
            assert way[-1] == (23, 23)
    assert 5 < found < 60


# ---- the city's own worlds -----------------------------------------------------------------------

WAYS = {
    ("seoul-plaza", "way-square"): ["city-hall-door", "desk-120", "museum-way"],
    ("gwanghwamun", "way-square"): ["gate-front", "tourist-information", "plaza-way"],
    ("museum", "way-foyer"): ["room-maps", "room-everyday", "side-door"],
    ("museum", "way-palaces"): ["room-everyday", "room-maps", "foyer"],
    ("city-hall", "way-lobby"): ["tourism-desk", "stairs-foot", "lift", "plaza-door"],
    ("city-hall", "way-upper"): ["meeting-hall", "situation-room-door", "lift-upper"],
}
"""The places that each sign points to, in its order."""
COMPASS = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"]


@pytest.fixture(scope="module")
def city() -> dict[str, World]:
    return load_worlds(ROOT / "worlds")


def test_every_world_has_a_tour_and_a_desk_that_offers_it(city: dict[str, World]) -> None:
    for id_, world in city.items():
        (tour,) = world.spec.tours
        assert 3 <= len(tour.stops) <= 6, id_
        assert "tourism" in {desk.service for desk in world.spec.desks}, id_
        corners = [world.tours[tour.id].start]
        corners += [point for leg in world.tours[tour.id].legs for point in leg]
        assert _length_m(corners) < 300, f"{id_}: too long a walk"


@pytest.mark.parametrize(("world", "sign"), WAYS)
def test_signs_tell_the_way_as_it_is(city: dict[str, World], world: str, sign: str) -> None:
    places = {place.id: place for place in city[world].spec.places}
    board = next(piece for piece in city[world].structures if piece.text == sign)
    told = [each.split(",") for each in city[world].texts["en"].signs[sign].split(" · ")]
    assert len(told) == len(WAYS[world, sign])
    for (_, way), id_ in zip(told, WAYS[world, sign], strict=True):
        direction, metres, _ = way.split()
        place = places[id_]
        dx, dy = place.at[0] - board.at[0], place.at[1] - board.at[1]
        assert direction == COMPASS[round(math.degrees(math.atan2(dx, dy)) / 45) % 8], id_
        walked_m = _walked_m(city[world], place.level, board.at, place.at)
        assert abs(int(metres) - walked_m) <= 5, (id_, walked_m)


@pytest.mark.parametrize(("world", "sign"), WAYS)
def test_signs_tell_the_same_in_both_languages(
    city: dict[str, World], world: str, sign: str
) -> None:
    numbers = [
        [word for word in city[world].texts[language].signs[sign].split() if word.isdigit()]
        for language in ("ko", "en")
    ]
    assert numbers[0] == numbers[1] and all(numbers)


def _walked_m(world: World, level: str, start: Point, goal: Point) -> float:
    """From the walkable spot nearest to the board."""
    grid = world.grids[level]
    x, y = grid.spots(*start, 2.0)[0].tolist()
    ends = [tuple(int(n) for n in grid.pixels(*point)[:2]) for point in ((x, y), goal)]
    way = route(grid.walk, (ends[0][0], ends[0][1]), (ends[1][0], ends[1][1]))
    assert way is not None
    middles = [(grid.x0 + (i + 0.5) * 0.25, grid.y0 + (j + 0.5) * 0.25) for j, i in way]
    return _length_m([(x, y), *middles])


def _length_m(points: list[Point]) -> float:
    return sum(math.dist(a, b) for a, b in pairwise(points))
