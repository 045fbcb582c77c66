"""Who is writing just now, as the other side sees it."""

from __future__ import annotations

from typing import Final

from metaserver.ports import Clock
from metaserver.ports.help import Side

TYPING_S: Final = 5.0
"""A sign of writing holds so long."""


class Typists:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until_s: dict[tuple[int, Side], float] = {}

    def begin(self, talk: int, side: Side) -> bool:
        """Whether that is new to the other side."""
        was = self.left_s(talk, side) > 0
        self._until_s[talk, side] = self._clock.monotonic_s() + TYPING_S
        return not was

    def stop(self, talk: int, side: Side) -> None:
        self._until_s.pop((talk, side), None)

    def left_s(self, talk: int, side: Side) -> float:
        """How long it still shows; 0 for who does not write."""
        return max(0.0, self._until_s.get((talk, side), 0.0) - self._clock.monotonic_s())

    def forget_old(self) -> None:
        now_s = self._clock.monotonic_s()
        self._until_s = {who: s for who, s in self._until_s.items() if s > now_s}
