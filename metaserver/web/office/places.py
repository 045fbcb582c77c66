"""Where cases are, drawn by us: the city's box of coordinates with a grid, a dot for each case.

No tiles from elsewhere, so nobody else learns what officials look at. Degrees become pixels by an
equirectangular projection at the middle of the box, which is off by less than a dot here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from metaserver.civic.complaints.models import CaseRow

SOUTH, WEST, NORTH, EAST = 37.41, 126.73, 37.72, 127.27
"""The box that points of the city lie in."""
WIDTH: Final = 640
_PER_LON: Final = WIDTH / (EAST - WEST)
_PER_LAT: Final = _PER_LON / math.cos(math.radians((SOUTH + NORTH) / 2))
HEIGHT: Final = round((NORTH - SOUTH) * _PER_LAT)
GRID_DEG: Final = 0.1
CLOSE_DEG: Final = 0.004
"""Half of the height that is shown at least where cases lie together."""


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    number: str
    title: str
    deadline: str


@dataclass(frozen=True, slots=True)
class Picture:
    """``view``: the part of the whole that is shown, as SVG's viewBox; ``size``: of a dot."""

    dots: tuple[Dot, ...]
    view: str
    size: float
    lines: tuple[tuple[float, float, float, float], ...]


def picture(rows: Iterable[CaseRow]) -> Picture | None:
    """None where no case has a point."""
    dots = tuple(
        Dot(x_of(row.lon), y_of(row.lat), row.number, row.kind_title, row.deadline)
        for row in rows
        if row.lat is not None and row.lon is not None
    )
    if not dots:
        return None
    left, top, width, height = around([(dot.x, dot.y) for dot in dots])
    view = f"{left:.2f} {top:.2f} {width:.2f} {height:.2f}"
    return Picture(dots, view, width / 90, tuple(grid()))


def x_of(lon: float) -> float:
    return (lon - WEST) * _PER_LON


def y_of(lat: float) -> float:
    return (NORTH - lat) * _PER_LAT


def around(spots: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Left, top, width and height of all of them with a margin, in the proportions of the whole."""
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    least = CLOSE_DEG * _PER_LAT
    half = max(least, (max(ys) - min(ys)) * 0.6, (max(xs) - min(xs)) * 0.6 * HEIGHT / WIDTH)
    wide = half * WIDTH / HEIGHT
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return x - wide, y - half, 2 * wide, 2 * half


def grid() -> Iterable[tuple[float, float, float, float]]:
    for step in range(1, math.ceil((EAST - WEST) / GRID_DEG)):
        x = step * GRID_DEG * _PER_LON
        yield x, 0, x, HEIGHT
    for step in range(1, math.ceil((NORTH - SOUTH) / GRID_DEG)):
        y = step * GRID_DEG * _PER_LAT
        yield 0, y, WIDTH, y
