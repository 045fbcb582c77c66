"""Which cells one sees: a pure function of the viewer cell, the tier and the rung of its ladder.

Distances count cells, by Chebyshev, on one level: there is no sight between floors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metaserver.protocol.messages import Tier

Radii = tuple[int, int, int]
"""Of the near, middle and far ring, in cells; each at least as large as the one before."""

_FULL_TO_SAVING: tuple[Radii, ...] = ((1, 2, 9), (1, 2, 7), (1, 2, 5), (1, 2, 4))
_LAST: tuple[Radii, ...] = ((1, 2, 3), (1, 1, 2), (0, 1, 2), (0, 1, 1), (0, 0, 1))
LADDERS: dict[Tier, tuple[Radii, ...]] = {
    Tier.FULL: (
        (3, 6, 40), (2, 5, 40), (2, 4, 40), (1, 3, 40), (1, 2, 40), (1, 2, 20), (1, 2, 14),
        *_FULL_TO_SAVING, *_LAST,
    ),
    Tier.SAVING: ((2, 4, 12), (2, 3, 12), (1, 2, 12), *_FULL_TO_SAVING, *_LAST),
    Tier.MINIMAL: ((1, 2, 6), (1, 2, 5), (1, 2, 4), *_LAST),
}  # fmt: skip
"""Radii of each tier in cells of 8 m, from quiet places to the densest crowd: first those are
told of less often who are farther away, then one sees less far."""
BUDGET_BYTES_PER_S: dict[Tier, int] = {
    Tier.FULL: 48_000, Tier.SAVING: 20_000, Tier.MINIMAL: 8_000,
}  # fmt: skip
"""What a view may cost. Where it would cost more one sees less far."""
COMFORT_BYTES_PER_S: dict[Tier, int] = {
    Tier.FULL: 9_000, Tier.SAVING: 7_000, Tier.MINIMAL: 5_000,
}  # fmt: skip
"""Where a view would cost more than this, only those close by are told of in every tick."""
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
    recorded: bool = False
    """Whether those who enter are told that it is being recorded."""

    @property
    def cells(self) -> int:
        """Number of cells on all levels."""
        return max(level.first_cell + level.columns * level.rows for level in self.levels)


def ladder(info: WorldInfo, tier: Tier) -> list[Radii]:
    """The tier's radii in this world's cells: the same metres for every cell size."""
    return [_scaled(info.cell_m, rung) for rung in LADDERS[tier]]


def last_wide(rungs: list[Radii]) -> int:
    """The last rung from which one sees as far as from the first."""
    return max(i for i, radii in enumerate(rungs) if radii[2] == rungs[0][2])


def _scaled(cell_m: float, rung: Radii) -> Radii:
    near, middle, far = (
        max(min(radius, 1), round(radius * USUAL_CELL_M / cell_m)) for radius in rung
    )
    return near, middle, far


def rings(info: WorldInfo, viewer_cell: int, radii: Radii) -> tuple[list[int], ...]:
    """Cell ids of the near, middle and far ring, ascending. ``KeyError`` for an unknown cell."""
    level = level_of(info, viewer_cell)
    row, column = divmod(viewer_cell - level.first_cell, level.columns)
    rows, columns = np.indices((level.rows, level.columns))
    distance = np.maximum(abs(rows - row), abs(columns - column)).ravel()
    near, middle, far = radii
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
