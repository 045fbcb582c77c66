"""How often far streams tell in a crowd.

Nearly everybody whom one sees in a crowd is far away, so the far streams of a world are most of
what a viewer gets. Where they would be more than ``COMFORT_BYTES_PER_S`` for one who sees all of
them, they tell with every second keyframe only, and where that would still be more than
``FAR_BYTES_PER_S``, with every third or fourth: one who is far away is drawn a little later,
instead of not at all.
"""

from __future__ import annotations

COMFORT_BYTES_PER_S = 7_000
FAR_BYTES_PER_S = 26_000
ROOM = 0.95
"""Share of that which telling more often may take at the worst, to be gone back to."""
FACTOR_MAX = 4
LOOK_EVERY_MS = 4000


class Thinning:
    """``factor``: with every which keyframe far tells."""

    def __init__(self) -> None:
        self.factor = 1
        self._bytes = 0
        self._elapsed_ms = 0

    def told(self, size_bytes: int, interval_ms: int) -> None:
        """What all far streams of the world told in one tick."""
        self._bytes += size_bytes
        self._elapsed_ms += interval_ms
        if self._elapsed_ms >= LOOK_EVERY_MS:
            self._look(self._bytes * 1000 / self._elapsed_ms)
            self._bytes = self._elapsed_ms = 0

    def _look(self, bytes_per_s: float) -> None:
        if bytes_per_s > _limit(self.factor):
            self.factor = min(self.factor + 1, FACTOR_MAX)
        elif self.factor > 1:
            # Twice as often is at most twice as much: less has changed each time.
            at_worst = bytes_per_s * self.factor / (self.factor - 1)
            self.factor -= at_worst <= _limit(self.factor - 1) * ROOM


def _limit(factor: int) -> int:
    """What far may take at this factor, bytes a second."""
    return COMFORT_BYTES_PER_S if factor == 1 else FAR_BYTES_PER_S
