"""Where somebody is set down: on walkable ground, spread, not on top of others if possible."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass

import numpy as np

from metaserver.protocol.quantise import F64
from metaserver.simulation.arrays import Bools
from metaserver.simulation.avatars import Avatars
from metaserver.worldfiles.models import Place
from metaserver.zones.ground import Ground, heading_of_turn

CLEAR_M = 0.8
"""Nobody within this distance: a spot is taken at once."""
TRIES = 16
BESIDE_M = 1.6
WAY_STEPS = 17
"""Points looked at on the way to a spot beside somebody: one every 10 cm."""
SEARCH_M = (0.25, 1.0, 4.0, 16.0, 64.0)
"""Radii in which walkable ground is looked for around a point that is not."""


@dataclass(frozen=True, slots=True)
class Spot:
    level: int
    x: float
    y: float
    heading: int


class Arrivals:
    """Random as to visitors, the same in every run: seeded by the world's id."""

    def __init__(self, ground: Ground, avatars: Avatars) -> None:
        self._ground = ground
        self._avatars = avatars
        self._random = np.random.default_rng(zlib.crc32(ground.world.encode()))
        self._spots = {id_: self._place_spots(place) for id_, place in ground.places.items()}
        """Middles of the walkable pixels of each place, shape (n, 2), n > 0."""
        self._taken: dict[int, set[tuple[int, int]]] = {}
        """By level, of this tick."""

    def begin_tick(self) -> None:
        """People have moved: what was known of taken ground is old."""
        self._taken.clear()

    def at_place(self, place_id: str) -> Spot | None:
        """Somewhere in the place (``''``: the start), or None where there is no such place."""
        place = self._ground.places.get(place_id or self._ground.start)
        if place is None:
            return None
        level = self._level(place)
        x, y = self._clear(level, self._spots[place.id])
        return Spot(level, x, y, heading_of_turn(place.turn_deg))

    def nearest(self, level_id: str | None, x: float | None, y: float | None, heading: int) -> Spot:
        """The walkable spot nearest to a point; the start where there is none, or no point."""
        level = self._ground.level_number(level_id or "")
        if level is not None and x is not None and y is not None:
            grid = self._ground.grids[level]
            if bool(grid.walkable(x, y)):
                return Spot(level, x, y, heading)
            spots = self._around(level, x, y)
            if len(spots):
                return Spot(level, float(spots[0, 0]), float(spots[0, 1]), heading)
        start = self.at_place("")
        assert start is not None  # a world has its start, or it is not loaded
        return start

    def beside(self, avatar: int) -> Spot:
        """Next to an avatar, facing it."""
        a = self._avatars
        level, x, y = int(a.level[avatar]), float(a.x[avatar]), float(a.y[avatar])
        spots = self._ground.grids[level].spots(x, y, BESIDE_M)
        apart = spots[np.hypot(spots[:, 0] - x, spots[:, 1] - y) >= CLEAR_M]
        apart = apart[self._reached(level, x, y, apart)]
        if not len(apart):
            return Spot(level, x, y, int(a.heading[avatar]))
        to_x, to_y = self._clear(level, apart)
        turn_deg = float(np.degrees(np.arctan2(-(x - to_x), y - to_y)))
        return Spot(level, to_x, to_y, heading_of_turn(turn_deg))

    def _reached(self, level: int, x: float, y: float, spots: F64) -> Bools:
        """Whether each spot is a straight walk from a point: behind a wall is not beside."""
        part = np.linspace(0.0, 1.0, WAY_STEPS)
        way_x = x + (spots[:, :1] - x) * part
        way_y = y + (spots[:, 1:] - y) * part
        walkable = self._ground.grids[level].walkable(way_x, way_y)
        return np.asarray(walkable.all(axis=1), np.bool_)

    def _level(self, place: Place) -> int:
        level = self._ground.level_number(place.level)
        assert level is not None  # checked when the world was loaded
        return level

    def _place_spots(self, place: Place) -> F64:
        level = self._level(place)
        spots = self._ground.grids[level].spots(*place.at, place.radius_m)
        spots = spots if len(spots) else self._around(level, *place.at)[:1]
        return spots if len(spots) else np.array([place.at], np.float64)

    def _around(self, level: int, x: float, y: float) -> F64:
        grid = self._ground.grids[level]
        x = min(max(x, grid.x0), grid.x0 + grid.width * grid.step_m)
        y = min(max(y, grid.y0), grid.y0 + grid.height * grid.step_m)
        for radius_m in SEARCH_M:
            spots = grid.spots(x, y, radius_m)
            if len(spots):
                break
        return spots

    def _clear(self, level: int, spots: F64) -> tuple[float, float]:
        """One of the spots by chance, clear of others; else the least crowded of some."""
        tried = spots[self._random.integers(len(spots), size=TRIES)].tolist()
        taken = self._taken_squares(level)
        x, y = min(tried, key=lambda spot: _crowding(taken, *spot))
        taken.add(_square(x, y))
        return x, y

    def _taken_squares(self, level: int) -> set[tuple[int, int]]:
        """Where somebody stands, as squares of ``CLEAR_M``: made once a tick, so that a thousand
        arrivals a second do not each look at everybody."""
        if level not in self._taken:
            a = self._avatars
            there = np.flatnonzero(a.present() & (a.level == level))
            columns = np.floor(a.x[there] / CLEAR_M).astype(np.int64).tolist()
            rows = np.floor(a.y[there] / CLEAR_M).astype(np.int64).tolist()
            self._taken[level] = set(zip(columns, rows, strict=True))
        return self._taken[level]


def _square(x: float, y: float) -> tuple[int, int]:
    return math.floor(x / CLEAR_M), math.floor(y / CLEAR_M)


def _crowding(taken: set[tuple[int, int]], x: float, y: float) -> int:
    """0 where nobody is within ``CLEAR_M``; more where somebody stands in the very square."""
    column, row = _square(x, y)
    around = sum((column + i, row + j) in taken for i in (-1, 0, 1) for j in (-1, 0, 1))
    return around + 9 * ((column, row) in taken)
