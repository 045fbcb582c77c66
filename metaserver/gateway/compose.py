"""One payload per step: from what somebody has in view to what they shall have.

Nearly everybody stays where they are: a step from a view onto itself, which costs a header and
one join of this tick's emissions. All such steps of a tick are made together, with numpy, from
the cells that emitted (not from all that are in view): ``rows`` are steps, ``columns`` cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from metaserver.gateway.logs import NEAR, CellLog, CellLogs, Pieces
from metaserver.gateway.rings import I8, OUT, RingTable, View
from metaserver.protocol.bus import CellOut, TickOut
from metaserver.protocol.frames import (
    Kind,
    array_header,
    frame_header,
    pack_fragment,
    pack_view,
    websocket_frame,
)
from metaserver.protocol.views import WorldInfo, rings

Caught = dict[int, tuple[int, bytes]]
"""By number of a step what it needs beyond the emissions: number of fragments, and their bytes."""


class Step(NamedTuple):
    was: View | None
    """None: nothing is in view yet."""
    tick: int | None
    """Newest tick of which ``was`` has been given everything; None: the one before."""
    to: View

    def follows(self, previous: int) -> bool:
        """Whether nothing was missed up to the tick ``previous``."""
        return self.tick is None or self.tick == previous


class Taken(NamedTuple):
    """A tick that the logs have taken in."""

    out: TickOut
    first_keys: set[int]
    """Cells whose first keyframe it brought."""
    previous: int
    """The tick before it."""


class Emissions(NamedTuple):
    """All that some ticks emitted, in the order in which it is told."""

    pieces: list[CellOut]
    cells: NDArray[np.int64]
    rings: I8
    """Number of each piece's stream, which is that of the ring it is for."""


class Composer:
    """Makes the payloads of one world."""

    def __init__(self, info: WorldInfo) -> None:
        self._info = info
        self._rings = RingTable(info)
        self.view_list = lru_cache(maxsize=4096)(self._view_list)

    def compose(self, taken: Sequence[Taken], logs: CellLogs, steps: Sequence[Step]) -> list[bytes]:
        """A WebSocket frame for each step, ``b""`` where there is nothing to tell.

        ``taken`` are consecutive ticks, usually one; ``logs`` must have taken them in already.
        """
        if not steps:
            return []
        out, previous = taken[-1].out, taken[0].previous
        # Nearly all steps lead from a view to itself, as the same object.
        odd = [
            i for i, step in enumerate(steps)
            if step.was is not step.to or (step.tick is not None and step.tick != previous)
        ]  # fmt: skip
        counts, bodies = self._emitted(_emissions(taken), steps, odd, previous)
        for i, (n, data) in self._caught_up(out, logs, steps, odd, previous).items():
            counts[i] += n
            bodies[i] = data + bodies[i]
        head = frame_header(out.epoch, out.tick, out.time_ms, out.interval_ms, 0)[:-1]
        heads = {n: head + array_header(n) for n in set(counts)}
        return [
            websocket_frame(heads[n] + body) if n else b""
            for n, body in zip(counts, bodies, strict=True)
        ]

    def _emitted(
        self, told: Emissions, steps: Sequence[Step], odd: list[int], previous: int
    ) -> tuple[list[int], list[bytes]]:
        """For each step the emissions in its view: number of fragments, and their bytes.

        Cells that are new or nearer than before are left out: their log holds these ticks already.
        Steps that missed ticks get everything from the logs.
        """
        skip = {i for i in odd if steps[i].was is None or not steps[i].follows(previous)}
        moving = [i for i in odd if i not in skip and steps[i].was != steps[i].to]
        views = [step.to for step in steps]
        views += [steps[i].was or steps[i].to for i in moving]
        found = self._rings.of(views, told.cells)
        mask = found[: len(steps)] == told.rings
        mask[moving] &= found[len(steps) :] <= told.rings
        mask[list(skip)] = False
        return _taken(mask, told.pieces)

    def _caught_up(
        self, out: TickOut, logs: CellLogs, steps: Sequence[Step], odd: list[int], previous: int
    ) -> Caught:
        """That is the new view, and the logs of cells that are new, nearer or were missed."""
        those = [i for i in odd if steps[i].was != steps[i].to or not steps[i].follows(previous)]
        caught: Caught = {}
        if not those:
            return caught
        live = logs.cells
        to = self._rings.of([steps[i].to for i in those], live)
        was = self._rings.of([steps[i].was or steps[i].to for i in those], live)
        was[[steps[i].was is None for i in those]] = OUT
        for row, i in enumerate(those):
            step = steps[i]
            have = previous if step.tick is None else step.tick
            chosen = to[row] < (was[row] if have == previous else OUT)
            columns = np.flatnonzero(chosen)
            pieces = [
                _log_for(logs.get(cell), before, now, have)
                for cell, before, now in zip(
                    live[columns].tolist(), was[row, columns].tolist(), to[row, columns].tolist(),
                    strict=True,
                )
            ]  # fmt: skip
            if step.was != step.to:
                pieces.insert(0, (1, self._told_view(step.to, out.tick)))
            caught[i] = sum(n for n, _ in pieces), b"".join([data for _, data in pieces])
        return caught

    def _told_view(self, view: View, tick: int) -> bytes:
        return pack_fragment(view.cell, Kind.VIEW, tick, self.view_list(view))

    def _view_list(self, view: View) -> bytes:
        return pack_view(*rings(self._info, view.cell, self._rings.ladders[view.tier][view.rung]))


