"""How far and how long it is from one point to another: estimates, and told as such.

Nobody is asked for a route, so nothing is known of rivers, hills, stations or timetables.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from metaserver.civic.complaints.places import distance_m
from metaserver.civic.tourism.models import Mode, Point

WALK_DETOUR: Final = 1.3
"""Ways on foot are longer than the straight line: between 1 along it and 1.41 along a square
grid's two sides, with some room for crossings that are not where one needs them."""
WALK_M_PER_MIN: Final = 67.0
"""4 km/h: an easy pace, lights included, that many older people keep too."""
TRANSIT_DETOUR: Final = 1.4
"""Lines lead over stations and junctions, so they bend more than a footpath."""
TRANSIT_M_PER_MIN: Final = 333.0
"""20 km/h from stop to stop, halts included: between a city bus and an underground train."""
TRANSIT_WAIT_MIN: Final = 10.0
"""To the stop, waiting there, and from the last stop to the door."""
WALKED_M: Final = 700.0
"""Straight on, nobody takes a bus for less, even where ``transit`` is chosen."""
RIDE_SAVES_MIN: Final = 5
"""For less, nobody goes to a stop who does not mind walking."""

Way = Literal["walk", "transit"]


@dataclass(frozen=True, slots=True)
class Estimate:
    metres: int
    minutes: int
    way: Way


def estimate(start: Point, end: Point, mode: Mode) -> Estimate:
    """``mixed`` rides where that is clearly quicker."""
    straight_m = distance_m(start.lat, start.lon, end.lat, end.lon)
    walk = _rounded(straight_m * WALK_DETOUR, WALK_M_PER_MIN, 0.0, "walk")
    if mode == "walk" or straight_m < WALKED_M:
        return walk
    ride = _rounded(straight_m * TRANSIT_DETOUR, TRANSIT_M_PER_MIN, TRANSIT_WAIT_MIN, "transit")
    return walk if mode == "mixed" and walk.minutes < ride.minutes + RIDE_SAVES_MIN else ride


def _rounded(metres: float, per_min: float, more_min: float, way: Way) -> Estimate:
    """Metres to ten, as more would look like knowledge; minutes upward."""
    return Estimate(round(metres / 10) * 10, math.ceil(metres / per_min + more_min), way)
