"""All bots of a worker as columns: row ``i`` is the worker's ``i``-th bot.

Times are ``time.monotonic``; ``NEVER`` where nothing is due.
"""

from __future__ import annotations

import enum

import numpy as np
from numpy.typing import NDArray

from loadtest.crowd.chance import Chance
from loadtest.crowd.ground import NOWHERE
from loadtest.crowd.plan import Plan

NEVER = np.inf
HEADINGS_REMEMBERED = 8

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


class Stage(enum.IntEnum):
    OUT = 0
    """Not connected; ``dial_s`` says when the next try is due."""
    DIALLING = 1
    WAITING = 2
    """Connected, not in a world yet."""
    ENTERED = 3
    """In a world, and nothing of it seen yet."""
    PRESENT = 4
    GONE = 5
    """Will not come (any more)."""


class Columns:
    def __init__(self, plan: Plan, seed: int) -> None:
        n = len(plan.number)
        self.plan = plan
        self.chance = Chance(seed ^ 0x5DEECE66D, plan.number)
        self.stage: I64 = np.full(n, Stage.OUT, np.int64)
        # ---- when something is due
        self.dial_s: F64 = np.full(n, NEVER)
        self.turn_s: F64 = np.full(n, NEVER)
        """The next decision; only who is present decides."""
        self.beat_s: F64 = np.full(n, NEVER)
        """When the course, or anything at all, has to be said again."""
        self.say_s: F64 = np.full(n, NEVER)
        self.go_s: F64 = np.full(n, NEVER)
        self.drop_s: F64 = np.full(n, NEVER)
        # ---- the course: where one was at ``since_s``, and how one goes on
        self.floor: I64 = np.full(n, NOWHERE, np.int64)
        self.x: F64 = np.zeros(n)
        self.y: F64 = np.zeros(n)
        self.since_s: F64 = np.zeros(n)
        self.heading: I64 = np.zeros(n, np.int64)
        self.speed_q: I64 = np.zeros(n, np.int64)
        self.recent: I64 = np.full((n, HEADINGS_REMEMBERED), -1, np.int64)
        """Headings of a marked walker's last courses, newest first."""
        # ---- what one has in mind
        self.mood: I64 = np.zeros(n, np.int64)
        """A behaviour's own; 0 when one has just entered."""
        self.goal_x: F64 = np.zeros(n)
        self.goal_y: F64 = np.zeros(n)
        self.act: I64 = np.zeros(n, np.int64)
        """``State`` to show as soon as one stands; 0: none."""
        self.patience_s: F64 = np.zeros(n)
        """When one takes the place where one is for the goal."""

    def __len__(self) -> int:
        return len(self.stage)
