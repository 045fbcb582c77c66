"""Reckoning and steering, for many bots at once; positions are reckoned as the server does."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from loadtest.crowd.columns import Columns
from loadtest.crowd.fields import FAR, Field
from loadtest.crowd.ground import LOOK_STEP_M, Grounds
from metaserver.protocol.quantise import DIRECTION_X, DIRECTION_Y, HEADINGS, SPEED_STEP_MPS

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Bools = NDArray[np.bool_]

MARGIN_M = 1.0
"""Looked at beyond where one will turn: the server stops who has not turned in time."""
LOOK_MAX_M = 8.0
"""Who would go on for longer looks again on the way."""
AGAIN_S = 0.125
"""Nobody decides more often; with the margin it leads into no wall."""
STAND_S = 1.0
"""Who has nowhere to go looks again after this."""
FOLLOW_M = 3.0
"""Who follows a way looks so far ahead."""
_AROUND_STEP = 16
_AROUND = np.arange(0, HEADINGS, _AROUND_STEP)
_FAN = np.array([0, 12, -12, 24, -24, 36, -36, 48, -48, 64, -64, 80, -80, 100, -100, 128], np.int64)
"""Deviations from the heading that one would like, the best first."""


def here(columns: Columns, rows: I64, now_s: float) -> tuple[F64, F64]:
    """Where they are now, metres."""
    heading = columns.heading[rows]
    way_m = columns.speed_q[rows] * SPEED_STEP_MPS * (now_s - columns.since_s[rows])
    x: F64 = columns.x[rows] + DIRECTION_X[heading] * way_m
    y: F64 = columns.y[rows] + DIRECTION_Y[heading] * way_m
    return x, y


def move_on(columns: Columns, rows: I64, now_s: float) -> None:
    """Brings the courses' beginnings to where they are now."""
    columns.x[rows], columns.y[rows] = here(columns, rows, now_s)
    columns.since_s[rows] = now_s


def heading_to(columns: Columns, rows: I64, x: F64, y: F64) -> I64:
    """Nearest heading from the courses' beginnings to points."""
    angle = np.arctan2(-(x - columns.x[rows]), y - columns.y[rows])
    return np.asarray(np.rint(angle * (HEADINGS / (2 * np.pi))).astype(np.int64) % HEADINGS)


def distance_m(columns: Columns, rows: I64, x: F64, y: F64) -> F64:
    return np.asarray(np.hypot(x - columns.x[rows], y - columns.y[rows]))


def steer(
    columns: Columns, grounds: Grounds, rows: I64, wanted: I64, speed_q: I64, next_s: F64
) -> F64:
    """Takes the heading nearest to the wanted one that leads over walkable ground.

    ``next_s`` are the seconds until they would turn again; what is returned is when they have to.
    Who cannot go anywhere stands. ``move_on`` must have been called for ``rows``.
    """
    need_m = np.minimum(speed_q * SPEED_STEP_MPS * next_s + MARGIN_M, LOOK_MAX_M)
    heading, free_m = _first(columns, grounds, rows, wanted, need_m)
    tight = np.flatnonzero(free_m < need_m)
    if len(tight):
        heading[tight], free_m[tight] = _best(
            columns, grounds, rows[tight], wanted[tight], need_m[tight]
        )
    goes = free_m > MARGIN_M / 2
    speed_mps = np.maximum(speed_q, 1) * SPEED_STEP_MPS
    free_s = (free_m - MARGIN_M) / speed_mps
    _take(columns, rows, heading, np.where(goes, speed_q, 0))
    return np.where(goes, np.maximum(np.minimum(next_s, free_s), AGAIN_S), STAND_S)


def follow(columns: Columns, grounds: Grounds, rows: I64, field: Field, speed_q: I64) -> F64:
    """Takes the heading that brings them farthest along the ways of ``field``.

    All ``rows`` are on its floor. Returns the seconds until they have to look again.
    """
    first = np.floor(columns.chance.draw(rows) * _AROUND_STEP).astype(np.int64)
    heading = first[:, None] + _AROUND
    free_m = _free(columns, grounds, rows, heading, np.array([FOLLOW_M]))
    way_m = np.maximum(free_m - LOOK_STEP_M, 0)
    x = columns.x[rows][:, None] + DIRECTION_X[heading] * way_m
    y = columns.y[rows][:, None] + DIRECTION_Y[heading] * way_m
    steps = np.where(way_m > 0, field.steps(x, y), np.int16(FAR))
    own, best = np.arange(len(rows)), steps.argmin(axis=1)
    goes = steps[own, best] < FAR
    _take(columns, rows, heading[own, best], np.where(goes, speed_q, 0))
    walk_s = way_m[own, best] / (np.maximum(speed_q, 1) * SPEED_STEP_MPS)
    return np.where(goes, walk_s, STAND_S)


def stand(columns: Columns, rows: I64) -> None:
    """Stops them where they are."""
    columns.speed_q[rows] = 0


def _take(columns: Columns, rows: I64, heading: I64, speed_q: I64) -> None:
    columns.heading[rows], columns.speed_q[rows] = heading, speed_q
    marked = np.flatnonzero(columns.plan.marked[rows])
    if len(marked):
        remembered = columns.recent[rows[marked]]
        remembered[:, 1:] = remembered[:, :-1]
        remembered[:, 0] = heading[marked]
        columns.recent[rows[marked]] = remembered


def _first(
    columns: Columns, grounds: Grounds, rows: I64, wanted: I64, need_m: F64
) -> tuple[I64, F64]:
    """The wanted heading itself, and how far it leads."""
    free = _free(columns, grounds, rows, wanted[:, None], need_m)
    return wanted.copy(), free[:, 0]


def _best(
    columns: Columns, grounds: Grounds, rows: I64, wanted: I64, need_m: F64
) -> tuple[I64, F64]:
    """The first heading of the fan that leads far enough, else the one that leads farthest."""
    fan = (wanted[:, None] + _FAN) % HEADINGS
    free = _free(columns, grounds, rows, fan, need_m)
    enough = free >= need_m[:, None]
    chosen = np.where(enough.any(axis=1), enough.argmax(axis=1), free.argmax(axis=1))
    own = np.arange(len(rows))
    return fan[own, chosen], free[own, chosen]


def _free(columns: Columns, grounds: Grounds, rows: I64, heading: I64, need_m: F64) -> F64:
    """How far each heading leads, (n, k); a marked walker's last headings lead nowhere, so that
    each of its turns can be told from those before."""
    length_m = float(need_m.max())
    x, y, floor = columns.x[rows], columns.y[rows], columns.floor[rows]
    free = grounds.free_m(floor, x, y, heading, length_m)
    marked = np.flatnonzero(columns.plan.marked[rows])
    if len(marked):
        recent = columns.recent[rows[marked]]
        known = (heading[marked][:, :, None] == recent[:, None, :]).any(axis=2)
        free[marked] = np.where(known, 0.0, free[marked])
    return free
