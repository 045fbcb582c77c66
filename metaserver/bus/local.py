"""The bus within one process: bounded queues, drained by the event loop.

A publisher never runs a subscriber's code: ``publish`` appends to each subscriber's queue, and
the loop's next turn hands the messages over, in order. So a role behaves here as it would with
a network between: it cannot rely on an answer before it returns, nor pass anything but bytes.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from metaserver import metrics
from metaserver.errors import BusError
from metaserver.ports import BusHandler

QUEUE_MAX: Final = 256
"""Messages that wait for one subscriber: 25 s of ticks, far beyond any honest delay."""

CallSoon = Callable[[Callable[[], None]], Any]

_log = logging.getLogger(__name__)


class LocalBus:
    """``ports.Bus`` without a network. Used from the loop's thread only.

    ``loop_call_soon`` runs a callable on the loop's next turn; that of the running loop if left
    out. ``queue_max``: messages waiting for one subscriber. When a queue is full the message
    is lost for that subscriber alone, the others get it, and ``publish`` raises ``BusError``.
    """

    def __init__(
        self, *, loop_call_soon: CallSoon | None = None, queue_max: int = QUEUE_MAX
    ) -> None:
        self._call_soon = loop_call_soon
        self._queue_max = queue_max
        self._subscriptions: dict[str, list[_Subscription]] = {}
        self._closed = False

    def publish(self, subject: str, data: bytes) -> None:
        """Hands ``data`` over to every subscriber of ``subject``, without waiting.

        Raises ``BusError`` where the bus is closed or a subscriber's queue is full.
        """
        if not isinstance(data, bytes):
            raise TypeError(f"the bus carries bytes, not {type(data).__name__}")
        if self._closed:
            raise BusError("The bus is closed.")
        taken = [each.put(data) for each in self._subscriptions.get(subject, ())]
        if not all(taken):
            metrics.BUS_REFUSED.inc(taken.count(False))
            raise BusError(f"A queue on {subject} is full ({self._queue_max} messages wait).")

    async def subscribe(self, subject: str, handler: BusHandler) -> Callable[[], None]:
        """From now on ``handler`` gets what is published on exactly ``subject``.

        Returns what ends it; messages that still wait are dropped then. Raises ``BusError``
        where the bus is closed.
        """
        if self._closed:
            raise BusError("The bus is closed.")
        call_soon = self._call_soon or asyncio.get_running_loop().call_soon
        subscription = _Subscription(subject, handler, call_soon, self._queue_max)
        # A new list, so that who is just publishing goes on over the old one.
        self._subscriptions[subject] = [*self._subscriptions.get(subject, ()), subscription]

        def unsubscribe() -> None:
            subscription.end()
            left = [s for s in self._subscriptions.get(subject, ()) if s is not subscription]
            self._subscriptions[subject] = left

        return unsubscribe

    async def close(self) -> None:
        """Hands over what waits, then takes and gives nothing more."""
        self._closed = True
        for subscriptions in self._subscriptions.values():
            for subscription in subscriptions:
                subscription.drain()
                subscription.end()
        self._subscriptions.clear()


class _Subscription:
    """One subscriber's queue and what empties it."""

    def __init__(
        self, subject: str, handler: BusHandler, call_soon: CallSoon, queue_max: int
    ) -> None:
        self._subject = subject
        self._handler = handler
        self._call_soon = call_soon
        self._queue_max = queue_max
        self._waiting: deque[bytes] = deque()
        """At most ``queue_max``; ``put`` refuses what is over."""
        self._scheduled = False
        self._ended = False

    def put(self, data: bytes) -> bool:
        """False where the queue is full."""
        if len(self._waiting) >= self._queue_max:
            return False
        self._waiting.append(data)
        self._schedule()
        return True

    def drain(self) -> None:
        """Hands over what waits now; what comes meanwhile waits for the loop's next turn."""
        self._scheduled = False
        for _ in range(len(self._waiting)):
            if self._ended or not self._waiting:
                return
            self._hand_over(self._waiting.popleft())
        self._schedule()

    def end(self) -> None:
        self._ended = True
        self._waiting.clear()

    def _schedule(self) -> None:
        if self._waiting and not self._scheduled and not self._ended:
            self._scheduled = True
            self._call_soon(self.drain)

    def _hand_over(self, data: bytes) -> None:
        metrics.BUS_MESSAGES.inc()
        try:
            self._handler(self._subject, data)
        except Exception:
            # A broken subscriber must not take the others, nor the loop, with it.
            metrics.BUS_HANDLER_ERRORS.inc()
            _log.exception("bus handler failed on %s", self._subject)
