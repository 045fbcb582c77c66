"""Frames to who is where: the rules by which every client rebuilds a view. Pure.

A client keeps, for each avatar it knows: the *cell* it is bound to and the tick of that knowledge;
its last *record* (position, heading, speed, state), its tick and its time; its look and its name,
each with its tick. And it keeps the *cells in view*, each with the tick up to which it has spoken:
that of its youngest fragment, or of the ``VIEW`` that brought it into view if that is younger.

Rules:

1. A frame of another epoch than that of the last ``entered`` is dropped. ``entered`` begins with
   nobody and no cells.
2. Fragments are applied in the order of the frame. A fragment speaks of its own tick, which may be
   older than the frame's. The time of a tick is that of the frame of that tick, where one was
   received; else the frame's time less ``interval_ms`` for each tick between.
3. ``VIEW`` replaces the cells in view. Who is bound to a cell that is not among them is removed.
4. Every fragment is true at its tick, so of two the younger is right, and at the same tick the one
   that comes later in the frame is taken too:

   a. *enter* (in a delta), or listed in a *keyframe*: an avatar that is not known is made. It is
      bound to the fragment's cell, unless its binding is younger; it has this record, unless its
      record is younger; this look, unless its look is younger. Each is judged by itself: a leave
      may have told that it is here before the log of this cell comes with its record.
   b. *move*: as enter, without a look. The move of an unknown avatar is ignored; it does not occur
      where a composer keeps to the rules (``unknown_moves`` counts it).
   c. *leave* ``(id, to)``: only where the avatar is bound to the fragment's cell and its binding
      is not younger. It is bound to ``to``, at this tick, with the record that it has; or it is
      removed where ``to`` is not in view, or has spoken of a younger tick. (For ``to`` has then
      told itself that the avatar is there, or has left again: a log may be older than that.)
   d. *keyframe*: whoever is bound to its cell by a binding that is not younger, and is not listed
      in it, is removed.

5. ``NAMES`` sets name and look of avatars that are known, each unless it is younger. A name is kept
   until its avatar is removed.
6. At a time, an avatar is at its record's position, plus its speed along its heading for the time
   since its record.

What comes out equals the truth of the world at the last tick of each cell's stream, within 0.1 m
and quantisation (exact where the cell's last fragment was a keyframe), and nobody is missing or
left over.
"""

from __future__ import annotations

from dataclasses import dataclass

from metaserver.errors import Malformed
from metaserver.protocol import quantise
from metaserver.protocol.frames import Fragment, Frame, Kind, unpack_view
from metaserver.protocol.records import (
    Enters,
    Leaves,
    Moves,
    unpack_delta,
    unpack_enters,
    unpack_moves,
    unpack_names,
)
from metaserver.protocol.views import WorldInfo, corner

TICKS_REMEMBERED = 128
"""A fragment's tick has seven bits, so none is older than this."""
WRAP = 2**32


