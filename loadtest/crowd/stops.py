"""Named places as points where groups meet, and the ways there."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from loadtest.crowd.fields import Field
from loadtest.crowd.ground import Grounds
from loadtest.crowd.job import WorldGround

Point = tuple[float, float]


class Stops:
    """Of each floor: the middles of its places, numbered as one would visit them."""

    def __init__(self, grounds: Grounds, worlds: Mapping[str, WorldGround]) -> None:
        self._grounds = grounds
        self._points: dict[int, list[Point]] = {}
        for world in worlds.values():
            self._add(world)
        floors = range(len(grounds.world_of))
        self.number = np.array([len(self._points[floor]) for floor in floors], np.int64)
        """How many each floor has."""
        self._fields: dict[tuple[int, int], Field] = {}

    def _add(self, world: WorldGround) -> None:
        known = sorted(zip(world.places, world.points, strict=False), key=lambda p: p[0])
        known.sort(key=lambda place: place[0] != world.start)  # the start comes first
        for _, (level, x, y) in known:
            self._points.setdefault(self._grounds.floor(world.world, level), []).append((x, y))
        for ground in world.levels:
            floor = self._grounds.floor(world.world, ground.level)
            self._points[floor] = visited(self._points.get(floor, []))

    def field(self, floor: int, stop: int) -> Field:
        """The ways to one of them; made when somebody first wants to go there."""
        if (floor, stop) not in self._fields:
            x, y = self._points[floor][stop]
            self._fields[floor, stop] = Field(self._grounds, floor, x, y)
        return self._fields[floor, stop]


def visited(points: list[Point]) -> list[Point]:
    """From the first one always on to the nearest that was not visited yet."""
    order, left = points[:1], points[1:]
    while left:
        left.sort(key=lambda point: math.dist(point, order[-1]))
        order.append(left.pop(0))
    return order
