"""A yard and its upper floor, full of people who do whatever they can. Random, by seed."""

from __future__ import annotations

import numpy as np

from metaserver.protocol import bus
from metaserver.worldfiles.models import Place
from tests.scenarios.streams_kit import LOOK, Stage, level_grid, world


class Bustle:
    """``columns`` x 4 cells and a roof of 3 x 2; ``capacity`` people at most."""

    def __init__(self, seed: int, *, columns: int = 0, cell_m: int = 0, capacity: int = 24) -> None:
        self.random = np.random.default_rng(seed)
        cell_m = cell_m or int(self.random.choice([4, 8]))
        columns = columns or int(self.random.integers(3, 7))
        yard = level_grid("yard", columns=columns, rows=4, cell_m=cell_m, walls=[(5, 5, 9, 5.5)])
        roof = level_grid("roof", columns=3, rows=2, cell_m=cell_m, first_cell=columns * 4)
        top = Place(id="top", level="roof", at=(cell_m, cell_m), radius_m=cell_m)
        self.stage = Stage(world(yard, roof, places=[top]), capacity=capacity)
        self.size_m = (columns * cell_m, 4 * cell_m)
        self.people: dict[int, str] = {}
        self.hidden: set[int] = set()
        self.count = 0
        self.cells = columns * 4 + 6

    def tick(self, interval_ms: int = 100, *, calm: bool = False) -> None:
        if not calm:
            self._something_happens()
        self.stage.tick(interval_ms)
        for event in self.stage.events(bus.JOINED):
            self.people[event[3]] = f"{self.count:016x}"

    def _something_happens(self) -> None:
        for avatar in list(self.people):
            if self.random.random() < 0.15:
                self._walk(avatar)
            if self.random.random() < 0.03:
                self._do(avatar)
        if self.random.random() < 0.4:
            self._join()
        if self.random.random() < 0.1:
            self.stage.thin(int(self.random.integers(1, 5)))

    def _walk(self, avatar: int) -> None:
        x, y = self.stage.position(avatar)
        shake = self.random.normal(0, 0.03, 2)
        speed_q = int(self.random.choice([0, 6, 8, 20]))
        at = (x + shake[0], y + shake[1])
        self.stage.course(avatar, int(self.random.integers(256)), speed_q, at=at)

    def _do(self, avatar: int) -> None:
        control = self.stage.control
        match self.random.integers(8):
            case 0 | 7:
                control(bus.LEAVE, avatar)
                del self.people[avatar]
                self.hidden.discard(avatar)
            case 1 if avatar not in self.hidden:
                control(bus.HIDE, avatar)
                self.hidden.add(avatar)
            case 2 if avatar in self.hidden:
                control(bus.BACK, avatar)
                self.hidden.discard(avatar)
            case 3:
                control(bus.GO, avatar, 1, "top")
            case 4:
                control(bus.GO, avatar, 1, "")
            case 5:
                look = bytes(self.random.integers(0, 16, 5).tolist())
                control(bus.APPEAR, avatar, f"이름{self.stage.now}", look)
            case _:
                control(bus.ACT, avatar, int(self.random.integers(6)))

    def _join(self) -> None:
        """At most one a tick, so that it is known whose answer comes."""
        self.count += 1
        person = f"{self.count:016x}"
        x, y = self.random.uniform((0, 0), self.size_m)
        place = None if self.random.random() < 0.7 else "top"
        name = f"손님 {self.count}"
        self.stage.control(bus.JOIN, 1, person, name, LOOK, x, y, "yard", 0, place, 0)

    def everybody_stands(self) -> None:
        for avatar in self.people:
            self.stage.course(avatar, 0, 0)

    def some_cell(self) -> int:
        return int(self.random.integers(self.cells))
