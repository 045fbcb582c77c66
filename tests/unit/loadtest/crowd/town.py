"""A small world of two rooms with a door between them, and bots that live in it without sockets."""

from __future__ import annotations

from typing import Any

import numpy as np

from loadtest.crowd import motion
from loadtest.crowd.behave import Habit, Scene
from loadtest.crowd.columns import Columns, Stage
from loadtest.crowd.driver import HABITS
from loadtest.crowd.ground import Grounds
from loadtest.crowd.job import Control, Ground, WorldGround
from loadtest.crowd.plan import make
from loadtest.crowd.spots import Spots
from loadtest.crowd.stops import Stops
from loadtest.scenario import Scenario

STEP_S = 0.05
BEGIN_S = 1000.0
WEST, EAST = (4.0, 10.0), (36.0, 4.0)
"""The start, and a place in the other room."""


def rooms(world: str = "hall") -> WorldGround:
    """40 x 20 m; a wall at x = 20, with a door from y = 15 to y = 18."""
    walk = np.zeros((80, 160), np.bool_)
    walk[2:-2, 2:-2] = True
    walk[:60, 79:81] = False
    walk[72:, 79:81] = False
    level = Ground("ground", 0.0, 0.0, 0.25, walk)
    points = (("ground", *WEST), ("ground", *EAST))
    return WorldGround(world, "h", 8.0, "gate", ("gate", "well"), (level,), points)


def scenario(*mix: dict[str, Any], **more: Any) -> Scenario:
    said = {"format": 1, "name": "test", "about": "A test.", "worlds": {"hall": 1}}
    return Scenario.model_validate({**said, "arrive": {"per_s": 100}, "mix": mix, **more})


class Town:
    """Everybody stands at the gate at ``BEGIN_S``; ``live`` lets simulated time pass."""

    def __init__(self, scenario: Scenario, clients: int, seed: int = 1) -> None:
        worlds = {"hall": rooms()}
        self.grounds = Grounds(worlds)
        self.columns = Columns(make(scenario, clients, seed, self.grounds.worlds), seed)
        self.control = np.zeros(len(Control))
        self.control[Control.BEGIN] = BEGIN_S
        scene = Scene(
            columns=self.columns, grounds=self.grounds, spots=Spots(self.grounds),
            stops=Stops(self.grounds, worlds), control=self.control, spread=not scenario.place,
        )  # fmt: skip
        self.habits: list[Habit] = [HABITS[part.do](part, scene) for part in scenario.mix]
        self.now_s = BEGIN_S
        self.everybody = np.arange(clients)
        self.turns: list[tuple[int, int]] = []
        """(row, heading) of each decision."""
        self._enter()

    def _enter(self) -> None:
        columns = self.columns
        columns.stage[:], columns.floor[:] = Stage.PRESENT, 0
        columns.x[:], columns.y[:] = WEST
        columns.since_s[:] = self.now_s
        for row in self.everybody.tolist():
            self.habits[columns.plan.behaviour[row]].begin(row, self.now_s)

    def live(self, seconds: float) -> None:
        for _ in range(round(seconds / STEP_S)):
            self.now_s += STEP_S
            self._turn(np.flatnonzero(self.columns.turn_s <= self.now_s))
            x, y = self.where()
            assert self.grounds.walkable(self.columns.floor, x, y).all()

    def _turn(self, due: np.ndarray) -> None:
        motion.move_on(self.columns, due, self.now_s)
        for index, habit in enumerate(self.habits):
            rows = due[self.columns.plan.behaviour[due] == index]
            if len(rows):
                habit.turn(rows, self.now_s)
        headings = self.columns.heading[due].tolist()
        self.turns += zip(due.tolist(), headings, strict=True)

    def where(self) -> tuple[np.ndarray, np.ndarray]:
        return motion.here(self.columns, self.everybody, self.now_s)

    def away_m(self, point: tuple[float, float]) -> np.ndarray:
        x, y = self.where()
        return np.asarray(np.hypot(x - point[0], y - point[1]))
