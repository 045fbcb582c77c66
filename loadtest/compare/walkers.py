"""People who walk all the time, 1 to 2 m/s, and turn twice a second: the same for every peer.

They walk on a rectangle about as large as the walkable ground of our plaza, its middle at (0, 0).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WIDTH_M = 160.0
DEPTH_M = 120.0
SPEED_MPS = (1.0, 2.0)
TURNS_PER_S = 2.0

F64 = NDArray[np.float64]


class Walkers:
    """``x``, ``y``: metres, shape (n,). ``heading``: 256 steps, counter-clockwise from +y."""

    def __init__(self, n: int, seed: int) -> None:
        self._chance = np.random.default_rng(seed)
        self.x: F64 = self._chance.uniform(-WIDTH_M / 2, WIDTH_M / 2, n)
        self.y: F64 = self._chance.uniform(-DEPTH_M / 2, DEPTH_M / 2, n)
        self.heading: NDArray[np.int64] = self._chance.integers(0, 256, n)
        self._speed_mps = self._chance.uniform(*SPEED_MPS, n)
        self._turn_in_s = self._chance.uniform(0, 1 / TURNS_PER_S, n)

    def step(self, seconds: float) -> None:
        """Everybody walks on; who would leave the ground turns around."""
        self._turn_in_s -= seconds
        turning = self._turn_in_s <= 1e-9
        self._turn_in_s[turning] += 1 / TURNS_PER_S
        self.heading[turning] = self._chance.integers(0, 256, int(turning.sum()))
        angle = self.heading * (2 * np.pi / 256)
        x = self.x - np.sin(angle) * self._speed_mps * seconds
        y = self.y + np.cos(angle) * self._speed_mps * seconds
        outside = (np.abs(x) > WIDTH_M / 2) | (np.abs(y) > DEPTH_M / 2)
        self.heading[outside] = (self.heading[outside] + 128) % 256
        self.x = np.where(outside, self.x, x)
        self.y = np.where(outside, self.y, y)
