"""How often an avatar is heard of, by its distance: what a peer's witness counts."""

from __future__ import annotations

from math import hypot

NEAR_M = 24.0
MIDDLE_M = 48.0
"""About the reach of our near and middle rings (3 and 6 cells of 8 m)."""
RINGS = ("near", "middle", "far")


def ring_of(x: float, y: float) -> int:
    """Index in ``RINGS``, seen from (0, 0), where witnesses stand."""
    away_m = hypot(x, y)
    return 0 if away_m <= NEAR_M else 1 if away_m <= MIDDLE_M else 2


class Rings:
    """Updates by ring, set against who was there: ``heard`` each update, ``look`` now and then."""

    def __init__(self) -> None:
        self.last: dict[int, tuple[float, float]] = {}
        self.begin()

    def begin(self) -> None:
        self._updates = [0, 0, 0]
        self._people = [0, 0, 0]
        self._looks = 0

    def heard(self, avatar: int, x: float, y: float) -> None:
        self.last[avatar] = (x, y)
        self._updates[ring_of(x, y)] += 1

    def look(self) -> None:
        self._looks += 1
        for place in self.last.values():
            self._people[ring_of(*place)] += 1

    def rates(self, seconds: float) -> dict[str, float]:
        """Updates of one avatar a second, by ring; rings with less than one of them on average
        are left out."""
        return {
            name: self._updates[i] * self._looks / (people * seconds)
            for i, (name, people) in enumerate(zip(RINGS, self._people, strict=True))
            if people and people >= self._looks
        }
