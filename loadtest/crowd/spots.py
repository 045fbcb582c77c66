"""Points to walk to: on the part of a floor that can be reached on foot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from loadtest.crowd.ground import Grounds

NEAR_M = 60.0
"""The ground near the start: farther points are not chosen if it can be helped."""

F64 = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Spots:
    def __init__(self, grounds: Grounds) -> None:
        self._grounds = grounds
        self._spots: dict[int, F64] = {}
        """By floor: reachable points, shape (n, 2)."""

    def of(self, floor: int, x: float, y: float) -> F64:
        """All points that can be reached from the first one that was ever asked about."""
        if floor not in self._spots:
            self._spots[floor] = self._reachable(floor, x, y)
        return self._spots[floor]

    def near(
        self, floor: int, x: float, y: float, parts: F64, *, straight: bool
    ) -> tuple[float, float]:
        """The first of the points that ``parts`` (numbers from 0 to 1) choose which is near, and
        which one can walk to ``straight``, if that is asked for; else the nearest of them."""
        spots = self.of(floor, x, y)
        chosen = spots[(parts * len(spots)).astype(np.int64)]
        away_m = np.hypot(chosen[:, 0] - x, chosen[:, 1] - y)
        good = away_m <= NEAR_M
        if straight:
            good &= self._grounds.straight(floor, x, y, chosen[:, 0], chosen[:, 1])
        first = np.flatnonzero(good)
        best = chosen[first[0] if len(first) else away_m.argmin()]
        return float(best[0]), float(best[1])

    def _reachable(self, floor: int, x: float, y: float) -> F64:
        clear = self._grounds.clear_mask(floor)
        row, column = self._grounds.pixel(floor, x, y)
        start = np.zeros_like(clear)
        start[max(row - 4, 0) : row + 5, max(column - 4, 0) : column + 5] = True
        reached = flooded(clear, start)
        if not reached.any():
            reached = clear
        return self._grounds.middles(floor, reached if reached.any() else ~clear)


def flooded(free: Bools, start: Bools) -> Bools:
    """What of ``free`` is connected with ``start``, along rows and columns.

    Whole runs of free pixels are taken at a time, along rows and columns in turn, so it takes
    about as many rounds as the longest way has corners.
    """
    reached = free & start
    while True:
        before = np.count_nonzero(reached)
        reached = _runs(free, reached)
        reached = _runs(free.T, reached.T).T
        if np.count_nonzero(reached) == before:
            return np.asarray(reached, np.bool_)


def _runs(free: Bools, reached: Bools) -> Bools:
    """Every run of free pixels along a row that has a reached one."""
    gaps = np.pad(~free, ((0, 0), (1, 0)), constant_values=True)[:, :-1] | ~free
    run = np.cumsum(gaps).reshape(free.shape)
    hit = np.zeros(int(run[-1, -1]) + 1, np.bool_)
    hit[run[reached]] = True
    return np.asarray(hit[run] & free, np.bool_)
