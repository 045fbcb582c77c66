"""Where everybody of a world is, as far as a gateway knows: in columns by avatar."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from metaserver.protocol.bus import TickOut
from metaserver.protocol.views import WorldInfo, cell_at

AVATARS: Final = 0x10000
HYSTERESIS_M: Final = 1.0
"""A viewer cell changes only this far past its border."""
SLACK_M: Final = 0.5
"""And a client may be that much ahead of the zone."""
UNKNOWN: Final = -1


class Whereabouts:
    """Viewer cells, told by the zone; and of this gateway's people what their client says, which
    counts as far as the zone's cell bears it out."""

    def __init__(self, info: WorldInfo) -> None:
        self._info = info
        self._cells: NDArray[np.int32] = np.full(AVATARS, UNKNOWN, np.int32)
        self._x: NDArray[np.float32] = np.full(AVATARS, np.nan, np.float32)
        self._y: NDArray[np.float32] = np.full(AVATARS, np.nan, np.float32)
        self._middle_x = np.zeros(info.cells)
        self._middle_y = np.zeros(info.cells)
        self._level = np.zeros(info.cells, np.int32)
        self._level_ids = [level.id for level in info.levels]
        self._reach_m = info.cell_m / 2 + HYSTERESIS_M + SLACK_M
        for number, level in enumerate(info.levels):
            rows, columns = np.indices((level.rows, level.columns))
            ids = slice(level.first_cell, level.first_cell + level.rows * level.columns)
            self._middle_x[ids] = (level.x0 + (columns + 0.5) * info.cell_m).ravel()
            self._middle_y[ids] = (level.y0 + (rows + 0.5) * info.cell_m).ravel()
            self._level[ids] = number

    def seat(self, avatar: int, level: str, x: float, y: float) -> None:
        """``KeyError`` for an unknown level."""
        self._cells[avatar] = cell_at(self._info, level, x, y)
        self.claim(avatar, x, y)

    def claim(self, avatar: int, x: float, y: float) -> None:
        """Its client says so."""
        self._x[avatar], self._y[avatar] = x, y

    def forget(self, avatar: int) -> None:
        self._cells[avatar] = UNKNOWN
        self._x[avatar] = self._y[avatar] = np.nan

    def take(self, out: TickOut) -> list[int]:
        """Notes the viewer cells of a tick; the avatars whose cell is another now."""
        avatars = np.frombuffer(out.avatars, "<u2")
        cells = np.frombuffer(out.viewer_cells, "<u2").astype(np.int32)
        known = cells < self._info.cells
        avatars, cells = avatars[known], cells[known]
        changed: list[int] = avatars[self._cells[avatars] != cells].tolist()
        self._cells[avatars] = cells
        return changed

    def cell(self, avatar: int) -> int:
        """Viewer cell, or ``UNKNOWN``."""
        return int(self._cells[avatar])

    def where(self, avatar: int) -> tuple[str, float, float] | None:
        """Level and position; None where nothing is known.

        The same as ``_positions`` for one: asked once a second of everybody, and ten times
        quicker without arrays.
        """
        cell = self.cell(avatar)
        if cell == UNKNOWN:
            return None
        level = self._level_ids[self._level[cell]]
        x, y = float(self._x[avatar]), float(self._y[avatar])
        middle_x, middle_y = float(self._middle_x[cell]), float(self._middle_y[cell])
        if abs(x - middle_x) <= self._reach_m and abs(y - middle_y) <= self._reach_m:
            return level, x, y
        return level, middle_x, middle_y

    def distances(
        self, avatar: int, others: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Metres to each of ``others``, and their x and y; shape (n,) each.

        The distance is infinite on another level or where one of the two is unknown.
        """
        x, y = self._positions(others)
        me_x, me_y = self._positions(np.array([avatar]))
        distance = np.hypot(x - me_x, y - me_y)
        cells = self._cells[others]
        apart = (cells == UNKNOWN) | (self._level[cells] != self._level[self._cells[avatar]])
        distance[apart | (self._cells[avatar] == UNKNOWN)] = np.inf
        return distance, x, y

    def _positions(
        self, avatars: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What they claim, where it lies in their cell; else the cell's middle."""
        cells = self._cells[avatars]
        x, y = self._middle_x[cells], self._middle_y[cells]
        claimed_x, claimed_y = self._x[avatars], self._y[avatars]
        true = np.abs(claimed_x - x) <= self._reach_m
        true &= np.abs(claimed_y - y) <= self._reach_m
        return np.where(true, claimed_x, x), np.where(true, claimed_y, y)
