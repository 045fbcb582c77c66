"""Usual sizes of the kinds of structures, and which part of each stops a walker.

One table for the raster. The client draws from kind and size, with the
openings in the same spots; ``docs/worlds.md`` shows the table to artists, and
a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass

from metaserver.worldfiles.models import StructureKind

Size = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """Rectangle in the piece's own frame, in fractions of width (x) and depth (y)."""

    x0: float = -0.5
    y0: float = -0.5
    x1: float = 0.5
    y1: float = 0.5


@dataclass(frozen=True, slots=True)
class Disc:
    """Ellipse about the middle; ``radius`` in fractions of width and of depth."""

    radius: float


@dataclass(frozen=True, slots=True)
class Kind:
    size: Size
    """Usual width, depth and height in metres."""
    blocks: tuple[Box | Disc, ...]


_ALL = (Box(),)
_FREE: tuple[Box | Disc, ...] = ()
_TRUNK = (Disc(0.06),)
_PALACE_GATE = (
    Box(x0=-0.5, x1=-0.315),
    Box(x0=-0.195, x1=-0.085),
    Box(x0=0.085, x1=0.195),
    Box(x0=0.315, x1=0.5),
)
_STONE_HALL = (Box(x1=-0.05), Box(x0=0.05), Box(y1=0.4))
_DOOR = (Box(x1=-0.4), Box(x0=0.4))

KIT: dict[StructureKind, Kind] = {
    "wall": Kind((4, 0.3, 3), _ALL),
    "box": Kind((1, 1, 1), _ALL),
    "block-building": Kind((24, 16, 22), _ALL),
    "wave-hall": Kind((96, 30, 36), (Box(y1=0.3),)),
    "stone-hall": Kind((60, 18, 20), _STONE_HALL),
    "palace-gate": Kind((34, 14, 19), _PALACE_GATE),
    "palace-hall": Kind((24, 13, 13), _ALL),
    "palace-wall": Kind((10, 1.2, 4), _ALL),
    "statue-seated": Kind((6.5, 7.5, 10), _ALL),
    "statue-standing": Kind((5, 5.5, 17), _ALL),
    "tree": Kind((5, 5, 8), _TRUNK),
    "pine": Kind((4.5, 4.5, 9), _TRUNK),
    "shrub": Kind((1.4, 1.4, 1), (Disc(0.4),)),
    "bench": Kind((1.8, 0.6, 0.85), _FREE),
    "lamp": Kind((0.5, 0.5, 4.5), (Disc(0.24),)),
    "fountain": Kind((10, 10, 2.4), (Disc(0.5),)),
    "column": Kind((0.8, 0.8, 4), (Disc(0.5),)),
    "planter": Kind((2, 0.9, 0.9), _ALL),
    "flagpole": Kind((0.4, 0.4, 12), (Disc(0.3),)),
    "counter": Kind((2.6, 0.9, 1.1), _ALL),
    "table": Kind((1.6, 0.8, 0.75), _ALL),
    "chair": Kind((0.55, 0.55, 0.9), _FREE),
    "screen": Kind((3, 0.2, 2), _ALL),
    "plinth": Kind((1.2, 1.2, 1), _ALL),
    "sign": Kind((1.6, 0.2, 2.4), _ALL),
    "door": Kind((2.4, 0.5, 2.8), _DOOR),
    "stairs": Kind((4, 3, 1), _FREE),
    "rail": Kind((2, 0.1, 1), _ALL),
    "lantern": Kind((0.8, 0.8, 1.8), (Disc(0.35),)),
    "haetae": Kind((1.8, 2.8, 2.8), _ALL),
}

CLEARANCE_M = 2.1
"""What hangs this high above the ground is walked under."""
EXHIBIT_DEPTH_M = 0.6
"""Depth of the plinth or case that carries an exhibit; its width is the picture's."""
EXHIBIT_HEIGHT_M = 0.9
DESK_FRONT_M = 1.3
EXHIBIT_FRONT_M = 1.3
"""Where a visitor stands, measured from ``at`` in the direction it faces."""
