"""The server's clock, for a whole worker. Pure: the caller gives the time.

Server and bots run on clocks of one rate (one machine, or minutes at most), so there is one offset
for the whole run, and everything that is stamped narrows down what it can be: an answer was
stamped after the question left and before it came, a frame before it came. The server writes
answers with the next tick, so round trips are long; but some questions are quick on their way
there, and some frames on their way back, and that is all it takes.
"""

from __future__ import annotations

WRAP = 2**32
UNKNOWN_MS = 60_000.0


class WorkerClock:
    """``offset_ms``: the server's clock minus ``time.monotonic`` in milliseconds, modulo 2**32."""

    def __init__(self) -> None:
        self._base_ms: float | None = None
        """The first stamp's offset; None before it. The others are told relative to it."""
        self._low_ms = -UNKNOWN_MS
        self._high_ms = UNKNOWN_MS
        """The offset lies between these, beyond the base."""
        self.offset_ms = 0.0

    @property
    def error_ms(self) -> float:
        """The offset is right within so much."""
        return (self._high_ms - self._low_ms) / 2

    def answered(self, sent_ms: float, received_ms: float, server_ms: int) -> None:
        """The server's clock stood at ``server_ms`` (whole milliseconds, rounded down) at some
        time between the two."""
        low_ms = self._beyond_base(server_ms - received_ms)
        high_ms = self._beyond_base(server_ms + 1 - sent_ms)
        self._low_ms, self._high_ms = max(self._low_ms, low_ms), min(self._high_ms, high_ms)
        if self._low_ms > self._high_ms:  # the clocks do not keep pace: believe the newest
            self._low_ms, self._high_ms = low_ms, high_ms
        self._choose()

    def age_ms(self, received_ms: float, time_ms: int) -> float:
        """How old a frame was when it came; that it was not sent later than that is kept."""
        low_ms = self._beyond_base(time_ms - received_ms)
        if self._low_ms < low_ms <= self._high_ms:
            self._low_ms = low_ms
            self._choose()
        return max((self._low_ms + self._high_ms) / 2 - low_ms, 0.0)

    def server_ms(self, now_s: float) -> int:
        """The server's clock, milliseconds modulo 2**32."""
        return round(now_s * 1000 + self.offset_ms) % WRAP

    def _beyond_base(self, offset_ms: float) -> float:
        if self._base_ms is None:
            self._base_ms = offset_ms
        return (offset_ms - self._base_ms + WRAP / 2) % WRAP - WRAP / 2

    def _choose(self) -> None:
        assert self._base_ms is not None  # set by the first stamp
        self.offset_ms = self._base_ms + (self._low_ms + self._high_ms) / 2
