"""The server's clock, estimated from the answers to pings. Pure: the caller gives the time."""

from __future__ import annotations

from collections import deque

WRAP = 2**32


class ServerClock:
    """Milliseconds modulo 2**32, as in frames and moves.

    The answer that came back fastest tells the offset best (its two ways differ least), so the
    best of the last eight is used.
    """

    def __init__(self) -> None:
        self._answers: deque[tuple[float, float]] = deque(maxlen=8)
        """(round trip in ms, server clock minus own clock in ms)"""

    def answer(self, *, sent_ms: float, received_ms: float, server_ms: int) -> None:
        """A pong: own clock when the ping left and when the pong came, the server's in between."""
        round_trip_ms = received_ms - sent_ms
        self._answers.append((round_trip_ms, server_ms - (sent_ms + round_trip_ms / 2)))

    def guess(self, *, now_ms: float, server_ms: int) -> None:
        """The server's clock as ``welcome`` tells it: good for a start, worse than any pong."""
        if not self._answers:
            self._answers.append((60_000.0, server_ms - now_ms))

    @property
    def round_trip_ms(self) -> float:
        """Of the fastest recent answer; 0 before the first."""
        return min(self._answers, default=(0.0, 0.0))[0]

    def server_ms(self, now_ms: float) -> int:
        """The server's clock at ``now_ms`` of one's own."""
        return round(now_ms + min(self._answers, default=(0.0, 0.0))[1]) % WRAP
