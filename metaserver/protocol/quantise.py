"""Numbers <-> the small integers on the wire.

The zone itself moves avatars by quantised headings and speeds, so that the
line a viewer extrapolates is the line the zone follows: what remains is the
rounding of one position (about 1 mm in a cell of 8 m).
"""

from __future__ import annotations

import enum

import numpy as np
from numpy.typing import NDArray

POSITION_STEPS = 4096
"""Steps along the side of a cell: 12 bits."""
HEADINGS = 256
SPEED_STEP_MPS = 0.25
SPEED_MAX_Q = 31
"""Largest speed on the wire, 7.75 m/s."""
WALK_MPS = 2.0
RUN_MPS = 5.0
MAX_MPS = 5.0
"""Fastest speed the zone allows."""

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
U8 = NDArray[np.uint8]
U16 = NDArray[np.uint16]
I64 = NDArray[np.int64]


class State(enum.IntEnum):
    """What an avatar does besides moving; three bits on the wire."""

    FREE = 0
    SIT = 1
    WAVE = 2
    BOW = 3
    CLAP = 4
    DANCE = 5
    TALK = 6
    """Reserved."""
    AWAY = 7
    """Its connection is gone; it may come back."""


_ANGLES = np.arange(HEADINGS) * (2 * np.pi / HEADINGS)
DIRECTION_X: F64 = -np.sin(_ANGLES)
"""x of the unit vector of each heading, shape (256,); 0 faces +y, counter-clockwise."""
DIRECTION_Y: F64 = np.cos(_ANGLES)


def heading_of(dx: float, dy: float) -> int:
    """Nearest of the 256 headings for a direction."""
    return round(float(np.arctan2(-dx, dy)) * HEADINGS / (2 * np.pi)) % HEADINGS


def state_byte(state: U8, speed_q: U8) -> U8:
    """State in the upper three bits, speed in the lower five; shapes (n,)."""
    return ((state << 5) | (speed_q & SPEED_MAX_Q)).astype(np.uint8)


def quantise_position(x: F64, y: F64, x0: F64, y0: F64, cell_m: float) -> tuple[I64, I64]:
    """Positions within their cells, 0..4095 each. ``x0, y0`` are the cells' corners, shape (n,)."""
    scale = POSITION_STEPS / cell_m
    qx = np.clip(np.floor((x - x0) * scale), 0, POSITION_STEPS - 1).astype(np.int64)
    qy = np.clip(np.floor((y - y0) * scale), 0, POSITION_STEPS - 1).astype(np.int64)
    return qx, qy


def position(qx: I64, qy: I64, x0: F64 | float, y0: F64 | float, cell_m: float) -> tuple[F64, F64]:
    """Middle of the quantised square; the error is at most ``cell_m / 8192`` along each axis."""
    scale = cell_m / POSITION_STEPS
    return np.asarray(x0 + (qx + 0.5) * scale), np.asarray(y0 + (qy + 0.5) * scale)
