"""From a world's files to the ground that bots walk on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from loadtest.crowd.job import Ground, WorldGround

PORTAL_MARGIN_M = 1.0
"""Bots keep so far from portals: they change worlds when the scenario says so."""


def world_ground(spec: dict[str, Any], raster: dict[str, Any], hash_: str) -> WorldGround:
    """From ``world.json`` and the unpacked ``raster.bin``; portals are not walkable in it."""
    levels = tuple(_level(level, spec.get("portals", [])) for level in raster["levels"])
    places = tuple(place["id"] for place in spec["places"])
    points = tuple((place["level"], *place["at"]) for place in spec["places"])
    return WorldGround(spec["id"], hash_, spec["cell_m"], spec["start"], places, levels, points)


def _level(raster: dict[str, Any], portals: list[dict[str, Any]]) -> Ground:
    height, width = raster["height"], raster["width"]
    bits = np.frombuffer(raster["walk"], np.uint8)
    walk = np.unpackbits(bits, bitorder="little")[: height * width].reshape(height, width) == 1
    level = Ground(raster["id"], raster["x0"], raster["y0"], raster["step_m"], walk)
    for portal in portals:
        if portal["level"] == level.level:
            _close(level, *_bounds(portal["shape"]))
    return level


def _bounds(shape: dict[str, Any]) -> tuple[float, float, float, float]:
    """A shape's lowest x and y, then its highest."""
    if "rect" in shape:
        x0, y0, x1, y1 = shape["rect"]
    elif "circle" in shape:
        x, y, radius = shape["circle"]
        x0, y0, x1, y1 = x - radius, y - radius, x + radius, y + radius
    else:
        points: NDArray[np.float64] = np.array(shape["polygon"], np.float64)
        (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return float(x0), float(y0), float(x1), float(y1)


def _close(level: Ground, x0: float, y0: float, x1: float, y1: float) -> None:
    def pixel(at: float, origin: float) -> int:
        return max(int((at - origin) / level.step_m), 0)

    rows = slice(pixel(y0 - PORTAL_MARGIN_M, level.y0), pixel(y1 + PORTAL_MARGIN_M, level.y0) + 1)
    columns = slice(
        pixel(x0 - PORTAL_MARGIN_M, level.x0), pixel(x1 + PORTAL_MARGIN_M, level.x0) + 1
    )
    level.walk[rows, columns] = False
