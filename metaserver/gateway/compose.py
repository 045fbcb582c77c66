"""One payload per step: from what somebody has in view to what they shall have.

Nearly everybody stays where they are: a step from a view onto itself, which costs a header and
one join of this tick's emissions. All such steps of a tick are made together, with numpy, from
the cells that emitted (not from all that are in view): ``rows`` are steps, ``columns`` cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from metaserver.gateway.logs import NEAR, CellLog, CellLogs, Pieces
from metaserver.protocol.bus import CellOut, TickOut
from metaserver.protocol.frames import (
    Kind,
    array_header,
    frame_header,
    pack_fragment,
    pack_view,
    websocket_frame,
)
from metaserver.protocol.messages import Tier
from metaserver.protocol.views import WorldInfo, ladder, rings

OUT = 3
"""Ring number of a cell that is not in view."""
_ELSEWHERE = 1 << 14
"""Distance to another level."""

I16 = NDArray[np.int16]


class View(NamedTuple):
    cell: int
    """Viewer cell."""
    tier: Tier
    rung: int = 0
    """Of the tier's ladder: how dense it is around there."""


class Step(NamedTuple):
    was: View | None
    """None: nothing is in view yet."""
    tick: int
    """Newest tick of which ``was`` has been given everything."""
    to: View


class Taken(NamedTuple):
    """A tick that the logs have taken in."""

    out: TickOut
    first_keys: set[int]
    """Cells whose first keyframe it brought."""
    previous: int
    """The tick before it."""


