"""Which slot is free. A slot is an avatar's number on the wire, so a used one rests first."""

from __future__ import annotations

from collections import deque

REST_TICKS = 80
"""A slot is used again only after so many ticks: two periods of the slowest stream (at most
36 ticks), so that every stream of every cell has told of the leaving twice over."""
SLOTS_MAX = 0xFFFF


class Slots:
    """Free slots of one world; never more than ``capacity`` in use."""

    def __init__(self, capacity: int) -> None:
        self.capacity = min(capacity, SLOTS_MAX)
        self.used = 0
        """Slots in use now."""
        self.end = 0
        """One more than the highest slot ever used."""
        self._resting: deque[tuple[int, int]] = deque()
        """(slot, tick of its release), oldest first. At most ``SLOTS_MAX`` long: each slot once."""

    def take(self, tick: int) -> int | None:
        """A slot, or None where the world is full."""
        if self.used >= self.capacity:
            return None
        if self._resting and tick - self._resting[0][1] >= REST_TICKS:
            slot = self._resting.popleft()[0]
        elif self.end < SLOTS_MAX:
            slot = self.end
            self.end += 1
        else:
            return None
        self.used += 1
        return slot

    def release(self, slot: int, tick: int) -> None:
        self.used -= 1
        self._resting.append((slot, tick))
