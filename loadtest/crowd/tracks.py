"""What marked walkers have told the server, for witnesses to compare with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

COLUMNS = 8
"""monotonic_s, world index, avatar, x, y, heading, speed_mps, good."""


class Tracks:
    def __init__(self) -> None:
        self._rows: list[tuple[float, ...]] = []

    def course(
        self, now_s: float, world: int, avatar: int, x: float, y: float, heading: int, mps: float
    ) -> None:  # fmt: skip
        self._rows.append((now_s, world, avatar, x, y, heading, mps, 1.0))

    def gap(self, now_s: float, world: int, avatar: int) -> None:
        """What it does from here to its next course is not to be judged."""
        self._rows.append((now_s, world, avatar, 0.0, 0.0, 0.0, 0.0, 0.0))

    def array(self) -> NDArray[np.float64]:
        """Shape (n, COLUMNS)."""
        return np.array(self._rows, np.float64).reshape(-1, COLUMNS)
