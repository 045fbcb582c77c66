"""What a guide does when: a state machine over time and distances, pure.

It meets those who took the tour at the start, says hello, walks from stop to stop, tells at each,
waits a little for who is behind, says farewell and is gone. Told the time, how far its nearest
follower is, and whether it has arrived where it was going; tells what it says.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Final

NEAR_M: Final = 8.0
"""A follower within this distance has caught up."""
ALONG_M: Final = 20.0
"""A follower within this distance is with it at all: who is there hears it."""
PATIENCE_MS: Final = 20_000
"""So long it waits for one who is along to come near."""
ALONE_MS: Final = 60_000
"""With nobody along for so long the tour is over."""
HELLO_MS: Final = 8_000
FAREWELL_MS: Final = 6_000
"""So long it stands there after what it said."""


class Phase(enum.Enum):
    MEETING = enum.auto()
    """At the start, until somebody is there."""
    GREETING = enum.auto()
    WALKING = enum.auto()
    """To the stop ``stop``."""
    TELLING = enum.auto()
    WAITING = enum.auto()
    """At a stop whose time is over, for who is behind."""
    LEAVING = enum.auto()
    GONE = enum.auto()


class TourScript:
    """``stays_ms``: how long it stays at each stop, at least one."""

    def __init__(self, stays_ms: Sequence[int], now_ms: int) -> None:
        self.phase = Phase.MEETING
        self.stop = -1
        """Index of the stop that it is at or goes to; -1 before the first."""
        self._stays_ms = tuple(stays_ms)
        self._since_ms = now_ms
        """When the phase began; of ``MEETING``, since when somebody is along."""
        self._along_ms = now_ms
        """When somebody was along last."""

    @property
    def over(self) -> bool:
        """It takes its leave, or has."""
        return self.phase in (Phase.LEAVING, Phase.GONE)

    def step(self, now_ms: int, nearest_m: float, *, arrived: bool) -> str | None:
        """One tick; what it says now, as the end of a text's key. ``nearest_m`` is infinite where
        nobody follows; ``arrived`` counts while it walks."""
        along = nearest_m <= ALONG_M
        if along:
            self._along_ms = now_ms
        if not self.over and now_ms - self._along_ms >= ALONE_MS:
            return self._say(Phase.LEAVING, "farewell", now_ms)
        if self.phase is Phase.MEETING and not along:
            self._since_ms = now_ms
        caught_up = nearest_m <= NEAR_M or now_ms - self._since_ms >= PATIENCE_MS
        return self._next(now_ms, now_ms - self._since_ms, caught_up=caught_up, arrived=arrived)

    def _next(self, now_ms: int, passed_ms: int, *, caught_up: bool, arrived: bool) -> str | None:
        """The way out of the present phase, where it is time."""
        match self.phase:
            case Phase.MEETING if caught_up:
                return self._say(Phase.GREETING, "hello", now_ms)
            case Phase.GREETING if passed_ms >= HELLO_MS:
                self._walk_on(now_ms)
            case Phase.WALKING if arrived:
                return self._say(Phase.TELLING, f"stops.{self.stop}", now_ms)
            case Phase.TELLING if passed_ms >= self._stays_ms[self.stop]:
                self._turn(Phase.WAITING, now_ms)
            case Phase.WAITING if caught_up and self.stop + 1 < len(self._stays_ms):
                self._walk_on(now_ms)
            case Phase.WAITING if caught_up:
                return self._say(Phase.LEAVING, "farewell", now_ms)
            case Phase.LEAVING if passed_ms >= FAREWELL_MS:
                self._turn(Phase.GONE, now_ms)
        return None

    def _say(self, phase: Phase, what: str, now_ms: int) -> str:
        self._turn(phase, now_ms)
        return what

    def _walk_on(self, now_ms: int) -> None:
        self.stop += 1
        self._turn(Phase.WALKING, now_ms)

    def _turn(self, phase: Phase, now_ms: int) -> None:
        self.phase, self._since_ms = phase, now_ms
