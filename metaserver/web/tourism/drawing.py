"""Where places are, drawn by us: numbered marks on a grid whose squares say how large they are.

No tiles from elsewhere, so nobody else learns what visitors look at; and nothing is drawn that is
not known, so there are no streets.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from metaserver.web.office.places import around, x_of, y_of

MARKS_MAX: Final = 20
_M_PER_LAT: Final = 111_195.0
_PX_PER_M: Final = (y_of(37.0) - y_of(38.0)) / _M_PER_LAT
_STEPS_M: Final = (100, 200, 500, 1000, 2000, 5000, 10_000)
_LINES: Final = 7
"""About so many squares from side to side."""
_SIZE: Final = 30
"""The picture is so many times as wide as half a mark."""
_ROUNDS: Final = 40

Xy = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """``x``, ``y``: of the number; a line leads from there to where the place is."""

    title: str
    x: float
    y: float
    at_x: float
    at_y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """``view``: SVG's viewBox; ``here``: of whoever asks; ``step_m``: side of a square."""

    view: str
    size: float
    marks: tuple[Mark, ...]
    lines: tuple[tuple[float, float, float, float], ...]
    step_m: int
    here: Xy | None


def drawing(
    places: Sequence[tuple[str, float, float]], here: tuple[float, float] | None = None
) -> Drawing | None:
    """``places``: name, latitude, longitude, in the order of their numbers; the first
    ``MARKS_MAX`` are drawn. None where there are none."""
    spots = [(x_of(lon), y_of(lat)) for _, lat, lon in places[:MARKS_MAX]]
    if not spots:
        return None
    ours = (x_of(here[1]), y_of(here[0])) if here else None
    left, top, width, height = around([*spots, ours] if ours else spots)
    size = width / _SIZE
    # Numbers stand away from the edge.
    left, top, width, height = left - size, top - size, width + 2 * size, height + 2 * size
    step_m = next((m for m in _STEPS_M if m * _PX_PER_M * _LINES >= width), _STEPS_M[-1])
    return Drawing(
        view=f"{left:.2f} {top:.2f} {width:.2f} {height:.2f}",
        size=size,
        marks=tuple(
            Mark(place[0], *shown, *spot)
            for place, shown, spot in zip(places, _apart(spots, size), spots, strict=False)
        ),
        lines=tuple(_grid(left, top, width, height, step_m * _PX_PER_M)),
        step_m=step_m,
        here=ours,
    )


def _apart(spots: Sequence[Xy], size: float) -> list[Xy]:
    """Moved as little as is needed for every number to be read."""
    shown = [[x, y] for x, y in spots]
    least = 2.1 * size
    for _ in range(_ROUNDS):
        calm = True
        for number, (a, b) in enumerate(combinations(shown, 2)):
            dx, dy = b[0] - a[0], b[1] - a[1]
            far = math.hypot(dx, dy)
            if far >= least:
                continue
            calm = False
            # Two at the same spot go apart in directions that differ from pair to pair.
            turn = math.atan2(dy, dx) if far else 2.4 * number
            push = (least - far) / 2
            for each, sign in ((a, -1), (b, 1)):
                each[0] += sign * push * math.cos(turn)
                each[1] += sign * push * math.sin(turn)
        if calm:
            break
    return [(x, y) for x, y in shown]


def _grid(
    left: float, top: float, width: float, height: float, step: float
) -> list[tuple[float, float, float, float]]:
    right, bottom = left + width, top + height
    xs = [n * step for n in range(math.ceil(left / step), math.floor(right / step) + 1)]
    ys = [n * step for n in range(math.ceil(top / step), math.floor(bottom / step) + 1)]
    return [(x, top, x, bottom) for x in xs] + [(left, y, right, y) for y in ys]
