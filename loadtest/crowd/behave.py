"""What the behaviours have in common: a decision is due for some bots, and it is made for all of
them at once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loadtest.crowd import motion
from loadtest.crowd.columns import Columns
from loadtest.crowd.ground import Grounds
from loadtest.crowd.spots import Spots
from loadtest.crowd.stops import Stops
from loadtest.scenario import Behaviour
from metaserver.protocol.quantise import HEADINGS

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Bools = NDArray[np.bool_]

TRIES = 12
"""Points that are looked at to find a good one."""
THERE_M = 1.5
AIM_EVERY_S = 2.0
"""So often one looks anew for the way to a goal."""


@dataclass(frozen=True)
class Scene:
    """Where all play."""

    columns: Columns
    grounds: Grounds
    spots: Spots
    stops: Stops
    control: F64
    """Shared: ``Control``."""
    spread: bool
    """People first go to a part of the ground of their own."""


class Habit(ABC):
    """One behaviour of the mix. ``rows`` are always bots of this behaviour."""

    def __init__(self, part: Behaviour, scene: Scene) -> None:
        self.part = part
        self.scene, self.columns = scene, scene.columns

    @abstractmethod
    def begin(self, row: int, now_s: float) -> None:
        """It has just seen the world that it entered; sets ``turn_s``."""

    @abstractmethod
    def turn(self, rows: I64, now_s: float) -> None:
        """A decision is due: sets course and ``turn_s``. Courses begin where they are now."""

    def steer(self, rows: I64, now_s: float, *, wanted: I64, speed_q: I64, next_s: F64) -> None:
        if not len(rows):
            return
        wait_s = motion.steer(self.columns, self.scene.grounds, rows, wanted, speed_q, next_s)
        self.columns.turn_s[rows] = now_s + wait_s

    def to_goal(self, rows: I64, swerve: int) -> I64:
        """Headings to the goals, give or take ``swerve``."""
        columns = self.columns
        goal = motion.heading_to(columns, rows, columns.goal_x[rows], columns.goal_y[rows])
        off = columns.chance.between(rows, -swerve, swerve + 1)
        return np.asarray((goal + np.floor(off).astype(np.int64)) % HEADINGS)

    def at_goal(self, rows: I64, now_s: float) -> Bools:
        """Who is there, or has tried for too long."""
        columns = self.columns
        away_m = motion.distance_m(columns, rows, columns.goal_x[rows], columns.goal_y[rows])
        return np.asarray((away_m < THERE_M) | (now_s > columns.patience_s[rows]))

    def set_goal(self, row: int, now_s: float, x: float, y: float, *, mps: float) -> None:
        columns = self.columns
        away_m = float(np.hypot(x - columns.x[row], y - columns.y[row]))
        columns.goal_x[row], columns.goal_y[row] = x, y
        columns.patience_s[row] = now_s + 2 * away_m / mps + 5

    def somewhere(self, row: int, *, straight: bool = False) -> tuple[float, float]:
        """A point of the ground near where the bot is, by chance."""
        columns = self.columns
        parts = np.array([columns.chance.one(row) for _ in range(TRIES)])
        x, y = float(columns.x[row]), float(columns.y[row])
        return self.scene.spots.near(int(columns.floor[row]), x, y, parts, straight=straight)
