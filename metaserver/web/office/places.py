"""Where cases are: the city's box of coordinates with a grid, a dot for each case."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from metaserver.civic.complaints.models import CaseRow
from metaserver.web.mapping import (
    EAST,
    HEIGHT,
    NORTH,
    SOUTH,
    WEST,
    WIDTH,
    around,
    view_box,
    x_of,
    y_of,
)

GRID_DEG: Final = 0.1


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
    part = around([(dot.x, dot.y) for dot in dots])
    return Picture(dots, view_box(part), part[2] / 90, tuple(grid()))


def grid() -> Iterable[tuple[float, float, float, float]]:
    for step in range(1, math.ceil((EAST - WEST) / GRID_DEG)):
        x = x_of(WEST + step * GRID_DEG)
        yield x, 0, x, HEIGHT
    for step in range(1, math.ceil((NORTH - SOUTH) / GRID_DEG)):
        y = y_of(NORTH - step * GRID_DEG)
        yield 0, y, WIDTH, y
