"""Quantum and terrain: the same numbers as the protocol's and the world files'."""

from __future__ import annotations

import numpy as np
import pytest

from metaserver.protocol import quantise
from metaserver.simulation.terrain import NO_PORTAL, Terrain
from metaserver.worldfiles.grid import LevelGrid
from tests.unit.simulation.kit import QUANTUM, floor


def test_directions_are_those_of_the_protocol() -> None:
    assert np.array_equal(QUANTUM.direction_x, quantise.DIRECTION_X)
    assert np.array_equal(QUANTUM.direction_y, quantise.DIRECTION_Y)


@pytest.mark.parametrize("cell_m", [4, 8, 16])
def test_steps_and_metres_are_those_of_the_protocol(cell_m: int) -> None:
    offsets = np.concatenate([np.random.default_rng(1).uniform(0, cell_m, 500), [0.0, cell_m, -1]])
    zeros = np.zeros_like(offsets)
    steps, _ = quantise.quantise_position(offsets, zeros, zeros, zeros, cell_m)
    metres, _ = quantise.position(steps, steps, zeros, zeros, cell_m)
    assert np.array_equal(QUANTUM.steps(offsets, cell_m), steps)
    assert QUANTUM.metres(steps, cell_m) == pytest.approx(metres)
    inside = offsets[:500]
    assert np.abs(QUANTUM.metres(steps[:500], cell_m) - inside).max() <= cell_m / 8192 * 1.001


def test_velocity_is_quarter_metres_along_the_heading() -> None:
    vx, vy = QUANTUM.velocity(np.array([0, 64, 192], np.uint8), np.array([8, 4, 20], np.uint8))
    assert vx == pytest.approx([0, -1, 5])
    assert vy == pytest.approx([2, 0, 0], abs=1e-12)


def test_levels_are_looked_up_as_each_grid_does_it() -> None:
    """Several floors in one array, against ``LevelGrid`` for each of them."""
    rng = np.random.default_rng(3)
    grids, floors, first_cell = [], [], 0
    for number, (columns, rows) in enumerate([(3, 2), (5, 4), (1, 1)]):
        walk = rng.random((rows * 32, columns * 32)) < 0.7
        x0, y0 = -10.0 * number, 3.0 * number
        grids.append(
            LevelGrid(str(number), x0, y0, 0.25, columns * 32, rows * 32, walk,
                      np.zeros(walk.shape, np.uint8), first_cell, columns, rows, 8)
        )  # fmt: skip
        plain = floor(columns, rows, x0=x0, y0=y0, first_cell=first_cell)
        plain.walk[:] = walk
        floors.append(plain)
        first_cell += columns * rows
    terrain = Terrain(floors, 8.0)
    x, y = rng.uniform(-40, 50, (2, 3000))
    level = rng.integers(0, 3, 3000)
    for number, grid in enumerate(grids):
        own = level == number
        walkable = terrain.under(level, x, y)[0][own]
        assert np.array_equal(walkable, grid.walkable(x[own], y[own]))
        assert np.array_equal(terrain.cells(level, x, y)[own], grid.cells(x[own], y[own]))
        assert 0 < walkable.sum() < len(walkable)


def test_corners_and_levels_of_cells() -> None:
    terrain = Terrain([floor(3, 2, x0=-5), floor(2, 2, first_cell=6, y0=100)], 8.0)
    assert terrain.cells_total == 10
    assert terrain.cell_level.tolist() == [0] * 6 + [1] * 4
    assert (terrain.cell_x0[4], terrain.cell_y0[4]) == (3.0, 8.0)
    assert (terrain.cell_x0[9], terrain.cell_y0[9]) == (8.0, 108.0)


def test_nowhere_is_walkable_off_the_map_or_off_the_numbers() -> None:
    terrain = Terrain([floor()], 8.0)
    x = np.array([np.nan, np.inf, -np.inf, -0.01, 32.0, 1e300, 16.0])
    level = np.zeros(7, np.int64)
    assert terrain.under(level, x, np.full(7, 16.0))[0].tolist() == [False] * 6 + [True]
    assert terrain.portals(level, x, np.full(7, 16.0)).tolist() == [NO_PORTAL] * 7


def test_portals_are_found_by_their_number() -> None:
    terrain = Terrain([floor(portals=[(0, 0, 4, 4), (8, 8, 9, 9)])], 8.0)
    level = np.zeros(3, np.int64)
    found = terrain.portals(level, np.array([3.9, 8.5, 20]), np.array([0.1, 8.5, 20]))
    assert found.tolist() == [0, 1, NO_PORTAL]
    assert terrain.has_portals
    assert not Terrain([floor()], 8.0).has_portals
