"""Where somebody is who walks along corners at a steady pace; pure."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

from metaserver.worldfiles.models import Point
from metaserver.zones.ground import heading_of_turn


def heading_to(start: Point, goal: Point) -> int:
    """The heading of who looks from one point to another."""
    return heading_of_turn(math.degrees(math.atan2(start[0] - goal[0], goal[1] - start[1])))


class Leg:
    """From ``start`` along ``corners``, of which there is at least one, to the last of them."""

    def __init__(self, start: Point, corners: Sequence[Point], speed_mps: float) -> None:
        points = (start, *corners)
        self._lines = list(pairwise(points))
        self._ends_m = list(accumulate(math.dist(a, b) for a, b in self._lines))
        self._speed_mps = speed_mps

    def at(self, walked_s: float) -> tuple[Point, int]:
        """Where one is after so long, and one's heading."""
        walked_m = walked_s * self._speed_mps
        number = min(bisect_right(self._ends_m, walked_m), len(self._lines) - 1)
        start, goal = self._lines[number]
        length_m = math.dist(start, goal)
        left_m = max(self._ends_m[number] - walked_m, 0.0)
        part = 1 - left_m / length_m if length_m else 1.0
        here = start[0] + (goal[0] - start[0]) * part, start[1] + (goal[1] - start[1]) * part
        return here, heading_to(start, goal)

    def over(self, walked_s: float) -> bool:
        return walked_s * self._speed_mps >= self._ends_m[-1]
