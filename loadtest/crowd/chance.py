"""Chance that is the same in every run: a number for each (seed, bot, draw), many at a time.

A hash and not a generator, so that what a bot does depends neither on how the crowd is divided
among processes nor on whose turn came first. The mixing function is SplitMix64's (Steele, Lea and
Flood, "Fast splittable pseudorandom number generators", 2014).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

I64 = NDArray[np.int64]
U64 = NDArray[np.uint64]
F64 = NDArray[np.float64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def _mixed(z: U64) -> U64:
    z = (z ^ (z >> np.uint64(30))) * _FIRST
    z = (z ^ (z >> np.uint64(27))) * _SECOND
    return np.asarray(z ^ (z >> np.uint64(31)), np.uint64)


class Chance:
    """One stream of draws for each of n bots; ``number`` is theirs in the whole run."""

    def __init__(self, seed: int, number: I64) -> None:
        own = number.astype(np.uint64) * _GOLDEN
        self._state = _mixed(own + _mixed(np.array([seed % 2**64], np.uint64)))

    def draw(self, rows: I64) -> F64:
        """The next number of each, 0 up to but not including 1; no row twice."""
        self._state[rows] += _GOLDEN
        part: F64 = (_mixed(self._state[rows]) >> np.uint64(11)).astype(np.float64) * 2.0**-53
        return part

    def between(self, rows: I64, low: float, high: float) -> F64:
        return low + (high - low) * self.draw(rows)

    def one(self, row: int) -> float:
        """The next number of one of them."""
        return float(self.draw(np.array([row]))[0])
