"""How late a city's event loop woke up while a crowd was measured, by its own ``/metrics``."""

from __future__ import annotations

import time
from collections import defaultdict

import httpx
import numpy as np

from loadtest.progress import Silent
from loadtest.quantiles import of_buckets
from loadtest.sampling.metrics import parse


class Lag(Silent):
    """Watches runs: all measured times together. ``url`` of the metrics is to be set first."""

    def __init__(self) -> None:
        self.url = ""
        self.from_s = self.until_s = 0.0
        """``time.monotonic`` of the last run's measured time."""
        self._up_to: dict[float, float] = defaultdict(float)
        self._before: dict[float, float] = {}

    def phase(self, words: str) -> None:
        if words.startswith("measuring"):
            self._before, self.from_s = self._look(), time.monotonic()
        elif words.startswith("taking reports"):
            self.until_s = time.monotonic()
            for bound_s, count in self._look().items():
                self._up_to[bound_s] += count - self._before.get(bound_s, 0.0)

    @property
    def words(self) -> str:
        """Median and p99; what lies above the highest bound is told as that."""
        bounds_s = sorted(self._up_to)
        late = of_buckets(
            np.array(bounds_s) * 1000, np.array([self._up_to[bound] for bound in bounds_s])
        )
        return f"{late.p50 or 0:.1f} / {late.p99 or 0:.1f} ms"

    def _look(self) -> dict[float, float]:
        text = httpx.get(self.url, trust_env=False).raise_for_status().text
        return dict(parse(text).loop_lag.up_to)
