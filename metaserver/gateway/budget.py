"""How much of a crowd one is shown, so that a viewer's bytes stay within the tier's budget.

What each stream of each cell emits is counted. Once a second the cost of every viewer cell is
known for each rung of each tier's ladder (sums over squares of cells, for all viewer cells at
once), and each takes the first rung that it can afford. It goes back to a better one only where
that leaves some room, so that views do not swing.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from metaserver.protocol.bus import TickOut
from metaserver.protocol.messages import Tier
from metaserver.protocol.views import (
    BUDGET_BYTES_PER_S,
    COMFORT_BYTES_PER_S,
    LevelCells,
    Radii,
    WorldInfo,
    ladder,
    last_wide,
)

LOOK_EVERY_MS: Final = 1000
MEMORY: Final = 0.5
"""Weight of the past in a cell's rate."""
AFFORD: Final = 0.85
"""Share of the budget that the streams may take. The rest is for what they do not tell of: views
of who walks from cell to cell, chat, and the moments in which a crowd gathers."""
BETTER: Final = 0.8
"""Share of that which a better rung may take, to be gone back to."""

Floats = NDArray[np.float64]
Sizes = dict[int, int]
"""Bytes by cell."""


class Budget:
    """Of one world."""

    def __init__(self, info: WorldInfo) -> None:
        self._levels = info.levels
        self._ladders = {tier: ladder(info, tier) for tier in Tier}
        self._limits = {tier: _limits(tier, rungs) for tier, rungs in self._ladders.items()}
        self._bytes: tuple[Sizes, Sizes, Sizes] = ({}, {}, {})
        """Of each stream since the last look."""
        self._rates = np.zeros((3, info.cells))
        """Bytes a second of each stream and cell."""
        self._elapsed_ms = 0
        self._rungs: NDArray[np.int64] = np.zeros((len(Tier), info.cells), np.int64)

    def rung(self, cell: int, tier: Tier) -> int:
        return int(self._rungs[tier, cell])

    def add(self, out: TickOut) -> bool:
        """Counts a tick; True where some rungs are others now."""
        for sizes, emitted in zip(self._bytes, (out.near, out.middle, out.far), strict=True):
            for cell, piece in emitted.items():
                sizes[cell] = sizes.get(cell, 0) + len(piece.data)
        self._elapsed_ms += out.interval_ms
        return self._elapsed_ms >= LOOK_EVERY_MS and self._look()

    def _look(self) -> bool:
        rates = self._counted() * (1000 / self._elapsed_ms)
        # A rise counts at once, a fall slowly.
        self._rates = np.maximum(rates, MEMORY * self._rates + (1 - MEMORY) * rates)
        self._elapsed_ms = 0
        before = self._rungs.copy()
        for level in self._levels:
            self._choose(level)
        return not np.array_equal(before, self._rungs)

    def _counted(self) -> Floats:
        """Bytes of each stream and cell since the last look, which begin anew."""
        counted = np.zeros_like(self._rates)
        for stream, sizes in zip(counted, self._bytes, strict=True):
            cells, told = list(sizes), list(sizes.values())
            sizes.clear()
            stream[cells] = told
        return counted

    def _choose(self, level: LevelCells) -> None:
        ids = slice(level.first_cell, level.first_cell + level.columns * level.rows)
        rates = self._rates[:, ids].reshape(3, level.rows, level.columns)
        all_of_it = rates.max(axis=0).sum()  # no view has a cell in two rings
        squares: Squares | None = None
        for tier, limits in self._limits.items():
            if all_of_it <= limits[0, 0] * BETTER:
                self._rungs[tier, ids] = 0  # whoever sees all of it can afford it
                continue
            squares = squares or Squares(rates)
            costs = np.array([squares.cost(radii) for radii in self._ladders[tier]])
            now = self._rungs[tier, ids]
            afford = np.argmax(costs <= limits, axis=0)
            better = np.argmax(costs <= limits * BETTER, axis=0)
            self._rungs[tier, ids] = np.where(afford > now, afford, np.minimum(better, now))


def _limits(tier: Tier, rungs: list[Radii]) -> Floats:
    """What a view may cost at each rung, bytes a second, shape (rungs, 1)."""
    limits = np.full((len(rungs), 1), BUDGET_BYTES_PER_S[tier] * AFFORD)
    limits[: last_wide(rungs)] = COMFORT_BYTES_PER_S[tier]
    limits[-1] = np.inf  # for whatever is left
    return limits


class Squares:
    """Sums of the three streams' rates over squares of cells around every cell of a level.

    ``rates``: bytes a second, shape (3, rows, columns).
    """

    def __init__(self, rates: Floats) -> None:
        self._sums = np.pad(rates.cumsum(1).cumsum(2), ((0, 0), (1, 0), (1, 0)))
        self._known: dict[int, Floats] = {}

    def cost(self, radii: Radii) -> Floats:
        """Bytes a second of each viewer cell's view, flat."""
        near, middle, far = (self._around(radius) for radius in radii)
        return np.asarray(near[0] + (middle[1] - near[1]) + (far[2] - middle[2])).ravel()

    def _around(self, radius: int) -> Floats:
        """For each cell the sums over those within ``radius``; shape (3, rows, columns)."""
        if radius not in self._known:
            rows, columns = (np.arange(n - 1) for n in self._sums.shape[1:])
            strips = _between(self._sums, columns - radius, columns + radius + 1, axis=2)
            self._known[radius] = _between(strips, rows - radius, rows + radius + 1, axis=1)
        return self._known[radius]


def _between(sums: Floats, first: NDArray[np.int64], last: NDArray[np.int64], axis: int) -> Floats:
    """Differences of running sums; what lies beyond an edge ends there."""
    return np.asarray(
        sums.take(last, axis, mode="clip") - sums.take(first, axis, mode="clip"), np.float64
    )
