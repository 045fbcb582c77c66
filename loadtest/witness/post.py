"""Where witnesses stand: at different distances from where all arrive, so that between them they
have marked walkers in every ring. Pure."""

from __future__ import annotations

import numpy as np

from loadtest.crowd.ground import NOWHERE, Grounds
from metaserver.protocol.quantise import DIRECTION_X, DIRECTION_Y

AWAY_M = (0.0, 30.0, 55.0)
"""Of the first, second and third witness, and so on in turn: the near ring ends at about 28 m, the
middle one at 52 m, both earlier in a crowd."""
EVERY = 8
"""Steps of the heading between two directions that are looked along."""
CLEARANCE_M = 1.0
"""Kept to whatever ends a way."""

Point = tuple[float, float]


def post(
    grounds: Grounds, world: str, level: str, start: Point, away_m: float, turn: int
) -> Point:  # fmt: skip
    """The point nearest to ``away_m`` from ``start`` that a straight way leads to.

    ``turn`` says which of several ways that are as good. Where there is no way: ``start``.
    """
    floor = grounds.floor(world, level)
    if floor == NOWHERE or away_m <= 0:
        return start
    headings = (np.arange(0, 256, EVERY) + turn) % 256
    free_m = grounds.free_m(
        np.array([floor]), np.array([start[0]]), np.array([start[1]]), headings[None],
        away_m + CLEARANCE_M,
    )[0]  # fmt: skip
    way_m = np.minimum(free_m - CLEARANCE_M, away_m)
    best = int(np.argmax(way_m))
    if way_m[best] <= 0:
        return start
    heading, far_m = headings[best], float(way_m[best])
    return (
        start[0] + float(DIRECTION_X[heading]) * far_m,
        start[1] + float(DIRECTION_Y[heading]) * far_m,
    )
