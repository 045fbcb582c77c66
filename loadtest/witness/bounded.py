"""Rows that come in while measuring: allocated once, and never more than that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from loadtest.witness.job import Rows


class Bounded:
    """When full, further rows are dropped, and ``full_s`` says since when."""

    def __init__(self, kind: np.dtype[Any], most: int) -> None:
        self._rows: Rows = np.empty(most, kind)
        self._n = 0
        self.full_s: float | None = None

    @property
    def rows(self) -> Rows:
        return self._rows[: self._n]

    @property
    def most(self) -> int:
        return len(self._rows)

    def add(self, rows: Rows | Sequence[tuple[float, ...]], now_s: float) -> None:
        """All of them, or where they do not fit any more none."""
        end = self._n + len(rows)
        if self.full_s is not None or end > len(self._rows):
            self.full_s = now_s if self.full_s is None else self.full_s
            return
        self._rows[self._n : end] = rows
        self._n = end
