"""From degrees to pixels and back, for the maps that pages draw.

An equirectangular projection at the middle of the city's box of coordinates, which is off by less
than a dot here. No tiles from elsewhere, so nobody else learns what is looked at; and nothing is
drawn that is not known, so there are no streets.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

SOUTH, WEST, NORTH, EAST = 37.41, 126.73, 37.72, 127.27
"""The box that points of the city lie in."""
WIDTH: Final = 640
_PER_LON: Final = WIDTH / (EAST - WEST)
_PER_LAT: Final = _PER_LON / math.cos(math.radians((SOUTH + NORTH) / 2))
HEIGHT: Final = round((NORTH - SOUTH) * _PER_LAT)
CLOSE_DEG: Final = 0.004
"""Half of the height that is shown at least of spots that lie together."""
PX_PER_M: Final = _PER_LAT / 111_195.0
_STEPS_M: Final = (20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
_SQUARES: Final = 7
"""About so many from side to side."""

Xy = tuple[float, float]
Part = tuple[float, float, float, float]
"""Left, top, width and height."""
Line = tuple[float, float, float, float]
"""From x, y to x, y."""


def x_of(lon: float) -> float:
    return (lon - WEST) * _PER_LON


def y_of(lat: float) -> float:
    return (NORTH - lat) * _PER_LAT


def lon_of(x: float) -> float:
    return WEST + x / _PER_LON


def lat_of(y: float) -> float:
    return NORTH - y / _PER_LAT


def view_box(part: Part) -> str:
    """SVG's word for the part of the whole that is shown."""
    left, top, width, height = part
    return f"{left:.2f} {top:.2f} {width:.2f} {height:.2f}"


def around(spots: Sequence[Xy]) -> Part:
    """All of them with a margin, in the proportions of the whole."""
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    least = CLOSE_DEG * _PER_LAT
    half = max(least, (max(ys) - min(ys)) * 0.6, (max(xs) - min(xs)) * 0.6 * HEIGHT / WIDTH)
    wide = half * WIDTH / HEIGHT
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return x - wide, y - half, 2 * wide, 2 * half


def square_m(width: float) -> int:
    """Side of the squares for a picture of that width."""
    return next((m for m in _STEPS_M if m * PX_PER_M * _SQUARES >= width), _STEPS_M[-1])


def squares(part: Part) -> tuple[Line, ...]:
    """The lines of a grid whose squares are ``square_m`` wide."""
    left, top, width, height = part
    right, bottom = left + width, top + height
    step = square_m(width) * PX_PER_M
    xs = [n * step for n in range(math.ceil(left / step), math.floor(right / step) + 1)]
    ys = [n * step for n in range(math.ceil(top / step), math.floor(bottom / step) + 1)]
    return (*((x, top, x, bottom) for x in xs), *((left, y, right, y) for y in ys))
