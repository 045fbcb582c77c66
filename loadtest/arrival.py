"""When each one comes, and in which process it lives."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from loadtest.scenario import Arrive


def times_s(arrive: Arrive, clients: int, seed: int) -> NDArray[np.float64]:
    """For each bot, seconds after the beginning; the same for the same seed.

    The rate is even, each at a chance moment of its own slot. The order is shuffled, so that each
    process has as many to let in at any time.
    """
    chance = np.random.default_rng(seed)
    per_s = arrive.per_s or clients / (arrive.within_s or 1.0)
    slots: NDArray[np.float64] = (np.arange(clients) + chance.random(clients)) / per_s
    return chance.permutation(slots)


def parts(clients: int, processes: int) -> list[range]:
    """Numbers of the bots of each process, as even as can be; none is empty if clients suffice."""
    ends = np.linspace(0, clients, processes + 1).astype(int).tolist()
    return [range(low, high) for low, high in pairwise(ends)]
