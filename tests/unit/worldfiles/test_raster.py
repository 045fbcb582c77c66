"""Walls block, doors open, stairs rise, and nobody stands in anything."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from metaserver.worldfiles.expand import expand
from metaserver.worldfiles.grid import LevelGrid
from metaserver.worldfiles.kit import KIT
from metaserver.worldfiles.models import WorldSpec
from metaserver.worldfiles.raster import rasterise
from metaserver.worldfiles.reach import reachable, regions


def world(**parts: Any) -> WorldSpec:
    """A bare plane of 40 by 40 m with the given parts on it."""
    plain: dict[str, Any] = {
        "format": 1, "id": "plane", "version": 1, "setting": "outdoor", "start": "here",
        "anchor": {"lat": 37.5665, "lon": 126.978}, "as_of": "2026-11-22",
        "levels": [{"id": "ground", "bounds": [-20, -20, 20, 20]}],
        "places": [{"id": "here", "level": "ground", "at": [0, -15]}],
        "sources": [{"title": "None"}],
    }  # fmt: skip
    return WorldSpec.model_validate(plain | parts)


def grid(**parts: Any) -> LevelGrid:
    spec = world(**parts)
    return rasterise(spec, expand(spec))["ground"].grid


def piece(kind: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "level": "ground", "at": [0, 0]} | fields


def surface(shape: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"level": "ground", "shape": shape, "material": "stone"} | fields


def test_an_empty_plane_is_walkable_but_for_its_rim() -> None:
    plane = grid()

    assert plane.walk.shape == plane.ground.shape == (160, 160)
    assert plane.walk.dtype == np.bool_
    assert plane.ground.dtype == np.uint8
    assert plane.walk[1:-1, 1:-1].all()
    assert not plane.walk[0].any()
    assert not plane.walk[:, -1].any()


def test_points_outside_and_not_numbers_are_not_walkable() -> None:
    x = np.array([-20.1, 20.0, 0.0, np.nan, np.inf, 0.0])
    y = np.array([0.0, 0.0, 25.0, 0.0, 0.0, 0.0])

    assert grid().walkable(x, y).tolist() == [False] * 5 + [True]
    assert grid().ground_m(x, y).tolist() == [0.0] * 6


def test_a_wall_blocks_with_the_radius_of_an_avatar() -> None:
    plane = grid(structures=[piece("wall", size=[10, 0.3, 3])])

    assert not plane.walkable(np.linspace(-5, 5, 20), np.zeros(20)).any()
    assert not bool(plane.walkable(0, 0.4))
    assert bool(plane.walkable(0, 0.7))
    assert bool(plane.walkable(5.6, 0))


def test_a_turned_wall_blocks_along_its_own_axis() -> None:
    plane = grid(structures=[piece("wall", size=[10, 0.3, 3], turn_deg=45)])

    along = np.linspace(-3, 3, 9)
    assert not plane.walkable(along, along).any()
    assert bool(plane.walkable(2, -2))
    assert bool(plane.walkable(-2, 2))


def test_no_walk_leads_through_a_wall_that_crosses_the_plane() -> None:
    plane = grid(structures=[piece("wall", size=[60, 0.1, 3], turn_deg=17)])

    labels = regions(plane.walk)

    south, north = labels[10, 80], labels[150, 80]
    assert south != north
    assert 0 not in (south, north)


def test_a_door_opens_a_wall() -> None:
    walls = [piece("wall", at=[-10.5, 0], size=[19, 0.3, 3]),
             piece("wall", at=[10.5, 0], size=[19, 0.3, 3]),
             piece("wall", size=[2, 0.3, 1], base_m=2.8)]  # fmt: skip
    plane = grid(structures=[*walls, piece("door")])

    assert bool(plane.walkable(0, 0))
    assert not bool(plane.walkable(-1.1, 0))
    labels = regions(plane.walk)
    assert labels[10, 80] == labels[150, 80]


def test_what_hangs_high_is_walked_under() -> None:
    assert bool(grid(structures=[piece("lantern", base_m=2.5)]).walkable(0, 0))
    assert not bool(grid(structures=[piece("lantern", base_m=1)]).walkable(0, 0))


def test_height_counts_from_the_terrace_below() -> None:
    terrace = surface({"rect": [-5, -5, 5, 5]}, height_m=0.4)

    low = grid(surfaces=[terrace], structures=[piece("box", base_m=2.4)])
    high = grid(surfaces=[terrace], structures=[piece("box", base_m=2.5)])

    assert not bool(low.walkable(0, 0))
    assert bool(high.walkable(0, 0))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_all_three_passages_of_a_palace_gate_are_open(turn: int) -> None:
    plane = grid(structures=[piece("palace-gate", turn_deg=turn)])
    width, depth, _ = KIT["palace-gate"].size
    along = np.linspace(-depth / 2, depth / 2, 40)

    for across, is_open in ((0, True), (0.255, True), (-0.255, True), (0.14, False), (0.4, False)):
        line = np.full_like(along, across * width)
        x, y = (line, along) if turn % 180 == 0 else (along, line)
        assert bool(plane.walkable(x, y).all()) == is_open
        assert bool(plane.walkable(x, y).any()) == is_open


def test_halls_leave_their_porches_open() -> None:
    stone = grid(structures=[piece("stone-hall", size=[30, 15, 15])])
    wave = grid(structures=[piece("wave-hall", size=[30, 20, 15])])

    assert bool(stone.walkable(0, 6.9))
    assert not bool(stone.walkable(0, 5))
    assert not bool(stone.walkable(5, 6.9))
    assert bool(wave.walkable(5, 8))
    assert not bool(wave.walkable(5, 5))


def test_a_tree_blocks_its_trunk_and_not_its_shade() -> None:
    plane = grid(structures=[piece("tree")])

    assert not bool(plane.walkable(0, 0))
    assert bool(plane.walkable(1, 1))


def test_one_can_step_onto_chairs_and_benches() -> None:
    assert bool(grid(structures=[piece("chair"), piece("bench", at=[3, 0])]).walkable(3, 0))


def test_stairs_rise_from_their_foot_to_their_top() -> None:
    stairs = piece("stairs", size=[4, 4, 2], base_m=0.4)
    plane = grid(surfaces=[surface({"rect": [-20, -20, 20, -2]}, height_m=0.4),
                           surface({"rect": [-20, 2, 20, 20]}, height_m=2.4)],
                 structures=[stairs])  # fmt: skip

    heights = plane.ground_m(np.zeros(5), np.array([-3, -1.9, 0, 1.9, 3]))

    assert heights == pytest.approx([0.4, 0.45, 1.4, 2.35, 2.4], abs=0.08)
    assert plane.walkable(np.zeros(80), np.linspace(-10, 10, 80)).all()
    labels = regions(plane.walk)
    assert labels[10, 80] == labels[150, 80]


def test_turned_stairs_rise_where_they_face() -> None:
    plane = grid(structures=[piece("stairs", size=[4, 4, 0.8], turn_deg=90)])

    assert float(plane.ground_m(-1.8, 0)) > float(plane.ground_m(1.8, 0))


@pytest.mark.parametrize(("height", "crossed"), [(0.4, True), (0.45, True), (0.5, False)])
def test_an_edge_higher_than_a_step_stops_a_walker(height: float, crossed: bool) -> None:
    plane = grid(surfaces=[surface({"rect": [-20, 0, 20, 20]}, height_m=height)])

    labels = regions(plane.walk)

    assert bool(labels[10, 80] == labels[150, 80]) == crossed


def test_water_keeps_feet_dry_and_a_bridge_over_it_carries() -> None:
    water = surface({"rect": [-20, -2, 20, 2]}, walk=False)
    bridge = surface({"rect": [-2, -2, 2, 2]})

    assert not bool(grid(surfaces=[water]).walkable(0, 0))
    assert bool(grid(surfaces=[water, bridge]).walkable(0, 0))


@pytest.mark.parametrize(
    "shape",
    [{"rect": [-3, -3, 3, 3]}, {"circle": [0, 0, 3]},
     {"polygon": [[-3, -3], [3, -3], [3, 3], [-3, 3]]}],
)  # fmt: skip
def test_each_shape_covers_its_middle_and_not_the_far(shape: dict[str, Any]) -> None:
    plane = grid(surfaces=[surface(shape, walk=False)])

    assert not bool(plane.walkable(0, 0))
    assert bool(plane.walkable(4, 4))


def test_an_exhibit_blocks_only_if_it_stands() -> None:
    exhibit = {"id": "jar", "level": "ground", "at": [0, 0], "as_of": "2026-11-22",
               "sources": [{"title": "None"}]}  # fmt: skip

    assert bool(grid(exhibits=[exhibit]).walkable(0, 0))
    assert not bool(grid(exhibits=[exhibit | {"mount": "case"}]).walkable(0, 0))


def test_regions_tell_patches_apart_that_meet_only_at_a_corner() -> None:
    walk = np.array([[1, 1, 0, 1], [0, 0, 1, 0], [1, 0, 1, 1], [1, 1, 1, 0]], bool)

    labels = regions(walk)

    assert (labels > 0).tolist() == walk.tolist()
    assert len(np.unique(labels[walk])) == 3
    assert labels[3, 0] == labels[1, 2] == labels[2, 3]


def test_a_portal_leads_on_to_another_level() -> None:
    spec = world(
        levels=[{"id": "ground", "bounds": [-20, -20, 20, 20]},
                {"id": "attic", "bounds": [0, 0, 8, 8]}],
        places=[{"id": "here", "level": "ground", "at": [0, -15]},
                {"id": "there", "level": "attic", "at": [4, 4]}],
        portals=[{"id": "up", "level": "ground", "shape": {"circle": [0, 0, 1]},
                  "to": {"world": "plane", "place": "there"}}],
    )  # fmt: skip
    grids = {id_: layer.grid for id_, layer in rasterise(spec, expand(spec)).items()}

    assert reachable(spec, grids, spec.places[0])["attic"].any()
    assert not reachable(spec.model_copy(update={"portals": []}), grids, spec.places[0])[
        "attic"
    ].any()


def test_cells_are_numbered_row_by_row_and_level_by_level() -> None:
    spec = world(levels=[{"id": "ground", "bounds": [-20, -20, 20, 20]},
                         {"id": "attic", "bounds": [0, 0, 17, 9]}])  # fmt: skip
    ground, attic = (layer.grid for layer in rasterise(spec, expand(spec)).values())

    assert (ground.first_cell, ground.columns, ground.rows) == (0, 5, 5)
    assert (attic.first_cell, attic.columns, attic.rows) == (25, 3, 2)
    assert attic.cells([0.1, 8.1, 16.9, 99], [0.1, 8.5, 0, -5]).tolist() == [25, 29, 27, 27]


def test_spots_lie_within_the_radius_nearest_first() -> None:
    plane = grid(structures=[piece("box", size=[2, 2, 1])])

    spots = plane.spots(0, 0, 3)

    distance = np.hypot(spots[:, 0], spots[:, 1])
    assert plane.walkable(spots[:, 0], spots[:, 1]).all()
    assert distance.max() <= 3
    assert (np.diff(distance) >= 0).all()
    assert len(plane.spots(100, 100, 3)) == 0


def test_a_row_is_written_out() -> None:
    spec = world(structures=[{"piece": piece("lamp"), "count": 3, "step": [2, 1]}])

    assert [item.at for item in expand(spec)] == [(0, 0), (2, 1), (4, 2)]


def test_a_desk_gets_its_counter_that_blocks() -> None:
    desk = {"id": "help", "service": "help", "level": "ground", "at": [0, 0], "turn_deg": 90}
    spec = world(desks=[desk])

    counter = expand(spec)[-1]

    assert (counter.kind, counter.size, counter.turn_deg) == ("counter", KIT["counter"].size, 90)
    assert not bool(grid(desks=[desk]).walkable(0, 0))
