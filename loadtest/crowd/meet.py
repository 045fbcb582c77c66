"""Groups: those who meet at a place and stand there, and those who follow a guide."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np

from loadtest.crowd import motion
from loadtest.crowd.behave import AIM_EVERY_S, F64, I64, Bools, Habit, Scene
from loadtest.crowd.job import Control
from loadtest.scenario import Behaviour
from metaserver.protocol.quantise import SPEED_STEP_MPS

MEETING_POINTS = 5
"""The places nearest to the start, without the start itself, where all arrive."""
CLOSE_STEPS = 8
"""Squares of a field: from here on one goes straight to one's own spot."""
LEG_S = 30.0
"""A tour stays with one place for so long, the way there included."""
BEHIND_S = (0.5, 3.0)
"""So much later than the guide do the others go."""
SHIFT_S = (15.0, 40.0)
"""People in a group change their spots now and then."""
SPOT_M = (0.8, 3.0)
"""From the middle of the group to one's own spot."""


class _Meet(Habit):
    """Goes to a stop, round all walls, and there to a spot of one's own."""

    @abstractmethod
    def stop_of(self, rows: I64, now_s: float) -> I64:
        """Number of the stop each belongs to now; 0 where there are none."""

    @abstractmethod
    def stays_s(self, rows: I64, now_s: float) -> F64:
        """For how long who has come to its spot stays there."""

    def stops(self, rows: I64) -> I64:
        """How many there are where they are."""
        return self.scene.stops.number[self.columns.floor[rows]]

    def begin(self, row: int, now_s: float) -> None:
        self.columns.mood[row] = 0
        self.columns.turn_s[row] = now_s + AIM_EVERY_S * self.columns.chance.one(row)

    def turn(self, rows: I64, now_s: float) -> None:
        """``mood`` is one more than the number of the stop that one is bound for."""
        columns = self.columns
        stop = self.stop_of(rows, now_s)
        for row, number in zip(rows.tolist(), stop.tolist(), strict=True):
            if columns.mood[row] != number + 1:
                columns.mood[row] = number + 1
                self._choose_spot(row, number, now_s)
        there = self.at_goal(rows, now_s)
        if there.any():
            self._stay(rows[there], now_s)
        self._walk(rows[~there], stop[~there], now_s)

    def _choose_spot(self, row: int, number: int, now_s: float) -> None:
        columns, chance, scene = self.columns, self.columns.chance, self.scene
        floor = int(columns.floor[row])
        if not scene.stops.number[floor]:
            self.set_goal(row, now_s, *self.somewhere(row), mps=self._mps(row))
            return
        field = scene.stops.field(floor, number)
        angle, radius_m = 2 * np.pi * chance.one(row), SPOT_M[0]
        radius_m += (SPOT_M[1] - SPOT_M[0]) * chance.one(row)
        x, y = field.x + radius_m * np.cos(angle), field.y + radius_m * np.sin(angle)
        if not scene.grounds.clear(np.array([floor]), np.array([x]), np.array([y]))[0]:
            x, y = field.x, field.y
        self.set_goal(row, now_s, float(x), float(y), mps=self._mps(row) / 2)

    def _mps(self, row: int) -> float:
        return float(self.columns.plan.speed_q[row]) * SPEED_STEP_MPS

    def _stay(self, rows: I64, now_s: float) -> None:
        motion.stand(self.columns, rows)
        self.columns.mood[rows] = 0  # a new spot when one goes on
        self.columns.turn_s[rows] = now_s + self.stays_s(rows, now_s)

    def _walk(self, rows: I64, stop: I64, now_s: float) -> None:
        """All who go to one stop of one floor at once."""
        columns, scene = self.columns, self.scene
        floor = columns.floor[rows]
        straight = np.ones(len(rows), np.bool_)
        for key in {(f, s) for f, s in zip(floor.tolist(), stop.tolist(), strict=True)}:
            if scene.stops.number[key[0]]:
                those = np.flatnonzero((floor == key[0]) & (stop == key[1]))
                straight[those] = self._follow(rows[those], *key, now_s)
        rows = rows[straight]
        if len(rows):
            self.steer(
                rows, now_s, wanted=self.to_goal(rows, 0), speed_q=columns.plan.speed_q[rows],
                next_s=np.full(len(rows), AIM_EVERY_S / 2),
            )  # fmt: skip

    def _follow(self, rows: I64, floor: int, stop: int, now_s: float) -> Bools:
        """Along the ways to the stop; returns who is close and goes straight on."""
        columns, scene = self.columns, self.scene
        field = scene.stops.field(floor, stop)
        close = field.steps(columns.x[rows], columns.y[rows]) <= CLOSE_STEPS
        far = rows[~close]
        if len(far):
            speed_q = columns.plan.speed_q[far]
            wait_s = motion.follow(columns, scene.grounds, far, field, speed_q)
            columns.turn_s[far] = now_s + wait_s
        return close


class Gather(_Meet):
    """Walks to the meeting point of one's group, and stands there."""

    def stop_of(self, rows: I64, now_s: float) -> I64:
        points = np.minimum(self.stops(rows) - 1, MEETING_POINTS)
        chosen = 1 + self.columns.plan.group[rows] % np.maximum(points, 1)
        return np.where(points > 0, chosen, 0)

    def stays_s(self, rows: I64, now_s: float) -> F64:
        return self.columns.chance.between(rows, *SHIFT_S)


class Tour(_Meet):
    """Goes from place to place with one's group: by the clock, so that a group keeps together
    although its people live in several processes."""

    def __init__(self, part: Behaviour, scene: Scene) -> None:
        super().__init__(part, scene)
        everybody = np.arange(len(scene.columns))
        behind_s = scene.columns.chance.between(everybody, *BEHIND_S)
        self._behind_s = np.where(scene.columns.plan.member == 0, 0.0, behind_s)

    def stop_of(self, rows: I64, now_s: float) -> I64:
        number = self.columns.plan.group[rows] + self._leg(rows, now_s)
        return np.asarray(number % np.maximum(self.stops(rows), 1))

    def stays_s(self, rows: I64, now_s: float) -> F64:
        next_s = (self._leg(rows, now_s) + 1) * LEG_S + self._behind_s[rows]
        return np.asarray(next_s - (now_s - self.scene.control[Control.BEGIN]) + 0.01)

    def _leg(self, rows: I64, now_s: float) -> I64:
        since_s = now_s - self.scene.control[Control.BEGIN] - self._behind_s[rows]
        return np.asarray(np.maximum(since_s // LEG_S, 0).astype(np.int64))
