"""The protocol's clock, which wraps after 49 days, as a number that only grows."""

from __future__ import annotations

from typing import Any

import numpy as np

from metaserver.protocol.quantise import I64

WRAP = 2**32


def unwrap(time_ms: np.ndarray[Any, np.dtype[Any]], now_ms: int) -> I64:
    """Times modulo 2**32 to those nearest to ``now_ms``, shape (n,)."""
    behind = (time_ms.astype(np.int64) - now_ms + WRAP // 2) % WRAP - WRAP // 2
    return now_ms + behind


class SteadyTime:
    """Turns the readings of a clock modulo 2**32 into milliseconds that never go back."""

    def __init__(self, server_ms: int) -> None:
        # One round ahead, so that no time near the start is 0 or less.
        self.now_ms = server_ms % WRAP + WRAP

    def read(self, server_ms: int) -> int:
        ahead = (server_ms - self.now_ms) % WRAP
        if ahead < WRAP // 2:
            self.now_ms += ahead
        return self.now_ms
