"""The one clock of a process."""

from __future__ import annotations

import time

_MS = 1000
_WRAP = 2**32


class SystemClock:
    """Wall time read once at the start, and carried on by the monotonic clock.

    A step of the machine's wall clock therefore never moves avatars: ``server_ms`` is steady
    within the process. ``unix_ms`` is the wall clock as it stands, for what is written down.
    """

    def __init__(self) -> None:
        self._start_unix_ms = time.time_ns() // 1_000_000
        self._start_s = time.monotonic()

    def monotonic_s(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()

    def server_ms(self) -> int:
        """Milliseconds of the protocol's clock, 0 .. 2**32 - 1."""
        return (self._start_unix_ms + int((time.monotonic() - self._start_s) * _MS)) % _WRAP

    def unix_ms(self) -> int:
        """Wall time in milliseconds."""
        return time.time_ns() // 1_000_000
