"""Walks somewhere, stands a while, waves or sits now and then, walks on."""

from __future__ import annotations

import numpy as np

from loadtest.crowd import motion
from loadtest.crowd.behave import AIM_EVERY_S, I64, Habit
from metaserver.protocol.quantise import SPEED_STEP_MPS, State

WALKING, STANDING = 0, 1
SWERVE = 3
STAND_S = (3.0, 15.0)
ACTS_SHARE = 0.3
"""Of those who stand, so many show something."""
ACTS = np.array([State.SIT, State.WAVE, State.BOW, State.CLAP, State.DANCE], np.int64)


class Stroll(Habit):
    def begin(self, row: int, now_s: float) -> None:
        self._set_out(row, now_s)
        self.columns.turn_s[row] = now_s + AIM_EVERY_S * self.columns.chance.one(row)

    def turn(self, rows: I64, now_s: float) -> None:
        columns = self.columns
        for row in rows[columns.mood[rows] == STANDING].tolist():
            self._set_out(row, now_s)
        there = self.at_goal(rows, now_s)
        if there.any():
            self._rest(rows[there], now_s)
        self._walk(rows[~there], now_s)

    def _set_out(self, row: int, now_s: float) -> None:
        mps = float(self.columns.plan.speed_q[row]) * SPEED_STEP_MPS
        self.set_goal(row, now_s, *self.somewhere(row, straight=True), mps=mps)
        self.columns.mood[row] = WALKING

    def _walk(self, rows: I64, now_s: float) -> None:
        self.steer(
            rows,
            now_s,
            wanted=self.to_goal(rows, SWERVE),
            speed_q=self.columns.plan.speed_q[rows],
            next_s=np.full(len(rows), AIM_EVERY_S),
        )

    def _rest(self, rows: I64, now_s: float) -> None:
        columns = self.columns
        motion.stand(columns, rows)
        columns.mood[rows] = STANDING
        columns.turn_s[rows] = now_s + columns.chance.between(rows, *STAND_S)
        part = columns.chance.draw(rows) / ACTS_SHARE
        chosen = ACTS[np.minimum((part * len(ACTS)).astype(np.int64), len(ACTS) - 1)]
        columns.act[rows] = np.where(part < 1, chosen, 0)
