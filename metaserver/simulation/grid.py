"""Who is in which cell, who left it, and which cell each avatar sees the world from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metaserver.simulation.arrays import I64, NOBODY, Bools
from metaserver.simulation.avatars import Avatars
from metaserver.simulation.terrain import NOWHERE, Terrain

HYSTERESIS_M = 1.0
"""A viewer's cell changes only so far past its border."""


@dataclass(slots=True)
class Departures:
    """Who left which cell when; kept until every stream of the cell has told it."""

    cell: I64
    slot: I64
    tick: I64

    @classmethod
    def none(cls) -> Departures:
        return cls(NOBODY, NOBODY, NOBODY)

    def add(self, cell: I64, slot: I64, tick: int) -> None:
        if len(slot):
            self.cell = np.concatenate([self.cell, cell])
            self.slot = np.concatenate([self.slot, slot])
            self.tick = np.concatenate([self.tick, np.full(len(slot), tick)])

    def keep(self, those: Bools) -> None:
        if not those.all():
            self.cell, self.slot, self.tick = self.cell[those], self.slot[those], self.tick[those]


class Grid:
    def __init__(self, *, avatars: Avatars, terrain: Terrain) -> None:
        self._avatars = avatars
        self._terrain = terrain
        self.departures = Departures.none()
        self.by_cell = NOBODY
        """Slots of all who are present, sorted by cell."""

    def settle(self, tick: int) -> None:
        """Put everybody into the cell of their position; log who left one."""
        a, terrain = self._avatars, self._terrain
        present = np.flatnonzero(a.present())
        cells = np.full(a.room, NOWHERE)
        cells[present] = terrain.cells(a.level[present], a.x[present], a.y[present])
        changed = np.flatnonzero(cells != a.cell)
        left = changed[a.cell[changed] != NOWHERE]
        self.departures.add(a.cell[left], left, tick)
        a.cell[changed] = cells[changed]
        a.arrived_tick[changed] = tick
        self.by_cell = present[np.argsort(cells[present], kind="stable")]

    def viewers(self) -> tuple[I64, I64]:
        """Slots whose viewer cell changed (or was never told), and their new viewer cells."""
        a, terrain = self._avatars, self._terrain
        slots = np.flatnonzero(a.alive)
        cells = terrain.cells(a.level[slots], a.x[slots], a.y[slots])
        known = a.viewer_cell[slots]
        other = np.flatnonzero(cells != known)
        slots, cells, known = slots[other], cells[other], known[other]
        moved = (known == NOWHERE) | self._past_border(slots, known)
        slots, cells = slots[moved], cells[moved]
        a.viewer_cell[slots] = cells
        return slots, cells

    def _past_border(self, slots: I64, cell: I64) -> Bools:
        """Whether they are on another level than the cell, or well outside it."""
        a, terrain = self._avatars, self._terrain
        x, y = a.x[slots] - terrain.cell_x0[cell], a.y[slots] - terrain.cell_y0[cell]
        far_edge = terrain.cell_m + HYSTERESIS_M
        outside = (x < -HYSTERESIS_M) | (y < -HYSTERESIS_M) | (x > far_edge) | (y > far_edge)
        past: Bools = outside | (terrain.cell_level[cell] != a.level[slots])
        return past
