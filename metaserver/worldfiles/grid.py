"""The ground of one level as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

STEP_M = 0.25
GROUND_UNIT_M = 0.05

Floats = npt.NDArray[np.floating]
Indices = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class LevelGrid:
    """Where one can walk on a level and how high the ground is.

    Pixel ``[j, i]`` of ``walk`` and ``ground`` covers
    ``x0 + i*step_m .. x0 + (i+1)*step_m`` and the same for j and y.
    """

    id: str
    x0: float
    y0: float
    step_m: float
    width: int
    height: int
    walk: Bools
    """``(height, width)`` bool: the middle of an avatar may be here."""
    ground: Bytes
    """``(height, width)`` uint8: height above the level's floor in units of 5 cm."""
    first_cell: int
    columns: int
    rows: int
    cell_m: int

    def pixels(self, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Indices, Indices, Bools]:
        """Pixel ``(j, i)`` of each point, and whether it lies on the level at all.

        Points outside, not-a-number among them, get pixel (0, 0).
        """
        fx = (np.asarray(x, np.float64) - self.x0) / self.step_m
        fy = (np.asarray(y, np.float64) - self.y0) / self.step_m
        inside = (fx >= 0) & (fx < self.width) & (fy >= 0) & (fy < self.height)
        i = np.where(inside, fx, 0).astype(np.intp)
        j = np.where(inside, fy, 0).astype(np.intp)
        return j, i, np.asarray(inside, np.bool_)

    def walkable(self, x: npt.ArrayLike, y: npt.ArrayLike) -> Bools:
        """Whether one may stand at each point; shape of ``x``, bool. Outside is never walkable."""
        j, i, inside = self.pixels(x, y)
        return np.asarray(self.walk[j, i] & inside, np.bool_)

    def ground_m(self, x: npt.ArrayLike, y: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Ground height in metres above the level's floor at each point; 0 outside."""
        j, i, inside = self.pixels(x, y)
        heights = self.ground[j, i] * np.float32(GROUND_UNIT_M)
        return np.where(inside, heights, 0).astype(np.float32)

    def cells(self, x: npt.ArrayLike, y: npt.ArrayLike) -> npt.NDArray[np.int32]:
        """Cell id of each point; points outside get the nearest cell of the level."""
        column = np.floor((np.asarray(x, np.float64) - self.x0) / self.cell_m)
        row = np.floor((np.asarray(y, np.float64) - self.y0) / self.cell_m)
        column = np.clip(np.nan_to_num(column), 0, self.columns - 1).astype(np.int32)
        row = np.clip(np.nan_to_num(row), 0, self.rows - 1).astype(np.int32)
        cells: npt.NDArray[np.int32] = (self.first_cell + row * self.columns + column).astype(
            np.int32
        )
        return cells

    def spots(self, x: float, y: float, radius_m: float) -> npt.NDArray[np.float64]:
        """Middles of all walkable pixels within ``radius_m`` of a point.

        Shape ``(n, 2)`` float64, nearest first. Arrivals are spread over these.
        """
        reach = int(np.ceil(radius_m / self.step_m)) + 1
        ci, cj = int((x - self.x0) / self.step_m), int((y - self.y0) / self.step_m)
        i0, i1 = max(ci - reach, 0), min(ci + reach + 1, self.width)
        j0, j1 = max(cj - reach, 0), min(cj + reach + 1, self.height)
        j, i = np.nonzero(self.walk[j0:j1, i0:i1])
        px = self.x0 + (i + i0 + 0.5) * self.step_m
        py = self.y0 + (j + j0 + 0.5) * self.step_m
        distance = np.hypot(px - x, py - y)
        order = np.argsort(distance, kind="stable")
        order = order[distance[order] <= radius_m]
        spots: npt.NDArray[np.float64] = np.column_stack([px, py])[order]
        return spots
