"""The log of each cell: its last keyframe and what each stream emitted since.

Whoever comes into view of a cell gets its log of the stream it will follow: the gateway never
asks the zone for anything.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from metaserver.protocol.bus import CellOut, KeyOut, TickOut

NEAR, MIDDLE, FAR = 0, 1, 2
"""Streams, in the order of their rate; ring and stream have the same number."""
DELTAS_MAX: Final = 256
"""Deltas a stream may have since the keyframe. A zone makes a keyframe at most a second apart, so
this is reached by a broken one only: then the log is dropped and begins at its next keyframe."""

Deltas = list[tuple[int, CellOut]]
Pieces = tuple[int, bytes]
"""Number of fragments, and their bytes."""


class CellLog:
    __slots__ = ("_made", "key_tick", "keyframe", "names", "streams")

    def __init__(self) -> None:
        self.key_tick = -1
        """Tick of the keyframe, -1 before the first: the log is not whole yet."""
        self.keyframe = b""
        self.names = b""
        self.streams: tuple[Deltas, Deltas, Deltas] = ([], [], [])
        self._made: dict[tuple[int, bool], Pieces] = {}
        """What was asked of ``whole`` since the log last changed."""

    def begin(self, tick: int, key: KeyOut) -> None:
        if self._made:
            self._made.clear()
        self.key_tick, self.keyframe, self.names = tick, key.keyframe, key.names
        for deltas in self.streams:
            deltas.clear()

    def add(self, stream: int, tick: int, out: CellOut) -> None:
        if self._made:
            self._made.clear()
        deltas = self.streams[stream]
        if len(deltas) >= DELTAS_MAX:
            self.begin(-1, KeyOut(b"", b""))
            return
        deltas.append((tick, out))

    def since(self, stream: int, tick: int) -> Pieces:
        """What the stream emitted after ``tick`` (its keyframe may be left out)."""
        late = [out for at, out in self.streams[stream] if at > tick]
        if not late:
            return 0, b""
        return sum(out.fragments for out in late), b"".join(out.data for out in late)

    def whole(self, stream: int, *, names: bool) -> Pieces:
        """Keyframe (with names) and all that the stream emitted since; made once a tick."""
        made = self._made.get((stream, names))
        if made is None:
            n, data = self.since(stream, -1)
            named = self.names if names else b""
            made = n + bool(self.keyframe) + bool(named), self.keyframe + named + data
            self._made[stream, names] = made
        return made


class CellLogs:
    """The logs of all cells of a world that anything was ever heard of."""

    def __init__(self) -> None:
        self._logs: dict[int, CellLog] = {}
        self._cells = np.empty(0, np.int64)

    @property
    def cells(self) -> NDArray[np.int64]:
        """Made anew when there is another: a cell that has a log keeps it."""
        if len(self._cells) != len(self._logs):
            self._cells = np.array(list(self._logs), np.int64)
        return self._cells

    def get(self, cell: int) -> CellLog:
        return self._logs[cell]

    def add(self, out: TickOut) -> set[int]:
        """Takes in one tick. Where a keyframe comes, the same tick's deltas are in it.

        Returns the cells whose first keyframe this is: those who already view them get it too, as
        all they had were deltas.
        """
        first_keys: set[int] = set()
        for stream, emitted in enumerate((out.near, out.middle, out.far)):
            for cell, piece in emitted.items():
                if cell not in out.keys:
                    self._log(cell).add(stream, out.tick, piece)
        for cell, key in out.keys.items():
            log = self._log(cell)
            if log.key_tick < 0:
                first_keys.add(cell)
            log.begin(out.tick, key)
        return first_keys

    def clear(self) -> None:
        """Another epoch: nothing of the former is true any more."""
        self._logs.clear()
        self._cells = np.empty(0, np.int64)

    def _log(self, cell: int) -> CellLog:
        log = self._logs.get(cell)
        if log is None:
            log = self._logs[cell] = CellLog()
        return log
