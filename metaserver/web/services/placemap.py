"""The map on which a place is pointed at, page by page: no script is needed.

What lies in its middle is the place. Buttons move it square by square and bring it closer; the
landmark beside it is told as well, for those who do not see the picture.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from metaserver.web.mapping import (
    EAST,
    HEIGHT,
    NORTH,
    PX_PER_M,
    SOUTH,
    WEST,
    WIDTH,
    Line,
    Part,
    Xy,
    lat_of,
    lon_of,
    square_m,
    squares,
    view_box,
    x_of,
    y_of,
)

WIDTHS_M: Final = (140, 350, 700, 1400, 3500, 7000, 14_000)
"""What the picture is wide, from the closest on; after them comes the whole city."""
WHOLE: Final = len(WIDTHS_M)
CLOSE: Final = 3
"""A place that was just found is shown so close."""
_TEXT: Final = 28
"""The picture is so many times as wide as its letters are high."""
_WIDE_FROM: Final = "\u1100"
"""Letters from here on are as wide as high, those before about half of it."""
_MOVES: Final[Mapping[str, Xy]] = {
    "north": (0, -1), "south": (0, 1), "west": (-1, 0), "east": (1, 0)
}  # fmt: skip
_AT_IT_M: Final = 30.0


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place that is known, in the reader's language."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Look:
    """What the map shows: its middle (None: nothing was pointed at yet), and how close."""

    lat: float | None = None
    lon: float | None = None
    level: int = WHOLE

    @property
    def part(self) -> Part:
        if self.level >= WHOLE:
            return 0.0, 0.0, WIDTH, HEIGHT
        width = WIDTHS_M[self.level] * PX_PER_M
        height = width * HEIGHT / WIDTH
        x, y = self.spot or (WIDTH / 2, HEIGHT / 2)
        return x - width / 2, y - height / 2, width, height

    @property
    def spot(self) -> Xy | None:
        if self.lat is None or self.lon is None:
            return None
        return x_of(self.lon), y_of(self.lat)


@dataclass(frozen=True, slots=True)
class Mark:
    """``anchor``: where its name begins at the dot or ends there; '' where it has no room."""

    name: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMap:
    """``view``: SVG's viewBox; ``size``: of its letters; ``box``: south, west, north, east;
    ``near``: name, metres and direction (0 north, 2 east) of what lies next to the middle."""

    level: int
    view: str
    box: tuple[float, float, float, float]
    size: float
    lines: Sequence[Line]
    square_m: int
    marks: Sequence[Mark]
    at: Xy | None
    lat: float | None
    lon: float | None
    near: tuple[str, float, int] | None
    names: Sequence[str]
    """Of all landmarks."""

    @property
    def closest(self) -> bool:
        return self.level == 0

    @property
    def widest(self) -> bool:
        return self.level == WHOLE


def looking_at(lat: object, lon: object, level: str = "") -> Look:
    """``lat``, ``lon``: as a form has them; what is no point of the city is none here."""
    shown = int(level) if level.isascii() and level.isdecimal() and len(level) < 3 else None
    if not isinstance(lat, float | int) or not isinstance(lon, float | int):
        return Look()
    if not (SOUTH <= lat <= NORTH and WEST <= lon <= EAST):
        return Look()
    return Look(lat, lon, min(CLOSE if shown is None else shown, WHOLE))


def steered(look: Look, wanted: str, to: Landmark | None = None) -> Look:
    """``wanted``: a direction, ``closer``, ``wider``, ``to`` (a landmark) or ``at``, where a script
    has put the point that somebody touched; whatever else only shows the point."""
    middle_x, middle_y = look.spot or (WIDTH / 2, HEIGHT / 2)
    level = look.level
    if wanted in _MOVES:
        right, down = _MOVES[wanted]
        step = square_m(look.part[2]) * PX_PER_M
        middle_x, middle_y = middle_x + right * step, middle_y + down * step
    elif wanted == "to" and to is not None:
        middle_x, middle_y, level = x_of(to.lon), y_of(to.lat), min(level, CLOSE)
    elif wanted == "closer" or (wanted == "at" and level > CLOSE):
        level = max(0, level - 1)
    elif wanted == "wider":
        level = min(WHOLE, level + 1)
    elif look.spot is None:
        return look
    lat = min(NORTH, max(SOUTH, lat_of(middle_y)))
    lon = min(EAST, max(WEST, lon_of(middle_x)))
    return Look(round(lat, 6), round(lon, 6), level)


def place_map(look: Look, landmarks: Sequence[Landmark]) -> PlaceMap:
    part = left, top, width, height = look.part
    size = width / _TEXT
    return PlaceMap(
        level=look.level,
        view=view_box(part),
        box=(lat_of(top + height), lon_of(left), lat_of(top), lon_of(left + width)),
        size=size,
        lines=squares(part),
        square_m=square_m(width),
        marks=tuple(_marks(part, size, landmarks)),
        at=look.spot,
        lat=look.lat,
        lon=look.lon,
        near=_near(look, landmarks),
        names=tuple(each.name for each in landmarks),
    )


def _marks(part: Part, size: float, landmarks: Sequence[Landmark]) -> list[Mark]:
    """The names that have room, those first that come first."""
    left, top, width, height = part
    found, taken = list[Mark](), list[tuple[float, float, float, float]]()
    for each in landmarks:
        x, y = x_of(each.lon), y_of(each.lat)
        if not (left < x < left + width and top < y < top + height):
            continue
        gap = size * 0.4
        long = size * sum(1 if letter >= _WIDE_FROM else 0.58 for letter in each.name)
        anchor = ""
        for side, begins in (("start", x + gap), ("end", x - gap - long)):
            box = (begins, y - size * 0.7, begins + long, y + size * 0.7)
            fits = left <= box[0] and box[2] <= left + width
            if fits and not any(_meet(box, other) for other in taken):
                taken.append(box)
                anchor = side
                break
        found.append(Mark(each.name, x, y, anchor))
    return found


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _near(look: Look, landmarks: Sequence[Landmark]) -> tuple[str, float, int] | None:
    spot = look.spot
    if spot is None or not landmarks:
        return None
    x, y = spot
    away = [(math.hypot(x - x_of(e.lon), y - y_of(e.lat)), e) for e in landmarks]
    far, nearest = min(away, key=lambda pair: pair[0])
    turn = math.atan2(x - x_of(nearest.lon), y_of(nearest.lat) - y)
    metres = far / PX_PER_M
    return nearest.name, 0.0 if metres < _AT_IT_M else metres, round(turn / (math.pi / 4)) % 8