@dataclass(slots=True)
class Avatar:
    """What is known of one avatar."""

    cell: int
    tick: int
    """When it was known to be in this cell."""
    record_tick: int = -1
    x: float = 0.0
    y: float = 0.0
    heading: int = 0
    speed_q: int = 0
    state: int = 0
    time_ms: int = 0
    """Server clock at which the record was true."""
    look: bytes = b""
    look_tick: int = -1
    name: str = ""
    name_tick: int = -1

    def at(self, time_ms: int) -> tuple[float, float]:
        """Position at a time of the server's clock, in metres (rule 6)."""
        ahead_ms = (time_ms - self.time_ms + WRAP // 2) % WRAP - WRAP // 2
        way_m = self.speed_q * quantise.SPEED_STEP_MPS * ahead_ms / 1000
        x = self.x + float(quantise.DIRECTION_X[self.heading]) * way_m
        return x, self.y + float(quantise.DIRECTION_Y[self.heading]) * way_m


class View:
    """Everybody in view of one client in one world; feed it every frame, in order.

    ``epoch`` is that of ``entered``; None takes every frame, for who sorts them out before.
    """

    def __init__(self, info: WorldInfo, *, epoch: int | None = None) -> None:
        self.info = info
        self.epoch = epoch
        self.avatars: dict[int, Avatar] = {}
        """By id."""
        self.near: list[int] = []
        self.middle: list[int] = []
        self.far: list[int] = []
        self.viewer_cell: int | None = None
        self.tick = 0
        self.time_ms = 0
        self.dropped_frames = 0
        """Frames of another epoch."""
        self.unknown_moves = 0
        self._spoken: dict[int, int] = {}
        """Cells in view, and the tick up to which each has spoken."""
        self._corners: dict[int, tuple[float, float]] = {}
        """Lower left corner of each cell met so far, metres."""
        self._times: dict[int, int] = {}
        """Time of each of the last ticks that a frame was received of."""

    def apply(self, frame: Frame) -> None:
        """Raises ``Malformed`` where a fragment's bytes are not what its kind says."""
        if self.epoch is not None and frame.epoch != self.epoch:
            self.dropped_frames += 1
            return
        self.tick, self.time_ms = frame.tick, frame.time_ms
        self._times[frame.tick] = frame.time_ms
        if len(self._times) > TICKS_REMEMBERED:
            del self._times[next(iter(self._times))]
        for fragment in frame.fragments:
            self._fragment(fragment, self.time_of(frame, fragment.tick))

    def time_of(self, frame: Frame, tick: int) -> int:
        """Server clock of a fragment's tick (rule 2)."""
        ago_ms = (frame.tick - tick) * frame.interval_ms
        return self._times.get(tick, (frame.time_ms - ago_ms) % WRAP)

    def _fragment(self, fragment: Fragment, time_ms: int) -> None:
        data = fragment.data
        if fragment.kind == Kind.MOVES:
            self._record(fragment, unpack_moves(data), time_ms)
        elif fragment.kind == Kind.DELTA:
            delta = unpack_delta(data)
            if len(delta.leaves):
                self._leaves(fragment, delta.leaves)
            if len(delta.enters):
                self._enters(fragment, delta.enters, time_ms)
            if len(delta.moves):
                self._record(fragment, delta.moves, time_ms)
        elif fragment.kind == Kind.KEYFRAME:
            self._keyframe(fragment, unpack_enters(data), time_ms)
        elif fragment.kind == Kind.NAMES:
            self._names(fragment)
        else:
            self._view(fragment)
            return
        if fragment.cell in self._spoken:
            self._spoken[fragment.cell] = max(self._spoken[fragment.cell], fragment.tick)

    # ---- one kind each ------------------------------------------------------------------------

    def _view(self, fragment: Fragment) -> None:
        self.viewer_cell = fragment.cell
        self.near, self.middle, self.far = unpack_view(fragment.data)
        cells = (*self.near, *self.middle, *self.far)
        self._spoken = {cell: self._spoken.get(cell, fragment.tick) for cell in cells}
        self._remove([i for i, a in self.avatars.items() if a.cell not in self._spoken])

    def _keyframe(self, fragment: Fragment, everybody: Enters, time_ms: int) -> None:
        listed = set(everybody.moves.id.tolist())
        self._remove(
            [
                id_
                for id_, avatar in self.avatars.items()
                if avatar.cell == fragment.cell
                and avatar.tick <= fragment.tick
                and id_ not in listed
            ]
        )
        self._enters(fragment, everybody, time_ms)

    def _leaves(self, fragment: Fragment, leaves: Leaves) -> None:
        for id_, to in zip(leaves.id.tolist(), leaves.to_cell.tolist(), strict=True):
            avatar = self.avatars.get(id_)
            if avatar is None or avatar.cell != fragment.cell or avatar.tick > fragment.tick:
                continue
            if self._spoken.get(to, fragment.tick + 1) <= fragment.tick:
                avatar.cell, avatar.tick = to, fragment.tick
            else:
                del self.avatars[id_]

    def _enters(self, fragment: Fragment, enters: Enters, time_ms: int) -> None:
        for id_ in enters.moves.id.tolist():
            self.avatars.setdefault(id_, Avatar(fragment.cell, fragment.tick))
        self._record(fragment, enters.moves, time_ms)
        for id_, look in zip(enters.moves.id.tolist(), enters.look, strict=True):
            avatar = self.avatars[id_]
            if fragment.tick >= avatar.look_tick:
                avatar.look, avatar.look_tick = look.tobytes(), fragment.tick

    def _record(self, fragment: Fragment, moves: Moves, time_ms: int) -> None:
        x0, y0 = self._corner(fragment.cell)
        x, y = quantise.position(moves.qx, moves.qy, x0, y0, self.info.cell_m)
        columns = (moves.id, x, y, moves.heading, moves.state)
        cell, tick = fragment.cell, fragment.tick
        for id_, px, py, heading, state in zip(*(c.tolist() for c in columns), strict=True):
            avatar = self.avatars.get(id_)
            if avatar is None:
                self.unknown_moves += 1
                continue
            if tick >= avatar.tick:
                avatar.cell, avatar.tick = cell, tick
            if tick < avatar.record_tick:
                continue
            avatar.record_tick, avatar.time_ms = tick, time_ms
            avatar.x, avatar.y, avatar.heading = px, py, heading
            avatar.state, avatar.speed_q = state >> 5, state & quantise.SPEED_MAX_Q

    def _corner(self, cell: int) -> tuple[float, float]:
        if cell not in self._corners:
            try:
                self._corners[cell] = corner(self.info, cell)
            except KeyError as error:
                raise Malformed(f"fragment: cell {cell} is not of this world") from error
        return self._corners[cell]

    def _names(self, fragment: Fragment) -> None:
        for id_, look, name in unpack_names(fragment.data):
            avatar = self.avatars.get(id_)
            if avatar is None:
                continue
            if fragment.tick >= avatar.name_tick:
                avatar.name, avatar.name_tick = name, fragment.tick
            if fragment.tick >= avatar.look_tick:
                avatar.look, avatar.look_tick = look, fragment.tick

    def _remove(self, ids: list[int]) -> None:
        for id_ in ids:
            del self.avatars[id_]
