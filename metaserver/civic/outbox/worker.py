"""The one loop of the outbox: looks for what is due, when it is woken and when it is time.

All that must not be lost lies in the store; what is here may end at any moment.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from random import Random
from typing import Final

from metaserver import metrics
from metaserver.civic.outbox.lane import Lane, LaneState
from metaserver.civic.outbox.target import Target
from metaserver.errors import StoreError
from metaserver.ports import Clock
from metaserver.ports.outbox import Delivery, OutboxStore

GATHER_S: Final = 0.1
"""Between being woken and looking: a storm of new entries is looked at together."""
LOOK_AGAIN_S: Final = 5.0
"""Where something is overdue, but waits for another entry or for a breaker."""
IDLE_S: Final = 30.0
MEASURE_EVERY_S: Final = 10.0
STOP_WITHIN_S: Final = 1.0

_log = logging.getLogger(__name__)


class OutboxWorker:
    """Of the ``targets`` by name. Entries of other targets wait until somebody knows them."""

    def __init__(
        self, *, store: OutboxStore, targets: Mapping[str, Target], clock: Clock,
        random: Random | None = None,
    ) -> None:  # fmt: skip
        self._store = store
        self._clock = clock
        chance = random or Random()
        self._lanes = [
            Lane(name, target, store=store, clock=clock, random=chance)
            for name, target in targets.items()
        ]
        self._woken = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._measured_s = float("-inf")

    async def start(self) -> None:
        if self._lanes:
            self._loop = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """What is being sent has ``STOP_WITHIN_S``; then it is left uncertain, as after a kill."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
            self._loop = None
        tasks = self._flying()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=STOP_WITHIN_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self) -> None:
        """There is something new. Cheap; call it after each commit that wrote an entry."""
        self._woken.set()

    async def turn(self) -> float:
        """Begins all that is due: seconds until it is worth looking again. Raises
        ``StoreError``."""
        for lane in self._lanes:
            await lane.begin(self.wake)
        next_due_ms = await self._store.next_due_ms()
        await self._measure()
        return self._wait_s(next_due_ms)

    async def settled(self) -> None:
        """Waits until nothing is being sent."""
        while tasks := self._flying():
            await asyncio.wait(tasks)

    def state(self) -> list[LaneState]:
        return [lane.state() for lane in self._lanes]

    def _flying(self) -> list[asyncio.Task[None]]:
        return [task for lane in self._lanes for task in lane.tasks()]

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            try:
                wait_s = await self.turn()
            except StoreError as error:
                _log.error("outbox: not looked at, and again in %s s: %s", LOOK_AGAIN_S, error)
                wait_s = LOOK_AGAIN_S
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._woken.wait()
            await asyncio.sleep(GATHER_S)

    def _wait_s(self, next_due_ms: int | None) -> float:
        now_s, now_ms = self._clock.monotonic_s(), self._clock.unix_ms()
        asks = (lane.breaker.asks_in_s(now_s) for lane in self._lanes)
        waits_s = [IDLE_S, *(each for each in asks if each is not None)]
        if next_due_ms is not None:
            waits_s.append((next_due_ms - now_ms) / 1000 if next_due_ms > now_ms else LOOK_AGAIN_S)
        return max(0.0, min(waits_s))

    async def _measure(self) -> None:
        now_s = self._clock.monotonic_s()
        if now_s - self._measured_s < MEASURE_EVERY_S:
            return
        self._measured_s = now_s
        counts = await self._store.counts()
        for state in (Delivery.WAITING, Delivery.DEAD):
            metrics.OUTBOX_ENTRIES.labels(state.value).set(counts.get(state, 0))
        for lane in self._lanes:
            metrics.OUTBOX_BREAKER.labels(lane.name).set(lane.state().breaker != "closed")
