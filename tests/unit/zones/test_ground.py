"""The worlds that are shipped, as zones take them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from metaserver.protocol import bus
from metaserver.simulation.terrain import NO_PORTAL
from metaserver.worldfiles.loader import World, load_worlds
from metaserver.zones.ground import ground_of, heading_of_turn
from tests.scenarios.streams_kit import LOOK, Stage

WORLDS = Path(__file__).parents[3] / "worlds"


@pytest.fixture(scope="module")
def worlds() -> dict[str, World]:
    return load_worlds(WORLDS)


def test_terrain_is_the_walkable_ground_of_the_world(worlds: dict[str, World]) -> None:
    for world in worlds.values():
        ground = ground_of(world.spec, world.grids)
        for number, grid in enumerate(world.grids.values()):
            x = grid.x0 + (np.arange(0, grid.width, 3) + 0.5) * grid.step_m
            y = np.full(len(x), grid.y0 + (grid.height // 2 + 0.5) * grid.step_m)
            level = np.full(len(x), number)
            walkable = ground.terrain.under(level, x, y)[0]
            assert np.array_equal(walkable, grid.walkable(x, y))
            assert ground.level_id(number) == grid.id
            assert ground.level_number(grid.id) == number


def test_every_portal_can_be_walked_into(worlds: dict[str, World]) -> None:
    for world in worlds.values():
        ground = ground_of(world.spec, world.grids)
        found = {
            int(number)
            for level, grid in enumerate(ground.grids)
            for number in _portals_on_walkable_ground(ground, level, grid)
        }
        assert found - {NO_PORTAL} == set(range(len(world.spec.portals)))
        assert [t.place for t in ground.targets] == [p.to.place for p in world.spec.portals]


def _portals_on_walkable_ground(ground, level, grid):  # type: ignore[no-untyped-def]
    j, i = np.nonzero(grid.walk)
    x, y = grid.x0 + (i + 0.5) * grid.step_m, grid.y0 + (j + 0.5) * grid.step_m
    return np.unique(ground.terrain.portals(np.full(len(x), level), x, y))


def test_everybody_arrives_on_walkable_ground(worlds: dict[str, World]) -> None:
    for world in worlds.values():
        stage = Stage(ground_of(world.spec, world.grids))
        for place in world.spec.places:
            row = [bus.JOIN, 1, place.id, "", LOOK, None, None, None, 0, place.id, 0]
            stage.control(*row)
        stage.tick()
        joined = stage.events(bus.JOINED)
        assert len(joined) == len(world.spec.places)
        for event, place in zip(joined, world.spec.places, strict=True):
            x, y, level, heading = event[4:8]
            assert level == place.level
            assert bool(world.grids[level].walkable(x, y))
            assert heading == heading_of_turn(place.turn_deg)


@pytest.mark.parametrize(("turn_deg", "heading"), [(0, 0), (90, 64), (-90, 192), (360, 0), (1, 1)])
def test_turns_are_counter_clockwise(turn_deg: float, heading: int) -> None:
    assert heading_of_turn(turn_deg) == heading
