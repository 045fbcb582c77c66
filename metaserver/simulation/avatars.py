"""One column per property, one slot per avatar."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from metaserver.simulation.arrays import F64, I64, U8, Bools
from metaserver.simulation.terrain import NO_PORTAL, NOWHERE

LOOK_BYTES = 5
FIRST_ROOM = 64

_Column = tuple[npt.DTypeLike, int]
_FALSE: _Column = (np.bool_, 0)
_BYTE: _Column = (np.uint8, 0)
_METRES: _Column = (np.float64, 0)
_WHOLE: _Column = (np.int64, 0)

COLUMNS: dict[str, _Column] = {
    "alive": _FALSE, "hidden": _FALSE,
    "x": _METRES, "y": _METRES, "level": _WHOLE,
    "heading": _BYTE, "speed": _BYTE, "state": _BYTE, "state_until_ms": _WHOLE,
    "anchor_x": _METRES, "anchor_y": _METRES, "anchor_ms": _WHOLE, "slack_m": _METRES,
    "blocked_ms": _WHOLE, "corrected_ms": _WHOLE, "portal": (np.int64, NO_PORTAL),
    "cell": (np.int64, NOWHERE), "viewer_cell": (np.int64, NOWHERE), "arrived_tick": _WHOLE,
    "qx": _WHOLE, "qy": _WHOLE,
    "rec_tick": _WHOLE, "rec_ms": _WHOLE, "rec_x": _METRES, "rec_y": _METRES,
    "rec_heading": _BYTE, "rec_speed": _BYTE, "rec_state": _BYTE,
}  # fmt: skip
"""Type and first value of each column of shape ``(room,)``."""


class Avatars:
    """The columns. ``room`` doubles when a slot lies past its end; arrays are then new ones, so
    nobody keeps a column from one tick to the next."""

    alive: Bools
    """Joined and not left."""
    hidden: Bools
    """Away for long: keeps its place, in nobody's view."""
    x: F64
    y: F64
    level: I64
    heading: U8
    speed: U8
    """In steps of the quantum."""
    state: U8
    state_until_ms: I64
    """When the state ends by itself; 0: it does not."""
    anchor_x: F64
    """Last position of the client that was accepted, or where the zone itself put it."""
    anchor_y: F64
    anchor_ms: I64
    slack_m: F64
    """How much farther from the anchor than its course says it may be; see ``movement``."""
    blocked_ms: I64
    """Since when it stands at a wall although its client has not said so; 0: it does not."""
    corrected_ms: I64
    """When the client was last told that it is elsewhere; 0: never."""
    portal: I64
    """Portal that it stands in."""
    cell: I64
    """Present cell, ``NOWHERE`` while gone or hidden."""
    viewer_cell: I64
    """Cell that it sees the world from: ``cell`` with hysteresis; ``NOWHERE``: not told yet."""
    arrived_tick: I64
    """When it came to its present cell, or changed its look there."""
    qx: I64
    """Position within the cell in steps of the quantum, as of the last tick."""
    qy: I64
    rec_tick: I64
    """Tick of its last record: of the last emission decision."""
    rec_ms: I64
    rec_x: F64
    """Position of the last record as viewers know it."""
    rec_y: F64
    rec_heading: U8
    rec_speed: U8
    rec_state: U8
    look: U8
    """Shape ``(room, 5)``."""

    def __init__(self) -> None:
        self.room = FIRST_ROOM
        for name, (kind, fill) in COLUMNS.items():
            setattr(self, name, np.full(self.room, fill, kind))
        self.look = np.zeros((self.room, LOOK_BYTES), np.uint8)

    def reset(self, slot: int) -> None:
        """Make ``slot`` as new, and room for it."""
        while slot >= self.room:
            self._grow()
        for name, (_, fill) in COLUMNS.items():
            getattr(self, name)[slot] = fill
        self.look[slot] = 0

    def _grow(self) -> None:
        for name, (kind, fill) in COLUMNS.items():
            more = np.full(self.room, fill, kind)
            setattr(self, name, np.concatenate([getattr(self, name), more]))
        self.look = np.concatenate([self.look, np.zeros_like(self.look)])
        self.room *= 2

    def known(self, slot: object) -> bool:
        """Whether ``slot`` is the number of an avatar that is in the world."""
        return type(slot) is int and 0 <= slot < self.room and bool(self.alive[slot])

    def anchor(self, slots: I64, now_ms: int) -> None:
        """From now on, their clients' courses are measured from where they are."""
        self.anchor_x[slots] = self.x[slots]
        self.anchor_y[slots] = self.y[slots]
        self.anchor_ms[slots] = now_ms

    def present(self) -> Bools:
        """In the world and to be seen, shape ``(room,)``."""
        return self.alive & ~self.hidden
