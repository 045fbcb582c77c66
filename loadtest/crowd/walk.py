"""Walks without a pause, turning often."""

from __future__ import annotations

import numpy as np

from loadtest.crowd.behave import I64, Habit, Scene
from loadtest.scenario import Behaviour
from metaserver.protocol.quantise import HEADINGS, SPEED_STEP_MPS

SPREAD_MPS = 4.0
"""People hurry from the gate to their own part of the ground, so that the crowd has its shape when
measuring begins."""
SPREADING, WALKING = 0, 1
SWERVE = 12
"""Turns on the way to one's own part of the ground."""
TURN_MAX = 64
"""A quarter turn either way."""


class Walk(Habit):
    def __init__(self, part: Behaviour, scene: Scene) -> None:
        super().__init__(part, scene)
        self._every_s = 1 / part.turns_per_s if part.turns_per_s > 0 else 3600.0

    def begin(self, row: int, now_s: float) -> None:
        self.columns.mood[row] = SPREADING if self.scene.spread else WALKING
        self.set_goal(row, now_s, *self.somewhere(row), mps=SPREAD_MPS)
        self.columns.turn_s[row] = now_s + self._every_s * self.columns.chance.one(row)

    def turn(self, rows: I64, now_s: float) -> None:
        columns = self.columns
        columns.mood[rows[self.at_goal(rows, now_s)]] = WALKING
        spreading = columns.mood[rows] == SPREADING
        off = np.floor(columns.chance.between(rows, -TURN_MAX, TURN_MAX + 1)).astype(np.int64)
        onward = (columns.heading[rows] + np.where(off == 0, TURN_MAX, off)) % HEADINGS
        pace_q = columns.plan.speed_q[rows]
        self.steer(
            rows,
            now_s,
            wanted=np.where(spreading, self.to_goal(rows, SWERVE), onward),
            speed_q=np.where(spreading, round(SPREAD_MPS / SPEED_STEP_MPS), pace_q),
            next_s=self._every_s * columns.chance.between(rows, 0.5, 1.5),
        )
