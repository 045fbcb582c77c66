"""What happened, in order, for whoever wants to hear it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

from metaserver.protocol.messages import Message

WAITING = 1000


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The connection is gone; the client is already busy getting it back."""


@dataclass(frozen=True, slots=True)
class Missed:
    """So many events were dropped because nobody read them in time."""

    n: int


Event = Message | Disconnected | Missed


class Events:
    """At most a thousand wait; when full, the oldest is dropped and ``Missed`` tells how many."""

    def __init__(self) -> None:
        self._waiting: deque[Event] = deque()
        self._missed = 0
        self._news = asyncio.Event()
        self._error: BaseException | None = None

    def add(self, event: Event) -> None:
        if len(self._waiting) >= WAITING:
            self._waiting.popleft()
            self._missed += 1
        self._waiting.append(event)
        self._news.set()

    def peek(self) -> tuple[Event, ...]:
        """What waits, without taking it."""
        return tuple(self._waiting)

    def clear(self) -> None:
        """Forgets what waits."""
        self._waiting.clear()
        self._missed = 0

    def end(self, error: BaseException | None) -> None:
        """Nothing more will come: readers stop, or raise ``error``."""
        self._error = error or StopAsyncIteration()
        self._news.set()

    async def __aiter__(self) -> AsyncIterator[Event]:
        while True:
            while self._missed or self._waiting:
                yield self._next()
            if self._error is not None:
                break
            self._news.clear()
            await self._news.wait()
        if not isinstance(self._error, StopAsyncIteration):
            raise self._error

    def _next(self) -> Event:
        if self._missed:
            missed, self._missed = self._missed, 0
            return Missed(missed)
        return self._waiting.popleft()
