"""From a world's shapes to the pixels that one can walk on.

In this order, for each level:

1. Surfaces are painted one over another: each sets material height and
   whether it can be walked on.
2. Stairs raise the ground under them.
3. Edges higher than a step (0.45 m) become barriers, half a metre to each side.
4. Structures, desks and exhibits block what their kind says, grown by the
   radius of an avatar.
5. What cannot be reached on foot from the start is taken away (see ``reach``),
   so that whoever stands somewhere can also leave.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metaserver.worldfiles import kit
from metaserver.worldfiles.grid import GROUND_UNIT_M, STEP_M, Bools, Bytes, LevelGrid
from metaserver.worldfiles.models import Exhibit, Level, Structure, Surface, WorldSpec
from metaserver.worldfiles.shapes import Canvas, Piece

AVATAR_RADIUS_M = 0.3
MAX_STEP_UNITS = round(0.45 / GROUND_UNIT_M)


@dataclass(frozen=True, slots=True)
class Layers:
    """A level before it is pruned: what is there, and why a pixel is blocked."""

    grid: LevelGrid
    covered: Bools
    """``(height, width)`` bool: a structure, desk or exhibit stands here."""


def cell_counts(spec: WorldSpec) -> list[tuple[int, int]]:
    """Columns and rows of cells of each level, in the order of the file."""
    return [
        (
            math.ceil((level.bounds[2] - level.bounds[0]) / spec.cell_m),
            math.ceil((level.bounds[3] - level.bounds[1]) / spec.cell_m),
        )
        for level in spec.levels
    ]


def rasterise(spec: WorldSpec, structures: Sequence[Structure]) -> dict[str, Layers]:
    """Pixels of every level, by level id, not yet pruned to what can be reached.

    ``structures`` are expanded: no rows, sizes filled.
    """
    layers: dict[str, Layers] = {}
    first_cell = 0
    for level, (columns, rows) in zip(spec.levels, cell_counts(spec), strict=True):
        layers[level.id] = _level(spec, level, structures, (first_cell, columns, rows))
        first_cell += columns * rows
    return layers


def _level(
    spec: WorldSpec, level: Level, structures: Sequence[Structure], cells: tuple[int, int, int]
) -> Layers:
    canvas = Canvas(level.bounds, STEP_M)
    pieces = [piece for piece in structures if piece.level == level.id]
    walk, ground = _surfaces(canvas, [s for s in spec.surfaces if s.level == level.id])
    _stairs(canvas, ground, pieces)
    walk &= ~_cliffs(ground)
    walk = shrink(walk)
    covered = np.zeros_like(walk)
    for piece in pieces:
        _block(canvas, covered, piece, ground)
    for exhibit in spec.exhibits:
        if exhibit.level == level.id:
            _block_exhibit(canvas, covered, exhibit)
    grid = LevelGrid(
        level.id, level.bounds[0], level.bounds[1], STEP_M, canvas.width, canvas.height,
        walk & ~covered, ground, *cells, spec.cell_m,
    )  # fmt: skip
    return Layers(grid, covered)


def _surfaces(canvas: Canvas, surfaces: Sequence[Surface]) -> tuple[Bools, Bytes]:
    walk = np.ones((canvas.height, canvas.width), np.bool_)
    ground = np.zeros((canvas.height, canvas.width), np.uint8)
    for surface in surfaces:
        inside = canvas.shape(surface.shape)
        walk[inside] = surface.walk
        ground[inside] = round(surface.height_m / GROUND_UNIT_M)
    return walk, ground


def _stairs(canvas: Canvas, ground: Bytes, pieces: Sequence[Structure]) -> None:
    """Raise the ground linearly from the own -y edge to the own +y edge."""
    for stairs in pieces:
        if stairs.kind != "stairs" or stairs.size is None:
            continue
        piece = Piece.of(stairs)
        _, depth, height = stairs.size
        _, _, v = canvas.frame(piece, 0.0)
        window, inside = canvas.box(piece, kit.Box(), 0.0)
        metres = stairs.base_m + height * np.clip(v / depth + 0.5, 0, 1)
        units = np.clip(np.round(metres / GROUND_UNIT_M), 0, 255).astype(np.uint8)
        ground[window] = np.where(inside, units, ground[window])


def _cliffs(ground: Bytes) -> Bools:
    """Pixels on both sides of an edge that is higher than a step."""
    heights = ground.astype(np.int16)
    cliffs = np.zeros(ground.shape, np.bool_)
    across = np.abs(np.diff(heights, axis=1)) > MAX_STEP_UNITS
    cliffs[:, 1:] |= across
    cliffs[:, :-1] |= across
    along = np.abs(np.diff(heights, axis=0)) > MAX_STEP_UNITS
    cliffs[1:] |= along
    cliffs[:-1] |= along
    return cliffs


def shrink(walk: Bools) -> Bools:
    """Keep an avatar's radius away from everything that is not ground, the rim included.

    A radius of 0.3 m covers the four neighbours at 0.25 m and not the diagonal at 0.35 m.
    """
    padded = np.pad(walk, 1, constant_values=False)
    kept: Bools = walk & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return kept


def _block(canvas: Canvas, covered: Bools, structure: Structure, ground: Bytes) -> None:
    piece = Piece.of(structure)
    below = ground[canvas.pixel(structure.at)] * GROUND_UNIT_M
    if structure.base_m - below >= kit.CLEARANCE_M:
        return
    for part in kit.KIT[structure.kind].blocks:
        if isinstance(part, kit.Box):
            window, inside = canvas.box(piece, part, AVATAR_RADIUS_M)
        else:
            window, inside = canvas.disc(piece, part, AVATAR_RADIUS_M)
        covered[window] |= inside


def _block_exhibit(canvas: Canvas, covered: Bools, exhibit: Exhibit) -> None:
    if exhibit.mount == "wall":
        return
    piece = Piece(exhibit.at, exhibit.turn_deg, exhibit.size[0], kit.EXHIBIT_DEPTH_M)
    window, inside = canvas.box(piece, kit.Box(), AVATAR_RADIUS_M)
    covered[window] |= inside
