"""What each stream of each cell tells in a tick.

A cell has three streams, near, middle and far, that differ only in how often they tell: every
tick, every third, every ninth. Each is cumulative since its own last emission ``T``:

* *enters*: present now, arrived after ``T`` (who left and came back is entered again: harmless);
* *leaves*: left the cell after ``T`` and not in it now, whether or not the stream ever listed them;
  each names the cell it is in now, or ``NOWHERE``;
* *moves*: present, arrived by ``T``, with a record since: their present state.

Who is present is never listed as leaving. A viewer may go from one stream to another at any tick,
and knows avatars that its new stream never listed; as every departure since ``T`` is told, no
ghost remains. A *keyframe*, the whole cell, is made with the far emission; in a crowd far tells
with every second or third keyframe only. Cells that are and were empty tell nothing; work is per
occupied cell, everything else is done on whole columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metaserver.simulation.arrays import I64, NOBODY, Bools
from metaserver.simulation.avatars import Avatars
from metaserver.simulation.grid import Departures, Grid
from metaserver.simulation.thinning import Thinning

NEAR, MIDDLE, FAR, KEY = 0, 1, 2, 3
MIDDLE_PERIOD_TICKS = 3
KEYFRAME_EVERY_MS = 1000
FAR_PERIOD_MAX_TICKS = 9


def periods(interval_ms: int, thinned: int = 1) -> tuple[int, int, int, int]:
    """Ticks between two emissions of near, middle and far and between two keyframes, for this
    length of a tick. ``thinned``: how many keyframes there are to one emission of far.

    Each is a multiple of the one before, so that whenever a slower stream of a cell tells
    something, the quicker ones tell it in the same tick. So nobody who goes from a quick stream to
    a slow one has been told less than the slow one's followers. (With 3 and 10 ticks, who went from
    middle to far never heard of what happened between middle's last tick and far's.)

    Keyframes are at most a second apart: 9 ticks of 100 ms, 3 of 250 ms.
    """
    within = min(max(KEYFRAME_EVERY_MS // interval_ms, 1), FAR_PERIOD_MAX_TICKS)
    middle = min(MIDDLE_PERIOD_TICKS, within)
    key = within // middle * middle
    return 1, middle, key * thinned, key


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """Slots sorted by cell; those of the ``i``-th cell are ``slots[ends[i - 1]:ends[i]]``."""

    slots: I64
    ends: list[int]

    @classmethod
    def of(cls, slots: I64, slot_cells: I64, cells: I64) -> Column:
        if not len(slots):
            return cls(slots, [0] * len(cells))
        return cls(slots, slot_cells.searchsorted(cells, "right").tolist())


@dataclass(frozen=True, slots=True, eq=False)
class Emission:
    """What one stream tells in one tick, for all its cells that have something to tell."""

    cells: list[int]
    """Ascending."""
    leaves: Column
    leaves_to: I64
    """Cell of each of ``leaves`` now, or ``NOWHERE``; same shape."""
    enters: Column
    moves: Column

    def size(self) -> int:
        """About how many bytes it takes."""
        entered, left = len(self.enters.slots), len(self.leaves.slots)
        return 8 * len(self.cells) + 7 * len(self.moves.slots) + 12 * entered + 4 * left


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """Keyframes of one tick."""

    cells: list[int]
    """Ascending; a cell that has just become empty is among them."""
    everybody: Column


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """All that is told in one tick."""

    near: Emission
    middle: Emission
    far: Emission
    keys: Keys


class Streams:
    """When each stream of each cell last told something, for one world."""

    def __init__(self, cells_total: int) -> None:
        self._last: I64 = np.zeros((3, cells_total), np.int64)
        """Tick of the last emission of each stream and cell."""
        self._stale: Bools = np.zeros(cells_total, np.bool_)
        """Cells whose last keyframe is not the empty one, or that told something since."""
        self._thinning = Thinning()
        self._stagger: I64 = (np.arange(cells_total) * 40503 >> 3) & 0xFFFF

    def have_told_all(self, grid: Grid) -> bool:
        """Whether an empty world has nothing left to tell."""
        return not len(grid.departures.slot) and not self._stale.any()

    def tell(self, tick: int, interval_ms: int, avatars: Avatars, grid: Grid) -> Told:
        """Everything that is due at ``tick``; forgets departures that all streams have told."""
        slots = grid.by_cell
        cells = avatars.cell[slots]
        thinned = self._thinning.factor
        due = [(tick + self._stagger) % period == 0 for period in periods(interval_ms, thinned)]
        near, middle, far = (
            self._emission(stream, due[stream], avatars, slots, cells, grid.departures)
            for stream in (NEAR, MIDDLE, FAR)
        )
        keys = self._keys(due[KEY], slots, cells)
        self._thinning.told(far.size(), interval_ms)
        for stream in (NEAR, MIDDLE, FAR):
            self._last[stream][due[stream]] = tick
        departures = grid.departures
        departures.keep(departures.tick > self._last.min(axis=0)[departures.cell])
        return Told(near, middle, far, keys)

    def _emission(
        self, stream: int, due: Bools, avatars: Avatars, slots: I64, cells: I64, log: Departures
    ) -> Emission:
        last = self._last[stream]
        since, theirs = last[cells], due[cells]
        arrived = theirs & (avatars.arrived_tick[slots] > since)
        moved = theirs & ~arrived & (avatars.rec_tick[slots] > since)
        left_slots, left_cells = _left(avatars, log, due[log.cell] & (log.tick > last[log.cell]))
        arrived_cells, moved_cells = cells[arrived], cells[moved]
        telling = _distinct(left_cells, arrived_cells, moved_cells)
        self._stale[telling] = True
        return Emission(
            telling.tolist(),
            Column.of(left_slots, left_cells, telling),
            avatars.cell[left_slots],
            Column.of(slots[arrived], arrived_cells, telling),
            Column.of(slots[moved], moved_cells, telling),
        )

    def _keys(self, due: Bools, slots: I64, cells: I64) -> Keys:
        occupied = np.zeros(len(due), np.bool_)
        occupied[cells] = True
        making = np.flatnonzero(due & (occupied | self._stale))
        self._stale[making] = occupied[making]
        there = due[cells]
        return Keys(making.tolist(), Column.of(slots[there], cells[there], making))


def _distinct(*columns: I64) -> I64:
    """Each number once, ascending. (``np.unique`` does the same at three times the cost, which
    is felt where columns are short.)"""
    found = np.concatenate([each for each in columns if len(each)] or [NOBODY])
    found.sort()
    first = np.ones(len(found), np.bool_)
    np.not_equal(found[1:], found[:-1], out=first[1:])
    return found[first]


def _left(avatars: Avatars, log: Departures, those: Bools) -> tuple[I64, I64]:
    """Slots and cells of the departures meant, each pair once, without who is back; by cell."""
    if not those.any():
        return NOBODY, NOBODY
    slots, cells = log.slot[those], log.cell[those]
    gone = avatars.cell[slots] != cells
    pairs = _distinct(cells[gone] * avatars.room + slots[gone])
    return pairs % avatars.room, pairs // avatars.room