def _log_for(log: CellLog, was: int, to: int, have_tick: int) -> Pieces:
    """One cell for one who has seen it up to ``have_tick`` from ring ``was``.

    Names are told to those near only, as the near stream does. Who goes to a slower stream needs
    nothing: whenever that has told something, the quicker one did in the same tick.
    """
    names = to == NEAR
    if was == OUT:
        # Nothing is bound to a cell that was not in view, so an empty keyframe says nothing.
        return log.whole(to, names=names) if log.names else log.since(to, -1)
    if to < was or log.key_tick > have_tick:
        return log.whole(to, names=names)
    return log.since(to, have_tick)


def _emissions(taken: Sequence[Taken]) -> Emissions:
    pieces: list[CellOut] = []
    cells: list[int] = []
    rings: list[int] = []
    for out, first_keys, _ in taken:
        for ring, stream in enumerate((out.near, out.middle, out.far)):
            emitted = _with_first_keys(stream, out, first_keys)
            pieces += emitted.values()
            cells += emitted
            rings += [ring] * len(emitted)
    return Emissions(pieces, np.array(cells, np.int64), np.array(rings, np.int8))


def _with_first_keys(
    stream: dict[int, CellOut], out: TickOut, first_keys: set[int]
) -> dict[int, CellOut]:
    """A stream's emissions, with the keyframe itself in cells that had none so far."""
    if not first_keys:
        return stream
    firsts = {cell: out.keys[cell] for cell in first_keys}
    keys = {
        cell: CellOut(1 + bool(key.names), key.keyframe + key.names) for cell, key in firsts.items()
    }
    return {**stream, **keys}


def _taken(mask: NDArray[np.bool_], pieces: list[CellOut]) -> tuple[list[int], list[bytes]]:
    """For each row of ``mask`` the pieces it chooses: number of fragments, and bytes."""
    rows, columns = np.nonzero(mask)
    if not len(rows):
        return [0] * len(mask), [b""] * len(mask)
    fragments = np.array([each.fragments for each in pieces], np.int64)
    counts = np.bincount(rows, fragments[columns], len(mask)).astype(np.int64).tolist()
    data: NDArray[Any] = np.empty(len(pieces), object)
    data[:] = [each.data for each in pieces]
    taken = data[columns].tolist()
    ends = np.searchsorted(rows, np.arange(len(mask) + 1)).tolist()
    return counts, [b"".join(taken[a:b]) for a, b in pairwise(ends)]
