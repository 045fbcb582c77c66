"""Ways on foot to a point that many go to: how far it is from everywhere, round all walls.

One such *field* belongs to each meeting point and each stop of a tour; whoever is on the way goes
where the number is smaller.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from loadtest.crowd.ground import Grounds

PIXELS = 2
"""Pixels along the side of a field's square: 0.5 m."""
FAR = 30_000
"""Cannot be reached."""

Bools = NDArray[np.bool_]
F64 = NDArray[np.float64]
I16 = NDArray[np.int16]


class Field:
    def __init__(self, grounds: Grounds, floor: int, x: float, y: float) -> None:
        self.x, self.y = x, y
        self._grounds, self._floor = grounds, floor
        row, column = grounds.pixel(floor, x, y)
        self._steps = steps_from(
            _squares(grounds.clear_mask(floor)), row // PIXELS, column // PIXELS
        )

    def steps(self, x: F64, y: F64) -> I16:
        """Squares to go from points of this floor, same shape; ``FAR`` where there is no way."""
        row, column = self._grounds.pixels(self._floor, x, y)
        row, column = row // PIXELS, column // PIXELS
        height, width = self._steps.shape
        inside = (row >= 0) & (column >= 0) & (row < height) & (column < width)
        found = self._steps[np.where(inside, row, 0), np.where(inside, column, 0)]
        return np.where(inside, found, np.int16(FAR))


def _squares(clear: Bools) -> Bools:
    """Squares of which at least one pixel is clear."""
    height, width = (-(-side // PIXELS) for side in clear.shape)
    padded = np.zeros((height * PIXELS, width * PIXELS), np.bool_)
    padded[: clear.shape[0], : clear.shape[1]] = clear
    return np.asarray(padded.reshape(height, PIXELS, width, PIXELS).any(axis=(1, 3)), np.bool_)


def steps_from(free: Bools, row: int, column: int) -> I16:
    """Steps along rows and columns from one square to each free one, else ``FAR``; ``free``'s
    shape. All squares that are equally far are taken at once."""
    walled = np.pad(free, 1)
    width = walled.shape[1]
    open_ = walled.ravel()
    steps = np.full(open_.shape, FAR, np.int16)
    edge = np.array([(row + 1) * width + column + 1], np.int64)
    steps[edge] = far = 0
    while len(edge):
        far += 1
        around = np.concatenate((edge - 1, edge + 1, edge - width, edge + width))
        edge = np.unique(around[open_[around] & (steps[around] == FAR)])
        steps[edge] = far
    return np.asarray(steps.reshape(walled.shape)[1:-1, 1:-1])
