"""Where places are: numbered marks on a grid whose squares say how large they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from metaserver.web.mapping import Line, Xy, around, square_m, squares, view_box, x_of, y_of

MARKS_MAX: Final = 20
_SIZE: Final = 30
"""The picture is so many times as wide as half a mark."""
_ROUNDS: Final = 40


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
    lines: tuple[Line, ...]
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
    part = left - size, top - size, width + 2 * size, height + 2 * size
    return Drawing(
        view=view_box(part),
        size=size,
        marks=tuple(
            Mark(place[0], *shown, *spot)
            for place, shown, spot in zip(places, _apart(spots, size), spots, strict=False)
        ),
        lines=squares(part),
        step_m=square_m(part[2]),
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
