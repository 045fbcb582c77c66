"""Where marked walkers really are: what they have told the server, as lines in time. Pure numpy.

A line begins with a row of a track and ends with the avatar's next one. Where the server has moved
or stopped a walker (``good`` 0) its own word is not the truth for a moment before and after.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from loadtest.witness.job import Rows
from metaserver.protocol.quantise import DIRECTION_X, DIRECTION_Y

BEFORE_GAP_S = 0.5
"""A walker learns so late at most that the server has put it elsewhere."""
AFTER_GAP_S = 0.3
AVATARS = 65_536
UNIT_S = 1e-5
"""Times become whole numbers of these, so that they can be looked up together with who it is."""
TIME_BITS = 36
"""Of these numbers: eight days."""

Bools = NDArray[np.bool_]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


class Lines:
    """``tracks``: rows of (monotonic_s, world, avatar, x, y, heading, speed_mps, good)."""

    def __init__(self, tracks: F64) -> None:
        who = _who(tracks[:, 1].astype(np.int64), tracks[:, 2].astype(np.int64))
        order = np.lexsort((tracks[:, 0], who))
        self.rows: F64 = tracks[order]
        """By avatar, then by time."""
        self.who: I64 = who[order]
        self.time_s: F64 = self.rows[:, 0]
        self.good: Bools = self.rows[:, 7] > 0
        # Whatever is earlier counts as this, and still lies before the first row.
        self.base_s = float(self.time_s.min()) - 1.0 if len(tracks) else 0.0
        self._known: I64 = np.unique(self.who)
        n = len(tracks)
        first = np.r_[True, self.who[1:] != self.who[:-1]] if n else np.zeros(0, np.bool_)
        self.first: Bools = first
        """An avatar's first row."""
        self._start = np.maximum.accumulate(np.where(first, np.arange(n), 0))
        self.gap_before_s = self._last_gap()
        self.gap_after_s = self._next_gap()
        self._keys = self.key(self.number(self.who), self.time_s)

    def number(self, who: I64) -> I64:
        """A small number for each marked avatar, -1 for others."""
        if not len(self._known):
            return np.full(len(who), -1, np.int64)
        at = np.minimum(np.searchsorted(self._known, who), len(self._known) - 1)
        return np.where(self._known[at] == who, at, -1)

    def key(self, group: I64, time_s: F64) -> I64:
        """Numbers that sort by group, then by time."""
        units = np.rint((time_s - self.base_s) / UNIT_S).astype(np.int64)
        limit = np.int64(1) << TIME_BITS
        return group * limit + np.clip(units, 0, limit - 1)

    def at(self, who: I64, time_s: F64) -> tuple[F64, F64]:
        """Metres; nan where it is not known."""
        if not len(self.rows):
            return np.full(len(who), np.nan), np.full(len(who), np.nan)
        row = self._row(who, time_s)
        r = np.maximum(row, 0)
        sure = (row >= 0) & self.good[r]
        sure &= time_s >= self.gap_before_s[r] + AFTER_GAP_S
        sure &= time_s < self.gap_after_s[r] - BEFORE_GAP_S
        way_m = np.where(sure, self.rows[r, 6] * (time_s - self.time_s[r]), np.nan)
        heading = self.rows[r, 5].astype(np.int64)
        return (
            self.rows[r, 3] + DIRECTION_X[heading] * way_m,
            self.rows[r, 4] + DIRECTION_Y[heading] * way_m,
        )

    def _row(self, who: I64, time_s: F64) -> I64:
        """The row that holds at that moment; -1 for none."""
        key = self.key(self.number(who), time_s)
        row = np.searchsorted(self._keys, key, side="right") - 1
        return np.where((row >= 0) & (self.who[np.maximum(row, 0)] == who), row, -1)

    def _last_gap(self) -> F64:
        """Time of the avatar's last gap at or before each row; -inf for none."""
        at = np.maximum.accumulate(np.where(self.good, -1, np.arange(len(self.rows))))
        return np.where(at >= self._start, self.time_s[at], -np.inf)

    def _next_gap(self) -> F64:
        """Time of the avatar's next gap after each row; inf for none."""
        n = len(self.rows)
        gap = np.append(np.where(self.good, n, np.arange(n)), n)
        at = np.minimum.accumulate(gap[::-1])[::-1][1:]
        same = (at < n) & (np.append(self.who, -1)[at] == self.who)
        return np.where(same, np.append(self.time_s, np.inf)[at], np.inf)


def who_of(rows: Rows) -> I64:
    """Who sightings or shown positions are of."""
    return _who(rows["world"].astype(np.int64), rows["avatar"].astype(np.int64))


def _who(world: I64, avatar: I64) -> I64:
    return world * AVATARS + avatar
