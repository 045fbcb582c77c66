"""What the witnesses' process is told, and what it hands over at its end.

Times are those of ``time.monotonic`` of this machine. A *world* in a row is an index into the
sorted ids of ``grounds``, a *ring* 0 near, 1 middle, 2 far; *witness* is the number of who saw it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loadtest.crowd.job import AGE_BUCKETS, WorldGround
from loadtest.scenario import Scenario

RINGS = ("near", "middle", "far")
ROWS_MAX = 2_000_000
"""Sightings, and shown positions, of all witnesses together."""

SIGHTING = np.dtype(
    [("at_s", "f8"), ("since_s", "f8"), ("avatar", "u2"), ("heading", "u1"), ("world", "u1"),
     ("witness", "u1"), ("ring", "i1")]
)  # fmt: skip
"""An avatar that was in view since ``since_s`` was first shown with another heading."""
SHOWN = np.dtype(
    [("at_s", "f8"), ("x", "f4"), ("y", "f4"), ("avatar", "u2"), ("world", "u1"),
     ("witness", "u1"), ("ring", "i1"), ("state", "u1")]
)  # fmt: skip
"""Where a witness showed an avatar at that moment, metres."""
CELL = np.dtype([("x0", "f4"), ("y0", "f4"), ("side_m", "f4"), ("world", "u1"), ("witness", "u1")])
"""A cell in view at a witness's last look: its lower left corner and its side."""
FRAME_SEEN = np.dtype([("at_s", "f8"), ("age_ms", "f8")])
FRESH_MS = 300.0
"""A sleeper that gets younger frames than this reads of now."""

Rows = NDArray[Any]
"""Structured, of one of the types above."""


@dataclass(frozen=True)
class WitnessJob:
    ws_url: str
    """Of the WebSocket (the conditioner's, where there is one)."""
    scenario: Scenario
    grounds: dict[str, WorldGround]
    """By world id: those the scenario names."""
    count: int
    """Witnesses that stay awake; in a scenario with ``sleeps`` one more sleeps too."""
    seed: int
    cpu: int | None = None
    """Core to keep to."""


def _ages() -> NDArray[np.int64]:
    return np.zeros((len(RINGS), AGE_BUCKETS), np.int64)


def _none(kind: np.dtype[Any]) -> Any:
    return lambda: np.empty(0, kind)


@dataclass
class WitnessReport:
    """Empty at first; what was not seen stays empty. Pickled by multiprocessing's own pipe."""

    from_s: float = 0.0
    until_s: float = 0.0
    """What was measured lies between; equal where nothing was."""
    ages: NDArray[np.int64] = field(default_factory=_ages)
    """Fragments by ring and age in milliseconds, shape (3, AGE_BUCKETS)."""
    records: NDArray[np.float64] = field(default_factory=lambda: np.zeros(len(RINGS)))
    """Records received, by ring."""
    avatar_s: NDArray[np.float64] = field(default_factory=lambda: np.zeros(len(RINGS)))
    """Seconds of avatars in view, by ring."""
    sightings: Rows = field(default_factory=_none(SIGHTING))
    sightings_until_s: float = 0.0
    """Earlier than ``until_s`` where there were more than are kept."""
    shown: Rows = field(default_factory=_none(SHOWN))
    """Of witnesses who were awake all the time."""
    look_every_s: float = 1.0
    """Between two shown positions of an avatar."""
    cells: Rows = field(default_factory=_none(CELL))
    avatars: NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 2), np.int64))
    """(world, avatar) of the witnesses themselves, at the end."""
    unknown_moves: int = 0
    """Moves of avatars that the server had not introduced; must be 0."""
    clocks: list[tuple[float, float]] = field(default_factory=list)
    """Of each witness: server clock minus own clock, modulo 2**32, and its error; milliseconds."""
    woke_s: float = 0.0
    """When the sleeper read again; 0 where nobody slept, or never did."""
    woken_frames: Rows = field(default_factory=_none(FRAME_SEEN))
    """Frames that the sleeper took after that."""
    woken_shown: Rows = field(default_factory=_none(SHOWN))
    """What it showed after each of them that was fresh."""
    errors: list[str] = field(default_factory=list)
    """At most ten, as sentences."""
