"""Grounds and crowds for the tests of the simulation."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from metaserver.simulation.courses import Courses, Gait, Moved
from metaserver.simulation.crowd import Crowd
from metaserver.simulation.quantum import Quantum
from metaserver.simulation.terrain import NO_PORTAL, Floor, Terrain

QUANTUM = Quantum(position_steps=4096, headings=256, speed_step_mps=0.25, speed_max_q=31)
GAIT = Gait(max_speed_q=20, free=0, away=7)
NORTH, WEST, SOUTH, EAST = 0, 64, 128, 192
WALK, RUN = 8, 20
AWAY = 7
Rect = tuple[float, float, float, float]


def floor(
    columns: int = 4, rows: int = 4, *, walls: Iterable[Rect] = (), portals: Iterable[Rect] = (),
    x0: float = 0.0, y0: float = 0.0, first_cell: int = 0, cell_m: int = 8,
) -> Floor:  # fmt: skip
    """Open ground with walls and portals as ``(x0, y0, x1, y1)`` in metres."""
    walk = np.ones((rows * cell_m * 4, columns * cell_m * 4), np.bool_)
    portal = np.full(walk.shape, NO_PORTAL, np.int16)
    for rect in walls:
        walk[_pixels(rect, x0, y0)] = False
    for number, rect in enumerate(portals):
        portal[_pixels(rect, x0, y0)] = number
    return Floor(x0, y0, 0.25, walk, portal, first_cell, columns, rows)


def _pixels(rect: Rect, x0: float, y0: float) -> tuple[slice, slice]:
    i = [round((x - x0) * 4) for x in (rect[0], rect[2])]
    j = [round((y - y0) * 4) for y in (rect[1], rect[3])]
    return slice(*j), slice(*i)


class Yard:
    """A crowd, its clock, and what the last step of the movement told."""

    def __init__(self, *floors: Floor, cell_m: float = 8.0, capacity: int = 1000) -> None:
        self.terrain = Terrain(floors or (floor(),), cell_m)
        self.crowd = Crowd(terrain=self.terrain, quantum=QUANTUM, gait=GAIT, capacity=capacity)
        self.now_ms = 100_000
        self.tick = 0
        self.moved = Moved()
        self._courses: list[tuple[int, float, float, int, int, int]] = []

    def add(self, x: float, y: float, *, level: int = 0, heading: int = NORTH) -> int:
        slot = self.crowd.add(bytes(5), self.tick)
        assert slot is not None
        self.crowd.put(slot, level, x, y, heading, self.now_ms)
        return slot

    def at(self, slot: int) -> tuple[float, float]:
        return float(self.crowd.avatars.x[slot]), float(self.crowd.avatars.y[slot])

    def course(
        self, slot: int, heading: int, speed: int, *, at: tuple[float, float] | None = None,
        ago_ms: int = 100,
    ) -> None:  # fmt: skip
        """For the next step; ``ago_ms`` before that step's time."""
        x, y = at if at is not None else self.at(slot)
        self._courses.append((slot, x, y, heading, speed, ago_ms))

    def step(self, ms: int = 100) -> Moved:
        """One tick's movement."""
        self.tick += 1
        self.now_ms += ms
        columns = list(zip(*self._courses, strict=True)) or [()] * 6
        self._courses = []
        courses = Courses(
            np.array(columns[0], np.int64), np.array(columns[1], np.float64),
            np.array(columns[2], np.float64), np.array(columns[3], np.uint8),
            np.array(columns[4], np.uint8), self.now_ms - np.array(columns[5], np.int64),
        )  # fmt: skip
        self.moved = self.crowd.move(self.now_ms, courses)
        for slot, _ in self.moved.corrections:
            self.crowd.avatars.corrected_ms[slot] = self.now_ms
        return self.moved

    def steps(self, n: int) -> list[tuple[int, str]]:
        """All corrections of ``n`` ticks."""
        return [correction for _ in range(n) for correction in self.step().corrections]