class Composer:
    """Makes the payloads of one world."""

    def __init__(self, info: WorldInfo) -> None:
        self._info = info
        self._ladders = {tier: ladder(info, tier) for tier in Tier}
        most = max(map(len, self._ladders.values()))
        self._radii = np.zeros((len(Tier), most, 3), np.int16)
        for tier, rungs in self._ladders.items():
            self._radii[tier, : len(rungs)] = rungs
        self._level = np.zeros(info.cells, np.int16)
        self._column = np.zeros(info.cells, np.int16)
        self._row = np.zeros(info.cells, np.int16)
        for number, level in enumerate(info.levels):
            ids = np.arange(level.columns * level.rows)
            self._level[level.first_cell + ids] = number
            self._column[level.first_cell + ids] = ids % level.columns
            self._row[level.first_cell + ids] = ids // level.columns
        self.view_list = lru_cache(maxsize=4096)(self._view_list)

    def compose(self, taken: Sequence[Taken], logs: CellLogs, steps: Sequence[Step]) -> list[bytes]:
        """A WebSocket frame for each step, ``b""`` where there is nothing to tell.

        ``taken`` are consecutive ticks, usually one; ``logs`` must have taken them in already.
        """
        if not steps:
            return []
        out = taken[-1].out
        late = np.array([step.tick != taken[0].previous for step in steps])
        counts, parts = self._caught_up(out, logs, steps, late)
        for ring in self._emitted(taken, steps, late, counts):
            for own, more in zip(parts, ring, strict=True):
                own += more
        head = frame_header(out.epoch, out.tick, out.time_ms, out.interval_ms, 0)[:-1]
        return [
            websocket_frame(b"".join([head, array_header(n), *own])) if n else b""
            for n, own in zip(counts.tolist(), parts, strict=True)
        ]

    def _emitted(
        self,
        taken: Sequence[Taken],
        steps: Sequence[Step],
        late: NDArray[np.bool_],
        counts: NDArray[np.int64],
    ) -> Iterator[list[list[bytes]]]:
        """Per tick and ring, for each step, the data of the emissions; adds to ``counts``.

        Cells that are new or nearer than before are left out: their log holds these ticks already.
        Steps that missed ticks get everything from the logs.
        """
        moving = np.array([step.was != step.to for step in steps])
        skip = late | np.array([step.was is None for step in steps])
        rows = np.flatnonzero(moving & ~skip)
        to = [step.to for step in steps]
        was = [steps[i].was or steps[i].to for i in rows.tolist()]
        for out, first_keys, _ in taken:
            for ring, stream in enumerate((out.near, out.middle, out.far)):
                emissions = _with_first_keys(stream, out, first_keys)
                cells = np.fromiter(emissions, np.int64, len(emissions))
                mask = self.rings_of(to, cells) == ring
                mask[skip] = False
                if len(rows) and len(cells):
                    mask[rows] &= self.rings_of(was, cells) <= ring
                yield _taken(mask, list(emissions.values()), counts)

    def rings_of(self, views: Sequence[View], cells: NDArray[np.int64]) -> I16:
        """Ring (0 near .. 3 out of view) of each cell in each view; shape (views, cells)."""
        if not len(cells) or not views:
            return np.full((len(views), len(cells)), OUT, np.int16)
        at = np.array([view.cell for view in views], np.int64)
        limits = self._radii[[view.tier for view in views], [view.rung for view in views]]
        across = np.abs(self._column[at][:, None] - self._column[cells])
        distance = np.maximum(across, np.abs(self._row[at][:, None] - self._row[cells]))
        if len(self._info.levels) > 1:
            distance[self._level[at][:, None] != self._level[cells]] = _ELSEWHERE
        found = (distance > limits[:, :1]).astype(np.int16)
        found += distance > limits[:, 1:2]
        found += distance > limits[:, 2:]
        return np.asarray(found, np.int16)

    def _caught_up(
        self, out: TickOut, logs: CellLogs, steps: Sequence[Step], late: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], list[list[bytes]]]:
        """What each step needs beyond this tick's emissions: number of fragments, and data.

        That is the new view, and the logs of cells that are new, nearer or were missed.
        """
        counts = np.zeros(len(steps), np.int64)
        parts: list[list[bytes]] = [[] for _ in steps]
        those = [i for i, step in enumerate(steps) if late[i] or step.was != step.to]
        if not those:
            return counts, parts
        live = np.array(logs.cells, np.int64)
        to = self.rings_of([steps[i].to for i in those], live)
        was = self.rings_of([steps[i].was or steps[i].to for i in those], live)
        was[[steps[i].was is None for i in those]] = OUT
        for row, i in enumerate(those):
            step = steps[i]
            if step.was != step.to:
                view = pack_fragment(step.to.cell, Kind.VIEW, out.tick, self.view_list(step.to))
                parts[i].append(view)
                counts[i] += 1
            chosen = to[row] < (OUT if late[i] else was[row])
            columns = np.flatnonzero(chosen)
            for cell, before, now in zip(
                live[columns].tolist(), was[row, columns].tolist(), to[row, columns].tolist(),
                strict=True,
            ):  # fmt: skip
                n, data = _log_for(logs.get(cell), before, now, step.tick)
                parts[i].append(data)
                counts[i] += n
        return counts, parts

    def _view_list(self, view: View) -> bytes:
        return pack_view(*rings(self._info, view.cell, self._ladders[view.tier][view.rung]))


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


def _taken(
    mask: NDArray[np.bool_], emissions: list[CellOut], counts: NDArray[np.int64]
) -> list[list[bytes]]:
    """For each row of ``mask`` the data of the emissions it chooses; adds their fragments."""
    rows, columns = np.nonzero(mask)
    if not len(rows):
        return [[]] * len(mask)
    fragments = np.array([each.fragments for each in emissions], np.int64)
    counts += np.bincount(rows, fragments[columns], len(mask)).astype(np.int64)
    data: NDArray[Any] = np.empty(len(emissions), object)
    data[:] = [each.data for each in emissions]
    taken = data[columns].tolist()
    ends = np.searchsorted(rows, np.arange(len(mask) + 1)).tolist()
    return [taken[a:b] for a, b in pairwise(ends)]
