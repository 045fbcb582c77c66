"""Decisions that are due, and the moves that tell of them; one go for all bots."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from loadtest.crowd import motion
from loadtest.crowd.behave import I64, Habit
from loadtest.crowd.columns import Stage
from loadtest.crowd.life import PING_EVERY_S, CrowdLife
from loadtest.crowd.packing import pack_move
from metaserver.protocol.codec import encode
from metaserver.protocol.messages import Act
from metaserver.protocol.quantise import SPEED_STEP_MPS

WALKING_EVERY_S = 1.0
STANDING_EVERY_S = 20.0


class Turns:
    def __init__(self, life: CrowdLife, habits: Sequence[Habit]) -> None:
        self._life, self._habits = life, habits

    def step(self, now_s: float) -> None:
        columns = self._life.columns
        turning = np.flatnonzero(columns.turn_s <= now_s)
        if len(turning):
            self._turn(turning, now_s)
        beating = np.flatnonzero(columns.beat_s <= now_s)
        if len(beating):
            self._beat(beating, now_s)

    def _turn(self, rows: I64, now_s: float) -> None:
        columns = self._life.columns
        motion.move_on(columns, rows, now_s)
        behaviour = columns.plan.behaviour[rows]
        for index, habit in enumerate(self._habits):
            those = rows[behaviour == index]
            if len(those):
                habit.turn(those, now_s)
        self._tell(rows, now_s)

    def _beat(self, rows: I64, now_s: float) -> None:
        """Says the course again, or anything at all where one is in no world yet."""
        columns = self._life.columns
        inside = columns.stage[rows] >= Stage.ENTERED
        for row in rows[~inside].tolist():
            self._life.hearing.ping(self._life.bots[row], now_s)
        columns.beat_s[rows[~inside]] = now_s + PING_EVERY_S
        walking = rows[inside]
        motion.move_on(columns, walking, now_s)
        self._tell(walking, now_s)

    def _tell(self, rows: I64, now_s: float) -> None:
        columns, bots = self._life.columns, self._life.bots
        time_ms = self._life.books.clock.server_ms(now_s)
        speed_q = columns.speed_q[rows]
        columns.beat_s[rows] = now_s + np.where(speed_q > 0, WALKING_EVERY_S, STANDING_EVERY_S)
        for row, x, y, heading, speed in zip(
            rows.tolist(), columns.x[rows].tolist(), columns.y[rows].tolist(),
            columns.heading[rows].tolist(), speed_q.tolist(), strict=True,
        ):  # fmt: skip
            bots[row].send(pack_move(x, y, heading, speed, time_ms))
        marked = rows[columns.plan.marked[rows]]
        if len(marked):
            self._track(marked, now_s)
        self._act(rows[columns.act[rows] > 0])

    def _act(self, rows: I64) -> None:
        """After the course, which ends whatever was shown before."""
        acts = self._life.columns.act
        for row, state in zip(rows.tolist(), acts[rows].tolist(), strict=True):
            self._life.bots[row].send(encode(Act(state=state)))
        acts[rows] = 0

    def _track(self, rows: I64, now_s: float) -> None:
        columns, life = self._life.columns, self._life
        for row in rows.tolist():
            world = int(life.grounds.world_of[columns.floor[row]])
            life.books.tracks.course(
                now_s, world, life.bots[row].avatar, float(columns.x[row]), float(columns.y[row]),
                int(columns.heading[row]), float(columns.speed_q[row]) * SPEED_STEP_MPS,
            )  # fmt: skip
