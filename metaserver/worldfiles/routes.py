"""Ways on foot over a raster: from pixel to pixel the shortest, then straightened."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from metaserver.worldfiles.grid import Bools

Pixel = tuple[int, int]
"""Row and column."""
Steps = npt.NDArray[np.int32]

UNSEEN = -1
STRIDE = 4
"""Straight lines are tried to every so manieth pixel of a way."""


def route(walk: Bools, start: Pixel, goal: Pixel) -> list[Pixel] | None:
    """The corners of a way from ``start`` (left out) to ``goal``; None where there is none.

    ``walk`` is ``(height, width)`` bool. Straight lines between the corners lie on walkable pixels.
    """
    if not (walk[start] and walk[goal]):
        return None
    steps = _flood(walk, goal, start)
    if steps is None:
        return None
    return _straightened(walk, _descend(steps, start, walk.shape[1] + 2))


def _flood(walk: Bools, goal: Pixel, until: Pixel) -> Steps | None:
    """Steps from each pixel to ``goal`` over their sides, as far as the wave had to go.

    Flat, with an edge of one pixel around; the cost is that of the pixels reached.
    """
    width = walk.shape[1] + 2
    free = np.pad(walk, 1).ravel()
    steps: Steps = np.full(free.shape, UNSEEN, np.int32)
    sides = np.array((1, -1, width, -width))
    wave = np.array([_flat(goal, width)])
    steps[wave] = done = 0
    while len(wave) and steps[_flat(until, width)] == UNSEEN:
        done += 1
        near = (wave[:, np.newaxis] + sides).ravel()
        near = near[free[near] & (steps[near] == UNSEEN)]
        # Each once: of those that name the same pixel the last one's mark stays.
        steps[near] = np.arange(len(near))
        wave = near[steps[near] == np.arange(len(near))]
        steps[wave] = done
    return steps if len(wave) else None


def _flat(pixel: Pixel, width: int) -> int:
    return (pixel[0] + 1) * width + pixel[1] + 1


def _descend(steps: Steps, start: Pixel, width: int) -> list[Pixel]:
    """Every pixel on the way, both ends included."""
    at, way = _flat(start, width), [start]
    while steps[at] > 0:
        left = int(steps[at]) - 1
        at = next(at + side for side in (1, -1, width, -width) if steps[at + side] == left)
        way.append((at // width - 1, at % width - 1))
    return way


def _straightened(walk: Bools, way: Sequence[Pixel]) -> list[Pixel]:
    """From each corner on to the farthest pixel of the way that a straight walk leads to."""
    corners, at, last = [], 0, len(way) - 1
    while at < last:
        tried = range(last, at + 1, -STRIDE)
        at = next((to for to in tried if clear(walk, way[at], way[to])), at + 1)
        corners.append(way[at])
    return corners or [way[-1]]


def clear(walk: Bools, start: Pixel, goal: Pixel) -> bool:
    """Whether the straight line between the middles of two pixels lies on walkable ones."""
    samples = 2 * max(abs(goal[0] - start[0]), abs(goal[1] - start[1])) + 1
    part = np.linspace(0.0, 1.0, samples)
    row = np.floor(start[0] + 0.5 + (goal[0] - start[0]) * part).astype(np.intp)
    column = np.floor(start[1] + 0.5 + (goal[1] - start[1]) * part).astype(np.intp)
    return bool(walk[row, column].all())
