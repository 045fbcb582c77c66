"""The deliveries to one target: a few at once, each order one after the other, behind a breaker.

An attempt, in this order: an uncertain entry is reconciled; ``sending`` is committed; it is sent;
what came of it is written down. Whoever is killed in between leaves an entry that is uncertain,
and the next attempt begins with the question whether it arrived.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any, Final

from metaserver import metrics
from metaserver.civic.outbox import breaker as breakers
from metaserver.civic.outbox.backoff import delay_s, given_up
from metaserver.civic.outbox.breaker import Breaker
from metaserver.civic.outbox.keep import AGAIN_S, kept
from metaserver.civic.outbox.target import Target
from metaserver.errors import NotFound, OutwardError, StoreError
from metaserver.ports import Clock
from metaserver.ports.outbox import Entry, OutboxStore

AT_ONCE: Final = 8
OWN_FAULT: Final = "The server failed at it; its log says where. It may have arrived."

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneState:
    """How it stands with a target, for operators."""

    target: str
    breaker: breakers.State
    failures: int
    """In a row."""
    asks_in_s: float | None
    """Until an open breaker lets one through."""
    in_flight: int
    delivered_ms: int | None
    """Last success since the server began."""
    failed_ms: int | None
    error: str
    """Of the last failure."""


class Lane:
    """``name`` is that of the entries' ``target``."""

    def __init__(
        self, name: str, target: Target, *, store: OutboxStore, clock: Clock, random: Random
    ) -> None:
        self.name = name
        self.breaker = Breaker()
        self._target = target
        self._store = store
        self._clock = clock
        self._random = random
        self._flying: dict[int, asyncio.Task[None]] = {}
        """By entry; at most ``AT_ONCE``. What is more waits in the store."""
        self._delivered_ms: int | None = None
        self._failed_ms: int | None = None
        self._error = ""

    async def begin(self, ended: Callable[[], None]) -> None:
        """Begins what is due and has room; calls ``ended`` after each. Raises ``StoreError``."""
        room = self.breaker.room(self._clock.monotonic_s(), AT_ONCE - len(self._flying))
        if not room:
            return
        # Whatever flies now may have landed when the answer comes, which still names it.
        flying = set(self._flying)
        now_ms = self._clock.unix_ms()
        due = await self._store.due(now_ms, limit=AT_ONCE, targets=[self.name])
        for entry in [each for each in due if each.id not in flying][:room]:
            self.breaker.begin()
            task = asyncio.create_task(self._deliver(entry))
            self._flying[entry.id] = task
            task.add_done_callback(partial(self._landed, entry.id, ended))

    def tasks(self) -> list[asyncio.Task[None]]:
        return list(self._flying.values())

    def state(self) -> LaneState:
        now_s = self._clock.monotonic_s()
        return LaneState(
            target=self.name,
            breaker=self.breaker.state(now_s),
            failures=self.breaker.failures,
            asks_in_s=self.breaker.asks_in_s(now_s),
            in_flight=len(self._flying),
            delivered_ms=self._delivered_ms,
            failed_ms=self._failed_ms,
            error=self._error,
        )

    def _landed(self, entry: int, ended: Callable[[], None], task: asyncio.Task[None]) -> None:
        del self._flying[entry]
        ended()

    async def _deliver(self, entry: Entry) -> None:
        try:
            with metrics.OUTBOX_SECONDS.labels(self.name).time():
                result = await self._sent(entry)
        except OutwardError as error:
            await self._failed(entry, error)
        except StoreError as error:
            # Nothing was sent, or it is uncertain by now: either way it is looked at again.
            _log.error("outbox: entry %s waits for the store: %s", entry.id, error)
            self.breaker.fail(self._clock.monotonic_s())
            await asyncio.sleep(AGAIN_S)
        except Exception as error:
            _log.error("outbox: entry %s: %s", entry.id, _where(error))
            await self._failed(entry, OutwardError(OWN_FAULT, arrived=True, retry=False))
        else:
            self.breaker.succeed()
            if result is not None:
                await self._delivered(entry, result)

    async def _sent(self, entry: Entry) -> Mapping[str, Any] | None:
        """What the other side said; None for an entry that somebody ended meanwhile."""
        if entry.uncertain and (arrived := await self._target.reconcile(entry)) is not None:
            return arrived
        try:
            await self._store.sending(entry.id)
        except NotFound:
            return None
        return await self._target.deliver(entry)

    async def _delivered(self, entry: Entry, result: Mapping[str, Any]) -> None:
        now_ms = self._clock.unix_ms()
        self._delivered_ms = now_ms
        await kept(lambda: self._store.done(entry.id, now_ms=now_ms, result=result))
        metrics.OUTBOX_ATTEMPTS.labels(self.name, "delivered").inc()

    async def _failed(self, entry: Entry, error: OutwardError) -> None:
        now_ms = self._clock.unix_ms()
        if error.retry and not error.single:
            self.breaker.fail(self._clock.monotonic_s())
        else:
            self.breaker.succeed()
        self._failed_ms, self._error = now_ms, str(error)
        # Once uncertain it stays so: that the last attempt did not arrive says nothing of others.
        uncertain = entry.uncertain or error.arrived
        attempts = entry.attempts + 1
        wait_s = max(error.wait_s, delay_s(attempts, self._random))
        due_ms = now_ms + round(wait_s * 1000)
        await kept(
            lambda: self._store.failed(
                entry.id, due_ms=due_ms, error=str(error), uncertain=uncertain
            )
        )
        old = given_up(attempts, now_ms - entry.created_ms, uncertain=uncertain)
        if old or not error.retry:
            await kept(lambda: self._store.dead(entry.id, now_ms=now_ms, error=str(error)))
            _log.warning("outbox: %s: entry %s is a dead letter", self.name, entry.id)
        outcome = "dead" if old or not error.retry else "later"
        metrics.OUTBOX_ATTEMPTS.labels(self.name, outcome).inc()


def _where(error: Exception) -> str:
    """Type and line: its words might quote somebody."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}" if at is not None else "?"
    return f"{type(error).__name__} at {place}"
