"""The clock and the bus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

BusHandler = Callable[[str, bytes], None]
"""Called with (subject, data) on the event loop; must not block and must not raise."""


class Clock(Protocol):
    def monotonic_s(self) -> float:
        """Seconds that never go back."""
        ...

    def server_ms(self) -> int:
        """The server clock of the protocol: wall time in milliseconds modulo 2**32, steady within
        the process."""
        ...

    def unix_ms(self) -> int:
        """Wall time in milliseconds."""
        ...


class Bus(Protocol):
    """Ordered per publisher and subject; at most once."""

    def publish(self, subject: str, data: bytes) -> None:
        """Hands over without waiting. Raises ``BusError`` where the bus is closed or its queue
        (bounded) is full."""
        ...

    async def subscribe(self, subject: str, handler: BusHandler) -> Callable[[], None]:
        """Returns what ends the subscription."""
        ...

    async def close(self) -> None: ...
