"""Circuit breaker: a target that fails all the time is left alone, and then asked once.

::

    closed --FAILURES in a row--> open --time is up--> half-open --success--> closed
                                   ^                       |
                                   +---failure, twice as long---+
"""

from __future__ import annotations

from typing import Final, Literal

FAILURES: Final = 5
FIRST_S: Final = 30.0
MOST_S: Final = 600.0

State = Literal["closed", "open", "half-open"]


class Breaker:
    """Of one target. Tell it of each attempt: ``begin``, then ``succeed`` or ``fail``."""

    def __init__(self) -> None:
        self.failures = 0
        """In a row."""
        self._wait_s = 0.0
        """0 while it is closed."""
        self._until_s = 0.0
        self._probing = False

    def state(self, now_s: float) -> State:
        if not self._wait_s:
            return "closed"
        return "open" if now_s < self._until_s else "half-open"

    def room(self, now_s: float, most: int) -> int:
        """How many attempts may begin now, of ``most`` that could."""
        state = self.state(now_s)
        if state == "closed":
            return most
        return min(most, 1) if state == "half-open" and not self._probing else 0

    def asks_in_s(self, now_s: float) -> float | None:
        """Until it may be asked again; None where that is so already."""
        return self._until_s - now_s if self.state(now_s) == "open" else None

    def begin(self) -> None:
        self._probing = bool(self._wait_s)

    def succeed(self) -> None:
        """Also for an answer that refuses: the target is well."""
        self.failures = 0
        self._wait_s = 0.0
        self._probing = False

    def fail(self, now_s: float) -> None:
        self.failures += 1
        if self._wait_s and not self._probing:
            return  # it began before the breaker opened, which is known by now
        if self._probing:
            self._open(now_s, min(MOST_S, self._wait_s * 2))
        elif self.failures >= FAILURES:
            self._open(now_s, FIRST_S)

    def _open(self, now_s: float, wait_s: float) -> None:
        self._wait_s = wait_s
        self._until_s = now_s + wait_s
        self._probing = False
