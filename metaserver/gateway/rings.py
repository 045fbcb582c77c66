"""In which ring of a view each cell lies: for many views and cells at once, with numpy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from metaserver.protocol.messages import Tier
from metaserver.protocol.views import Radii, WorldInfo, ladder

OUT: Final = 3
"""Ring number of a cell that is not in view."""
VIEWS_MAX: Final = 16_384
"""Views that are remembered; then all are forgotten, as looking one up again costs little."""

I8 = NDArray[np.int8]
I64 = NDArray[np.int64]


class View(NamedTuple):
    cell: int
    """Viewer cell."""
    tier: Tier
    rung: int = 0
    """Of the tier's ladder: how dense it is around there."""


class RingTable:
    """Of one world."""

    def __init__(self, info: WorldInfo) -> None:
        self.ladders: dict[Tier, list[Radii]] = {tier: ladder(info, tier) for tier in Tier}
        farthest = max(radii[-1] for rungs in self.ladders.values() for radii in rungs)
        # No radius reaches from one level to another, as their columns are that far apart.
        apart = max(level.columns for level in info.levels) + farthest + 1
        small = max(apart * len(info.levels), info.cells) < 2**15
        kind: Any = np.int16 if small else np.int32
        self._column, self._row = np.zeros(info.cells, kind), np.zeros(info.cells, kind)
        for number, level in enumerate(info.levels):
            ids = np.arange(level.columns * level.rows)
            self._column[level.first_cell + ids] = ids % level.columns + number * apart
            self._row[level.first_cell + ids] = ids // level.columns
        self._numbers: dict[View, int] = {}
        self._views = np.empty((64, 5), kind)
        """Column, row and the three radii of each view, by its number."""

    def of(self, views: Sequence[View], cells: I64) -> I8:
        """Ring (0 near .. 3 out of view) of each cell in each view; shape (views, cells)."""
        if not len(cells) or not views:
            return np.full((len(views), len(cells)), OUT, np.int8)
        known = self._known(views)
        distance = self._column[cells] - known[:, :1]
        np.abs(distance, out=distance)
        across = self._row[cells] - known[:, 1:2]
        np.maximum(distance, np.abs(across, out=across), out=distance)
        found = (distance > known[:, 2:3]).view(np.int8)
        found += distance > known[:, 3:4]
        found += distance > known[:, 4:]
        return np.asarray(found, np.int8)

    def _known(self, views: Sequence[View]) -> NDArray[Any]:
        """The rows of ``views``: one look-up each, as nearly all were asked for before."""
        numbers = self._numbers
        if len(numbers) > VIEWS_MAX:
            numbers.clear()
        try:
            rows = [numbers[view] for view in views]
        except KeyError:
            rows = [self._number(view) for view in views]
        return self._views[rows]

    def _number(self, view: View) -> int:
        number = self._numbers.setdefault(view, len(self._numbers))
        if number == len(self._views):
            self._views = np.concatenate([self._views, np.empty_like(self._views)])
        radii = self.ladders[view.tier][view.rung]
        self._views[number] = self._column[view.cell], self._row[view.cell], *radii
        return number
