"""Points of the city, in WGS84 degrees."""

from __future__ import annotations

import math
from typing import Final, Literal

Box = tuple[float, float, float, float]
"""South, west, north, east."""

SEOUL: Final[Box] = (37.41, 126.73, 37.72, 127.27)
COARSE_DEG: Final = 0.005
"""Side of the squares in which places are told that are nobody's business."""
_EARTH_M: Final = 6_371_008.8
"""Mean radius."""
_M_PER_DEG: Final = math.radians(_EARTH_M)


def is_inside(lat: float, lon: float, box: Box = SEOUL) -> bool:
    south, west, north, east = box
    return south <= lat <= north and west <= lon <= east


def point_problem(lat: float, lon: float) -> dict[str, Literal["outside", "swapped"]]:
    """``lat`` or ``lon``, or both, to what is wrong with it; empty inside Seoul."""
    south, west, north, east = SEOUL
    if is_inside(lat, lon):
        return {}
    if is_inside(lon, lat):
        return {"lat": "swapped", "lon": "swapped"}
    wrong: dict[str, Literal["outside", "swapped"]] = {}
    if not south <= lat <= north:
        wrong["lat"] = "outside"
    if not west <= lon <= east:
        wrong["lon"] = "outside"
    return wrong


def distance_m(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Along the great circle (haversine)."""
    north, south = math.radians(lat), math.radians(other_lat)
    half_lat = math.radians(other_lat - lat) / 2
    half_lon = math.radians(other_lon - lon) / 2
    h = math.sin(half_lat) ** 2 + math.cos(north) * math.cos(south) * math.sin(half_lon) ** 2
    return 2 * _EARTH_M * math.asin(math.sqrt(min(1.0, h)))


def box_around(lat: float, lon: float, radius_m: float) -> Box:
    """Holds every point within ``radius_m``; not for the poles."""
    high = radius_m / _M_PER_DEG * 1.0001
    wide = high / math.cos(math.radians(abs(lat) + high))
    return lat - high, lon - wide, lat + high, lon + wide


def coarse(lat: float, lon: float) -> tuple[float, float]:
    """Middle of the square in which the point lies."""
    return _middle(lat), _middle(lon)


def _middle(degrees: float) -> float:
    return round((math.floor(round(degrees / COARSE_DEG, 6)) + 0.5) * COARSE_DEG, 4)


def square_words(lat: float, lon: float) -> str:
    """The square as text: ``37.565-37.570, 126.975-126.980``."""
    parts = []
    for middle in coarse(lat, lon):
        low, high = middle - COARSE_DEG / 2, middle + COARSE_DEG / 2
        parts.append(f"{low:.3f}-{high:.3f}")
    return ", ".join(parts)
