"""Shapes to pixels: a pixel belongs to a shape when its middle does."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metaserver.worldfiles.grid import Bools
from metaserver.worldfiles.kit import Box, Disc
from metaserver.worldfiles.models import Circle, Point, Polygon, Rect, Shape, Structure

Window = tuple[slice, slice]
Reals = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Piece:
    """Place, turn and footprint of something that stands on a level."""

    at: Point
    turn_deg: float
    width_m: float
    depth_m: float

    @classmethod
    def of(cls, structure: Structure) -> Piece:
        """Footprint of an expanded structure, whose size is filled in."""
        assert structure.size is not None
        return cls(structure.at, structure.turn_deg, structure.size[0], structure.size[1])


class Canvas:
    """The pixels of one level; every method works on the small window that a shape touches."""

    def __init__(self, bounds: tuple[float, float, float, float], step_m: float) -> None:
        self.x0, self.y0, x1, y1 = bounds
        self.step_m = step_m
        # A rest of a pixel at the far rim is left out, so that no pixel reaches past the bounds.
        self.width = int((x1 - self.x0) / step_m + 1e-6)
        self.height = int((y1 - self.y0) / step_m + 1e-6)

    def pixel(self, at: Point) -> tuple[int, int]:
        """Nearest pixel ``(j, i)`` of a point."""
        i = int((at[0] - self.x0) // self.step_m)
        j = int((at[1] - self.y0) // self.step_m)
        return min(max(j, 0), self.height - 1), min(max(i, 0), self.width - 1)

    def window(self, x0: float, y0: float, x1: float, y1: float) -> Window:
        """The pixels that touch a rectangle, cut to the level."""
        i0 = math.floor((x0 - self.x0) / self.step_m)
        i1 = math.ceil((x1 - self.x0) / self.step_m)
        j0 = math.floor((y0 - self.y0) / self.step_m)
        j1 = math.ceil((y1 - self.y0) / self.step_m)
        return _cut(j0, j1, self.height), _cut(i0, i1, self.width)

    def middles(self, window: Window) -> tuple[Reals, Reals]:
        """x as a row and y as a column of the pixels' middles."""
        rows, columns = window
        x: Reals = (
            self.x0 + (np.arange(columns.start, columns.stop, dtype=np.float64) + 0.5) * self.step_m
        )
        y: Reals = (
            self.y0 + (np.arange(rows.start, rows.stop, dtype=np.float64) + 0.5) * self.step_m
        )
        return x[np.newaxis, :], y[:, np.newaxis]

    def shape(self, shape: Shape) -> Bools:
        """``(height, width)`` bool of a surface or portal."""
        inside = np.zeros((self.height, self.width), np.bool_)
        window = self.window(*extent(shape))
        inside[window] = contains(shape, *self.middles(window))
        return inside

    def frame(self, piece: Piece, margin_m: float) -> tuple[Window, Reals, Reals]:
        """The window around a piece, and own coordinates (u, v) of its pixels in metres."""
        reach = math.hypot(piece.width_m, piece.depth_m) / 2 + margin_m
        x, y = piece.at
        window = self.window(x - reach, y - reach, x + reach, y + reach)
        px, py = self.middles(window)
        turn = math.radians(piece.turn_deg)
        cos, sin = math.cos(turn), math.sin(turn)
        dx, dy = px - x, py - y
        return window, dx * cos + dy * sin, dy * cos - dx * sin

    def box(self, piece: Piece, box: Box, margin_m: float) -> tuple[Window, Bools]:
        """Pixels within ``margin_m`` of a rectangle of the piece."""
        window, u, v = self.frame(piece, margin_m)
        w, d = piece.width_m, piece.depth_m
        du = np.maximum(np.maximum(box.x0 * w - u, u - box.x1 * w), 0)
        dv = np.maximum(np.maximum(box.y0 * d - v, v - box.y1 * d), 0)
        return window, du * du + dv * dv <= margin_m * margin_m + 1e-9

    def disc(self, piece: Piece, disc: Disc, margin_m: float) -> tuple[Window, Bools]:
        """Pixels within about ``margin_m`` of an ellipse of the piece."""
        window, u, v = self.frame(piece, margin_m)
        ru = disc.radius * piece.width_m + margin_m
        rv = disc.radius * piece.depth_m + margin_m
        return window, (u / ru) ** 2 + (v / rv) ** 2 <= 1


def _cut(first: int, end: int, length: int) -> slice:
    return slice(min(max(first, 0), length), min(max(end, 0), length))


def extent(shape: Shape) -> tuple[float, float, float, float]:
    """``(x0, y0, x1, y1)`` around a shape."""
    if isinstance(shape, Rect):
        return shape.rect
    if isinstance(shape, Circle):
        x, y, radius = shape.circle
        return x - radius, y - radius, x + radius, y + radius
    xs, ys = zip(*shape.polygon, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def contains(shape: Shape, x: Reals, y: Reals) -> Bools:
    """Whether each point lies in the shape; ``x`` and ``y`` broadcast, bool."""
    if isinstance(shape, Rect):
        x0, y0, x1, y1 = shape.rect
        return np.asarray((x >= x0) & (x < x1) & (y >= y0) & (y < y1))
    if isinstance(shape, Circle):
        cx, cy, radius = shape.circle
        return np.asarray((x - cx) ** 2 + (y - cy) ** 2 <= radius**2)
    return _in_polygon(shape, x, y)


def _in_polygon(polygon: Polygon, x: Reals, y: Reals) -> Bools:
    """Even-odd rule: count the edges that a ray to the right crosses."""
    inside = np.zeros(np.broadcast_shapes(x.shape, y.shape), np.bool_)
    corners = polygon.polygon
    for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True):
        if ay == by:
            continue
        crosses = (ay > y) != (by > y)
        inside ^= crosses & (x < ax + (y - ay) * (bx - ax) / (by - ay))
    return inside


def crosses_itself(corners: list[Point]) -> bool:
    """Whether two edges of a closed outline meet anywhere but at a shared corner."""
    edges = list(zip(corners, corners[1:] + corners[:1], strict=True))
    last = len(edges) - 1
    return any(
        _cross(*edges[a], *edges[b])
        for a in range(len(edges))
        for b in range(a + 2, len(edges))
        if not (a == 0 and b == last)
    )


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether the edges a-b and c-d touch; edges on one line touch if they overlap."""
    if _apart(a, b, c, d, 0) or _apart(a, b, c, d, 1):
        return False
    return _side(a, b, c) * _side(a, b, d) <= 0 and _side(c, d, a) * _side(c, d, b) <= 0


def _apart(a: Point, b: Point, c: Point, d: Point, axis: int) -> bool:
    return max(a[axis], b[axis]) < min(c[axis], d[axis]) or (
        max(c[axis], d[axis]) < min(a[axis], b[axis])
    )


def _side(p: Point, q: Point, r: Point) -> float:
    """Sign tells on which side of the line p-q the point r lies; 0 on it."""
    return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
