"""Where one can walk: look-ups for many points of all levels of all worlds at once.

A *floor* is one level of one world. All floors lie behind each other in one array; pixel
``(row, column)`` of a floor is at ``offset + row * width + column``.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from loadtest.crowd.job import Ground, WorldGround
from metaserver.protocol.quantise import DIRECTION_X, DIRECTION_Y

LOOK_STEP_M = 0.25
NOWHERE = -1
"""Floor of who is in no known world."""

Bools = NDArray[np.bool_]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


class Grounds:
    """Floors are numbered through the worlds in the order of their ids."""

    def __init__(self, worlds: Mapping[str, WorldGround]) -> None:
        self.worlds = sorted(worlds)
        floors = [(w, level) for w in self.worlds for level in worlds[w].levels]
        self._number = {(w, level.level): i for i, (w, level) in enumerate(floors)}
        self.world_of = np.array([self.worlds.index(w) for w, _ in floors], np.int64)
        """Of each floor: index into ``worlds``."""
        levels = [level for _, level in floors]
        self._x0 = np.array([level.x0 for level in levels])
        self._y0 = np.array([level.y0 for level in levels])
        self._per_m = np.array([1 / level.step_m for level in levels])
        self._height = np.array([level.walk.shape[0] for level in levels], np.int64)
        self._width = np.array([level.walk.shape[1] for level in levels], np.int64)
        sizes = self._height * self._width
        self._offset = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)
        self._walk = np.concatenate([level.walk.ravel() for level in levels])
        self._clear = np.concatenate([_cleared(level).ravel() for level in levels])
        """Not beside a wall either: headings have steps, and the server is exact."""

    def floor(self, world: str, level: str) -> int:
        return self._number.get((world, level), NOWHERE)

    def walkable(self, floor: I64, x: F64, y: F64) -> Bools:
        """Shapes broadcast; nothing is walkable outside, or on no floor."""
        return self._look(self._walk, floor, x, y)

    def clear(self, floor: I64, x: F64, y: F64) -> Bools:
        """Walkable, and no wall beside it."""
        return self._look(self._clear, floor, x, y)

    def free_m(self, floor: I64, x: F64, y: F64, heading: I64, length_m: float) -> F64:
        """How far one can walk from each of n points along each of k headings, shape (n, k).

        At most ``length_m`` is looked at. Who stands beside a wall may go along it.
        """
        free = self._along(self._clear, floor, x, y, heading, length_m)
        rows = np.flatnonzero(free.max(axis=1) < LOOK_STEP_M)
        rows = rows[~self.clear(floor[rows], x[rows], y[rows])]
        if len(rows):
            free[rows] = self._along(
                self._walk, floor[rows], x[rows], y[rows], heading[rows], length_m
            )
        return free

    def straight(self, floor: int, x: float, y: float, to_x: F64, to_y: F64) -> Bools:
        """Whether one can walk straight from a point to each of n others, shape (n,)."""
        longest_m = float(np.hypot(to_x - x, to_y - y).max(initial=LOOK_STEP_M))
        part = np.linspace(0, 1, int(np.ceil(longest_m / LOOK_STEP_M)) + 1)[1:]
        on_x = x + (to_x - x)[:, None] * part
        on_y = y + (to_y - y)[:, None] * part
        free = self.clear(np.full(on_x.shape, floor), on_x, on_y)
        return np.asarray(free.all(axis=1), np.bool_)

    def _along(self, mask: Bools, floor: I64, x: F64, y: F64, heading: I64, length_m: float) -> F64:
        steps = max(int(np.ceil(length_m / LOOK_STEP_M)), 1)
        way_m = np.arange(1, steps + 1) * LOOK_STEP_M
        on_x = x[:, None, None] + DIRECTION_X[heading][:, :, None] * way_m
        on_y = y[:, None, None] + DIRECTION_Y[heading][:, :, None] * way_m
        free = self._look(mask, floor[:, None, None], on_x, on_y)
        walked = np.where(free.all(axis=2), steps, np.argmin(free, axis=2))
        return np.asarray(walked * LOOK_STEP_M, np.float64)

    def _look(self, mask: Bools, floor: I64, x: F64, y: F64) -> Bools:
        column = np.floor((x - self._x0[floor]) * self._per_m[floor]).astype(np.int64)
        row = np.floor((y - self._y0[floor]) * self._per_m[floor]).astype(np.int64)
        width = self._width[floor]
        inside = (column >= 0) & (row >= 0) & (column < width) & (row < self._height[floor])
        inside &= floor >= 0
        pixel = np.where(inside, self._offset[floor] + row * width + column, 0)
        return np.asarray(mask[pixel] & inside, np.bool_)

    def clear_mask(self, floor: int) -> Bools:
        """The clear pixels of one floor, [row, column]."""
        start, height, width = (int(c[floor]) for c in (self._offset, self._height, self._width))
        return self._clear[start : start + height * width].reshape(height, width)

    def pixel(self, floor: int, x: float, y: float) -> tuple[int, int]:
        """Row and column of a point of one floor."""
        rows, columns = self.pixels(floor, np.array([x]), np.array([y]))
        return int(rows[0]), int(columns[0])

    def pixels(self, floor: int, x: F64, y: F64) -> tuple[I64, I64]:
        """Rows and columns of points of one floor; they may lie outside."""
        column = np.floor((x - self._x0[floor]) * self._per_m[floor]).astype(np.int64)
        row = np.floor((y - self._y0[floor]) * self._per_m[floor]).astype(np.int64)
        return row, column

    def middles(self, floor: int, mask: Bools) -> F64:
        """Middles of the pixels of one floor that are set, shape (n, 2): x, y."""
        row, column = np.nonzero(mask)
        x = self._x0[floor] + (column + 0.5) / self._per_m[floor]
        y = self._y0[floor] + (row + 0.5) / self._per_m[floor]
        return np.stack([x, y], axis=1)


def _cleared(level: Ground) -> Bools:
    """Walkable pixels whose eight neighbours are walkable too."""
    padded = np.pad(level.walk, 1)
    height, width = level.walk.shape
    clear = level.walk.copy()
    for row in (0, 1, 2):
        for column in (0, 1, 2):
            clear &= padded[row : row + height, column : column + width]
    return np.asarray(clear, np.bool_)
