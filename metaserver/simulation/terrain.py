"""Walkable ground, portals and cells of all levels of a world, as flat arrays.

All levels lie behind each other in one array, so that avatars of every level are looked up in one
go: pixel ``(j, i)`` of a level is at ``offset + j * width + i``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metaserver.simulation.arrays import F64, I16, I64, Bools

NO_PORTAL = -1
NOWHERE = -1
"""Cell of who is in no cell."""


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """One level. Pixel ``[j, i]`` covers ``x0 + i*step_m .. x0 + (i+1)*step_m``, likewise y."""

    x0: float
    y0: float
    step_m: float
    walk: Bools
    """Shape ``(height, width)``: the middle of an avatar may be here."""
    portal: I16
    """Same shape: number of the portal that covers the pixel, or ``NO_PORTAL``."""
    first_cell: int
    columns: int
    rows: int


class Terrain:
    """Look-ups for arrays of points; ``level`` is always an array of level numbers."""

    def __init__(self, floors: Sequence[Floor], cell_m: float) -> None:
        self.cell_m = cell_m
        self._x0 = np.array([f.x0 for f in floors], np.float64)
        self._y0 = np.array([f.y0 for f in floors], np.float64)
        self._per_m = np.array([1 / f.step_m for f in floors], np.float64)
        self._height = np.array([f.walk.shape[0] for f in floors], np.int64)
        self._width = np.array([f.walk.shape[1] for f in floors], np.int64)
        sizes = self._height * self._width
        self._offset = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)
        self._outside = int(sizes.sum())
        """A pixel behind all others, which nobody may walk on."""
        walk = np.concatenate([f.walk.ravel() for f in floors])
        portal = np.concatenate([f.portal.ravel() for f in floors])
        self._walk: Bools = np.append(walk, False).astype(np.bool_)
        self._portal: I16 = np.append(portal, NO_PORTAL).astype(np.int16)
        self.has_portals = bool((self._portal != NO_PORTAL).any())
        self._number_cells(floors)

    def _number_cells(self, floors: Sequence[Floor]) -> None:
        self._first_cell = np.array([f.first_cell for f in floors], np.int64)
        self._columns = np.array([f.columns for f in floors], np.int64)
        self._rows = np.array([f.rows for f in floors], np.int64)
        counts = self._columns * self._rows
        self.cells_total = int((self._first_cell + counts).max())
        self.cell_level: I64 = np.full(self.cells_total, NOWHERE, np.int64)
        self.cell_x0: F64 = np.zeros(self.cells_total)
        """Corner of each cell, shape ``(cells_total,)``."""
        self.cell_y0: F64 = np.zeros(self.cells_total)
        for level, (floor, count) in enumerate(zip(floors, counts.tolist(), strict=True)):
            own = slice(floor.first_cell, floor.first_cell + count)
            row, column = np.divmod(np.arange(count), floor.columns)
            self.cell_level[own] = level
            self.cell_x0[own] = floor.x0 + column * self.cell_m
            self.cell_y0[own] = floor.y0 + row * self.cell_m

    def pixels(self, level: I64, x: F64, y: F64) -> I64:
        """Flat pixel of each point; of points outside their level, not-a-number among them, the
        one that lies behind all. Shapes broadcast."""
        fx = (x - self._x0[level]) * self._per_m[level]
        fy = (y - self._y0[level]) * self._per_m[level]
        width = self._width[level]
        inside = (fx >= 0) & (fy >= 0) & (fx < width) & (fy < self._height[level])
        # Whole numbers, far below what a float holds exactly.
        pixel = self._offset[level] + np.floor(fy) * width + np.floor(fx)
        return np.where(inside, pixel, self._outside).astype(np.int64)

    def inside(self, level: I64, x: F64, y: F64) -> Bools:
        inside: Bools = self.pixels(level, x, y) != self._outside
        return inside

    def under(self, level: I64, x: F64, y: F64) -> tuple[Bools, I16]:
        """Whether one may stand at each point, outside a level never; and its portal."""
        pixel = self.pixels(level, x, y)
        return self._walk[pixel], self._portal[pixel]

    def portals(self, level: I64, x: F64, y: F64) -> I16:
        """Number of the portal at each point, or ``NO_PORTAL``."""
        return self._portal[self.pixels(level, x, y)]

    def cells(self, level: I64, x: F64, y: F64) -> I64:
        """Cell of each point; a point outside gets the nearest cell of its level."""
        columns = self._columns[level]
        column = np.floor((x - self._x0[level]) / self.cell_m).astype(np.int64)
        row = np.floor((y - self._y0[level]) / self.cell_m).astype(np.int64)
        column = np.minimum(np.maximum(column, 0), columns - 1)
        row = np.minimum(np.maximum(row, 0), self._rows[level] - 1)
        cells: I64 = self._first_cell[level] + row * columns + column
        return cells
