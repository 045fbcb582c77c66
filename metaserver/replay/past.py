"""What a recording has told of everybody, up to one of its ticks: one column per property.

Near streams tell all changes of a tick at once, so the truth after it is the truth before it, less
who left, with those who entered or have a new record. Keyframes say nothing new where no tick is
missing; where some are, or where reading begins, they make it whole within a second. One whose
leaving is missing is gone when no keyframe has listed them for a while.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from metaserver.errors import Malformed
from metaserver.protocol.frames import Kind
from metaserver.protocol.quantise import F64, I64, SPEED_MAX_Q, U8, position
from metaserver.protocol.records import (
    ELSEWHERE,
    LOOK_BYTES,
    Enters,
    Leaves,
    Moves,
    unpack_delta,
    unpack_enters,
    unpack_moves,
)
from metaserver.recorder.format import fragments
from metaserver.recorder.recording import RecordedTick
from metaserver.simulation.terrain import Terrain

AVATARS: Final = 0x10000
NOWHERE: Final = -1
UNHEARD_TICKS: Final = 30
"""Keyframes list everybody far more often."""


class Past:
    """Of one world. Columns have shape ``(AVATARS,)``."""

    def __init__(self, terrain: Terrain) -> None:
        self._terrain = terrain
        self.cell: I64 = np.full(AVATARS, NOWHERE, np.int64)
        """``NOWHERE``: not there."""
        self.x: F64 = np.zeros(AVATARS)
        """Of the last record, in metres."""
        self.y: F64 = np.zeros(AVATARS)
        self.at_ms: I64 = np.zeros(AVATARS, np.int64)
        """When that was, since the recording's beginning."""
        self._heard: I64 = np.zeros(AVATARS, np.int64)
        """Number of the tick taken that told of them last."""
        self._ticks = 0
        self.heading: U8 = np.zeros(AVATARS, np.uint8)
        self.speed: U8 = np.zeros(AVATARS, np.uint8)
        self.state: U8 = np.zeros(AVATARS, np.uint8)
        self.look: U8 = np.zeros((AVATARS, LOOK_BYTES), np.uint8)

    def clear(self) -> None:
        """Nobody is there."""
        self.cell[:] = NOWHERE

    def take(self, tick: RecordedTick) -> None:
        """One more tick, in order. Raises ``Malformed``."""
        self._ticks += 1
        told = [(cell, kind, data) for cell, kind, data in fragments(tick.near)]
        deltas = [(cell, unpack_delta(data)) for cell, kind, data in told if kind is Kind.DELTA]
        moves = [(cell, unpack_moves(data)) for cell, kind, data in told if kind is Kind.MOVES]
        self._leave([(cell, delta.leaves) for cell, delta in deltas])
        self._enter([(cell, delta.enters) for cell, delta in deltas], tick.at_ms)
        self._move([*moves, *((cell, delta.moves) for cell, delta in deltas)], tick.at_ms)
        keys = [(cell, unpack_enters(data)) for cell, _, data in fragments(tick.keys)]
        self._empty([cell for cell, _ in keys])
        self._enter(keys, tick.at_ms)
        self.cell[self._heard < self._ticks - UNHEARD_TICKS] = NOWHERE

    def _leave(self, told: list[tuple[int, Leaves]]) -> None:
        ids, cells = _column([each.id for _, each in told]), _cells(told)
        to = _column([each.to_cell for _, each in told])
        there = self.cell[ids] == cells
        to[to == ELSEWHERE] = NOWHERE
        self._check(to)
        self.cell[ids[there]] = to[there]

    def _empty(self, cells: list[int]) -> None:
        """Keyframes of these cells follow: who is still there is listed in them."""
        self._check(np.array(cells, np.int64))
        emptied = np.zeros(self._terrain.cells_total + 1, np.bool_)
        emptied[cells] = True
        self.cell[emptied[self.cell]] = NOWHERE  # the last element is that of NOWHERE

    def _enter(self, told: list[tuple[int, Enters]], at_ms: int) -> None:
        moves = [(cell, each.moves) for cell, each in told]
        ids = _column([each.id for _, each in moves])
        self.cell[ids] = _cells(moves)
        if len(ids):
            self.look[ids] = np.concatenate([each.look for _, each in told])
        self._move(moves, at_ms)

    def _move(self, told: list[tuple[int, Moves]], at_ms: int) -> None:
        ids, cells = _column([each.id for _, each in told]), _cells(told)
        self._check(cells)
        known = self.cell[ids] != NOWHERE
        qx = _column([each.qx for _, each in told])
        qy = _column([each.qy for _, each in told])
        x0, y0 = self._terrain.cell_x0[cells], self._terrain.cell_y0[cells]
        x, y = position(qx, qy, x0, y0, self._terrain.cell_m)
        state = _column([each.state for _, each in told])
        heading = _column([each.heading for _, each in told])
        those = ids[known]
        self.cell[those], self.at_ms[those], self._heard[those] = cells[known], at_ms, self._ticks
        self.x[those], self.y[those] = x[known], y[known]
        self.heading[those] = heading[known]
        self.state[those], self.speed[those] = state[known] >> 5, state[known] & SPEED_MAX_Q

    def _check(self, cells: I64) -> None:
        if np.any(cells >= self._terrain.cells_total):
            raise Malformed("recording: a cell that is not of this world")


def _column(parts: list[NDArray[Any]]) -> I64:
    return np.concatenate(parts).astype(np.int64) if parts else np.zeros(0, np.int64)


def _cells(told: list[tuple[int, Any]]) -> I64:
    """The cell of each record."""
    cells = np.array([cell for cell, _ in told], np.int64)
    return np.repeat(cells, np.array([len(each) for _, each in told], np.int64))
