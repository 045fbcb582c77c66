"""The server's clock for a witness, as exact as that of the bots."""

from __future__ import annotations

from metaclient.clock import ServerClock

from loadtest.crowd.clock import UNKNOWN_MS, WorkerClock

ROUNDED_MS = 1.0
"""A ``Ping`` says whole milliseconds."""


class SteadyClock(ServerClock):
    """In the place of a client's own, which forgets the best answers for the sake of runs that
    last for days."""

    def __init__(self) -> None:
        super().__init__()
        self.best = WorkerClock()

    def answer(self, *, sent_ms: float, received_ms: float, server_ms: int) -> None:
        super().answer(sent_ms=sent_ms, received_ms=received_ms, server_ms=server_ms)
        self.best.answered(sent_ms - ROUNDED_MS, received_ms, server_ms)

    def server_ms(self, now_ms: float) -> int:
        if self.best.error_ms >= UNKNOWN_MS:
            return super().server_ms(now_ms)
        return self.best.server_ms(now_ms / 1000)
