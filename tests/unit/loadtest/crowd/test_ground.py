from __future__ import annotations

import numpy as np

from loadtest.crowd.fields import FAR, Field
from loadtest.crowd.ground import NOWHERE, Grounds
from loadtest.crowd.spots import Spots, flooded
from loadtest.crowd.stops import Stops, visited
from loadtest.crowd.worlds import PORTAL_MARGIN_M, world_ground
from metaserver.protocol.quantise import DIRECTION_X, DIRECTION_Y
from tests.unit.loadtest.crowd.town import EAST, WEST, rooms


def floors(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def test_floors_are_numbered_through_the_sorted_worlds() -> None:
    grounds = Grounds({"b": rooms("b"), "a": rooms("a")})
    assert grounds.worlds == ["a", "b"]
    assert grounds.floor("b", "ground") == 1
    assert grounds.world_of.tolist() == [0, 1]
    assert grounds.floor("c", "ground") == grounds.floor("a", "roof") == NOWHERE


def test_walls_outside_and_nowhere_are_not_walkable() -> None:
    grounds = Grounds({"hall": rooms()})
    x = np.array([4.0, 20.0, 20.0, -1.0, 45.0, 4.0])
    y = np.array([10.0, 5.0, 16.0, 5.0, 5.0, 10.0])
    floor = floors(0, 0, 0, 0, 0, NOWHERE)
    walkable = [True, False, True, False, False, False]
    assert grounds.walkable(floor, x, y).tolist() == walkable


def test_ground_beside_a_wall_is_not_clear() -> None:
    grounds = Grounds({"hall": rooms()})
    x, y = np.array([19.6, 19.3]), np.array([5.0, 5.0])
    assert grounds.walkable(floors(0, 0), x, y).all()
    assert grounds.clear(floors(0, 0), x, y).tolist() == [False, True]


def test_how_far_a_heading_leads() -> None:
    grounds = Grounds({"hall": rooms()})
    heading = np.array([[192, 64, 0]])  # +x, -x, +y
    assert np.allclose([DIRECTION_X[192], DIRECTION_Y[0]], 1)
    free = grounds.free_m(floors(0), np.array([16.0]), np.array([10.0]), heading, 20.0)
    assert abs(free[0, 0] - 3.5) <= 0.5
    assert abs(free[0, 1] - 15.25) <= 0.5
    assert abs(free[0, 2] - 9.25) <= 0.5


def test_who_stands_beside_a_wall_can_walk_along_it() -> None:
    grounds = Grounds({"hall": rooms()})
    heading = np.array([[192, 0]])
    free = grounds.free_m(floors(0), np.array([19.6]), np.array([5.0]), heading, 4.0)
    assert free[0].tolist() == [0.0, 4.0]


def test_spots_are_where_one_can_walk_to() -> None:
    world = rooms()
    world.levels[0].walk[:, 79:81] = False  # the door is shut
    spots = Spots(Grounds({"hall": world}))
    found = spots.of(0, *WEST)
    assert found[:, 0].max() < 20
    assert len(found) > 3000


def test_a_flood_goes_round_corners_and_not_through_walls() -> None:
    plan = ["..#..", ".##.#", "...#."]
    free = np.array([[mark == "." for mark in row] for row in plan])
    start = np.zeros_like(free)
    start[0, 0] = True
    assert flooded(free, start).sum() == 6


def test_a_field_leads_round_the_wall() -> None:
    grounds = Grounds({"hall": rooms()})
    field = Field(grounds, 0, *EAST)
    x, y = np.array([WEST[0], 20.0, 21.0, -5.0]), np.array([WEST[1], 16.5, 4.0, 0.0])
    steps = field.steps(x, y)
    assert steps[2] < steps[1] < steps[0] < FAR  # the door is on the way
    assert steps[2] * 0.5 < 20
    assert steps[0] * 0.5 > 40
    assert steps[3] == FAR


def test_places_are_visited_from_the_start_on_to_the_nearest() -> None:
    assert visited([(0, 0), (9, 0), (1, 0), (3, 0)]) == [(0, 0), (1, 0), (3, 0), (9, 0)]
    grounds = Grounds({"hall": rooms()})
    stops = Stops(grounds, {"hall": rooms()})
    assert stops.number.tolist() == [2]
    assert (stops.field(0, 0).x, stops.field(0, 0).y) == WEST


def test_a_worlds_files_become_ground_without_portals() -> None:
    walk = np.ones((40, 40), np.uint8)
    walk[0] = 0
    level = {
        "id": "ground", "x0": -5.0, "y0": -5.0, "step_m": 0.25, "width": 40, "height": 40,
        "walk": np.packbits(walk.ravel(), bitorder="little").tobytes(), "first_cell": 0,
    }  # fmt: skip
    spec = {
        "id": "hall", "cell_m": 8, "start": "gate",
        "places": [{"id": "gate", "level": "ground", "at": [1.0, 2.0]}],
        "portals": [
            {"id": "p", "level": "ground", "shape": {"circle": [3.0, 3.0, 0.5]}},
            {"id": "q", "level": "upper", "shape": {"rect": [-4, -4, 4, 4]}},
        ],
    }  # fmt: skip
    ground = world_ground(spec, {"levels": [level]}, "h")
    assert ground.points == (("ground", 1.0, 2.0),)
    grounds = Grounds({"hall": ground})
    x = np.array([3.0, 3.0 - 0.4 - PORTAL_MARGIN_M, -3.0, 0.0])
    y = np.array([3.0, 3.0, -3.0, -4.9])
    assert grounds.walkable(floors(0, 0, 0, 0), x, y).tolist() == [False, False, True, False]
