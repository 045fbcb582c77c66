"""News inside the process: who waits for something is woken when it happens.

A bell carries no content. Whoever is woken reads what is committed; so a ring too many costs a
look, and none is missed by who was not waiting just then.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Collection
from typing import Final

from metaserver.errors import Limited
from metaserver.ports import Clock

WAITERS_MAX: Final = 2000
WAITERS_EACH_MAX: Final = 8
"""Of one talk's visitor, or of one official: tabs and lost connections."""
TOPICS_MAX: Final = 10_000
"""The one that rang longest ago makes way; who asks for it is woken once too often."""
AGAIN_S: Final = 5.0


class Bell:
    """Topics are plain words. Stamps are numbers that only grow, also over a restart of the
    server (they begin at its wall clock in ms)."""

    def __init__(self, clock: Clock) -> None:
        self._now = clock.unix_ms()
        self._rung: OrderedDict[str, int] = OrderedDict()
        self._forgotten = self._now
        """No topic that is not in ``_rung`` rang after it."""
        self._waiting: dict[str, set[asyncio.Future[None]]] = {}
        self._by_whom: dict[str, int] = {}
        self.is_closed = False
        self._waiters = 0

    @property
    def now(self) -> int:
        """The stamp to read before what is waited for is read."""
        return self._now

    def last(self, topic: str) -> int:
        """When it rang last, or later."""
        return self._rung.get(topic, self._forgotten)

    def ring(self, *topics: str) -> None:
        self._now += 1
        for topic in topics:
            self._rung[topic] = self._now
            self._rung.move_to_end(topic)
            for future in self._waiting.get(topic, ()):
                if not future.done():
                    future.set_result(None)
        while len(self._rung) > TOPICS_MAX:
            self._forgotten = max(self._forgotten, self._rung.popitem(last=False)[1])

    def has_rung(self, topics: Collection[str], after: int) -> bool:
        """Also where ``after`` is a stamp of the future: it is of another server's life."""
        return after > self._now or any(self.last(topic) > after for topic in topics)

    async def wait(self, topics: Collection[str], after: int, within_s: float, *, who: str) -> None:
        """Until one of them has rung after that stamp, or the time is over.

        Raises ``Limited`` where too many wait, in all or as the same ``who``.
        """
        if self.is_closed or within_s <= 0 or self.has_rung(topics, after):
            return
        self._admit(who)
        future = asyncio.get_running_loop().create_future()
        try:
            for topic in topics:
                self._waiting.setdefault(topic, set()).add(future)
            await asyncio.wait((future,), timeout=within_s)
        finally:
            self._leave(topics, future, who)

    def close(self) -> None:
        """Wakes everybody, and lets nobody wait any more."""
        self.is_closed = True
        self.ring(*self._waiting)

    def _admit(self, who: str) -> None:
        if self._waiters >= WAITERS_MAX or self._by_whom.get(who, 0) >= WAITERS_EACH_MAX:
            raise Limited("limited", AGAIN_S)
        self._waiters += 1
        self._by_whom[who] = self._by_whom.get(who, 0) + 1

    def _leave(self, topics: Collection[str], future: asyncio.Future[None], who: str) -> None:
        for topic in topics:
            self._waiting[topic].discard(future)
            if not self._waiting[topic]:
                del self._waiting[topic]
        self._waiters -= 1
        self._by_whom[who] -= 1
        if not self._by_whom[who]:
            del self._by_whom[who]
