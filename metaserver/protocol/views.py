"""Which cells one sees: a pure function of the viewer cell and the tier.

Distances count cells, by Chebyshev, on one level: there is no sight between floors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metaserver.protocol.messages import Tier

RADII: dict[Tier, tuple[int, int, int]] = {
    Tier.FULL: (3, 6, 40),
    Tier.SAVING: (2, 4, 12),
    Tier.MINIMAL: (1, 2, 6),
}
"""Radius of the near, middle and far ring in cells of 8 m."""
USUAL_CELL_M = 8


@dataclass(frozen=True, slots=True)
class LevelCells:
    """The grid of one level: ``columns`` x ``rows`` squares from ``(x0, y0)``, in metres.

    Cell id = ``first_cell + row * columns + column``.
    """

    id: str
    x0: float
    y0: float
    x1: float
    y1: float
    first_cell: int
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class WorldInfo:
    """What a gateway knows of a world."""

    id: str
    hash: str
    cell_m: float
    start: str
    places: tuple[str, ...]
    levels: tuple[LevelCells, ...]

    @property
    def cells(self) -> int:
        """Number of cells on all levels."""
        return max(level.first_cell + level.columns * level.rows for level in self.levels)


def radii(info: WorldInfo, tier: Tier) -> tuple[int, int, int]:
    """Near, middle and far radius in this world's cells: the same metres for every cell size."""
    near, middle, far = (
        max(1, round(radius * USUAL_CELL_M / info.cell_m)) for radius in RADII[tier]
    )
    return near, middle, far


def rings(info: WorldInfo, viewer_cell: int, tier: Tier) -> tuple[list[int], list[int], list[int]]:
    """Cell ids of the near, middle and far ring, ascending. ``KeyError`` for an unknown cell."""
    level = level_of(info, viewer_cell)
    row, column = divmod(viewer_cell - level.first_cell, level.columns)
    rows, columns = np.indices((level.rows, level.columns))
    distance = np.maximum(abs(rows - row), abs(columns - column)).ravel()
    near, middle, far = radii(info, tier)
    ids = level.first_cell + np.arange(level.rows * level.columns)
    return (
        ids[distance <= near].tolist(),
        ids[(distance > near) & (distance <= middle)].tolist(),
        ids[(distance > middle) & (distance <= far)].tolist(),
    )


def level_of(info: WorldInfo, cell: int) -> LevelCells:
    """``KeyError`` for a cell that is on no level."""
    for level in info.levels:
        if 0 <= cell - level.first_cell < level.columns * level.rows:
            return level
    raise KeyError(cell)


def corner(info: WorldInfo, cell: int) -> tuple[float, float]:
    """Lower left corner of a cell, metres. ``KeyError`` for an unknown cell."""
    level = level_of(info, cell)
    row, column = divmod(cell - level.first_cell, level.columns)
    return level.x0 + column * info.cell_m, level.y0 + row * info.cell_m


def cell_at(info: WorldInfo, level_id: str, x: float, y: float) -> int:
    """Cell of a point; points outside get the nearest one. ``KeyError`` for an unknown level."""
    for level in info.levels:
        if level.id == level_id:
            column = min(max(int((x - level.x0) // info.cell_m), 0), level.columns - 1)
            row = min(max(int((y - level.y0) // info.cell_m), 0), level.rows - 1)
            return level.first_cell + row * level.columns + column
    raise KeyError(level_id)
