"""What a worker process is told, and what it tells while it runs and at its end.

Counters lie in shared memory, so that progress costs the workers nothing. Times are those of
``time.monotonic`` of this machine, which all processes share.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loadtest.scenario import Scenario

AGE_BUCKETS = 20_000
"""Histogram of frame ages: one bucket a millisecond, the last takes all that is older."""
PHASES_MAX = 4


class Count(enum.IntEnum):
    """Index in a worker's row of shared float64 counters; all are totals unless said."""

    CONNECTED = 0
    """Open now."""
    PRESENT = 1
    """In a world with a first keyframe, now."""
    OPENED = 2
    FRAMES = 3
    BYTES = 4
    """Received, WebSocket headers included."""
    SENT = 5
    """Messages."""
    DROPPED = 6
    """Unwanted ends."""
    RESUMED = 7
    LOST = 8
    ERRORS = 9
    CORRECTED = 10
    REFUSED = 11
    GAVE_UP = 12
    """Bots that will not come (any more): the final refusal was theirs."""
    CHAT = 13
    """Lines heard."""
    AGE_P50 = 14
    """Milliseconds, of the last second; 0 while unknown."""
    AGE_P99 = 15
    ENDED = 16
    """1 when the worker is done."""
    PRESENT_ONCE = 17
    """Bots that have been in a world once."""
    AWAY = 18
    """Without a connection on purpose, now: they are about to resume."""
    ASKED = 19
    """Visits of a desk that was open."""


class Control(enum.IntEnum):
    """Index in the one row that the parent writes and all workers read; 0 is "not yet"."""

    BEGIN = 0
    """When the first one connects."""
    MEASURE_FROM = 1
    MEASURE_UNTIL = 2
    STOP = 3
    """Not 0: end at once, tell what there is."""


@dataclass(frozen=True)
class Ground:
    """One level of one world, as far as bots need it."""

    level: str
    x0: float
    y0: float
    step_m: float
    walk: NDArray[np.bool_]
    """[row, column], row 0 at ``y0``."""


@dataclass(frozen=True)
class WorldGround:
    world: str
    hash: str
    cell_m: float
    start: str
    places: tuple[str, ...]
    levels: tuple[Ground, ...]
    points: tuple[tuple[str, float, float], ...] = ()
    """Level and middle of each of ``places``, in their order; empty where that is not known."""


@dataclass(frozen=True)
class Job:
    """For one worker. Bots are numbered through all workers; this one has ``bots``."""

    url: str
    """Of the WebSocket (the conditioner's, where there is one)."""
    scenario: Scenario
    clients: int
    """Of the whole run."""
    bots: range
    seed: int
    grounds: dict[str, WorldGround]
    """By world id: those the scenario names."""
    arrive_s: tuple[float, ...]
    """For each of ``bots``: seconds after ``BEGIN``."""
    cpu: int | None = None
    """Core to keep to."""


@dataclass
class WorkerReport:
    """What a worker hands over at its end (numpy arrays and plain values: it is pickled by
    multiprocessing's own pipe)."""

    age_histogram: NDArray[np.int64]
    """[phase, ms], (PHASES_MAX, AGE_BUCKETS): phase 0, or those of ``sleepers``;
    sleepers are left out of it. Only while measuring."""
    join_ms: NDArray[np.float64]
    connect_s: NDArray[np.float64]
    """When each socket of the arrival was opened, monotonic."""
    first_key_s: NDArray[np.float64]
    """When each bot had its first keyframe."""
    whole_again_ms: NDArray[np.float64]
    lag_ms: NDArray[np.float64]
    """How late the worker's own timer was, sampled every 50 ms while measuring."""
    close_codes: dict[int, int]
    tracks: NDArray[np.float64]
    """Courses of this worker's marked walkers, as sent: rows of (monotonic_s, world index in the
    sorted ids of grounds, avatar, x, y, heading, speed_mps, good). ``good`` 0: the server has
    corrected it, or it left; what is between is not to be judged."""
    bytes_measured: float = 0.0
    frames_measured: float = 0.0
    sent_measured: float = 0.0
    cpu_s_measured: float = 0.0
    errors: list[str] = field(default_factory=list)
    """At most ten, as sentences."""
    more: dict[str, Any] = field(default_factory=dict)
