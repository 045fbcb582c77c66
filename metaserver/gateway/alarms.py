"""What is to happen later, by the gateway's own clock; rung by its beat."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count


class Alarms:
    """At most a few a session. What is rung checks itself whether it still matters."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._number = count()

    def set(self, due_s: float, call: Callable[[], None]) -> None:
        heapq.heappush(self._heap, (due_s, next(self._number), call))

    def ring(self, now_s: float) -> None:
        while self._heap and self._heap[0][0] <= now_s:
            heapq.heappop(self._heap)[2]()

    def __len__(self) -> int:
        return len(self._heap)
