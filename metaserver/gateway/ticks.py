"""What happens with each tick of a world, in this order:

1. events: who joined, was refused, said or was granted something
2. viewer cells that changed: those people will change view
3. the cells' logs take in the emissions
4. steps are planned and composed, recipients fixed
5. everybody is written to, with turns of the event loop between
6. replies of those who got no frame

1 to 4 happen without a pause, so that nobody sees half a tick.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final

from metaserver import metrics
from metaserver.errors import Malformed
from metaserver.gateway.audience import Audience
from metaserver.gateway.compose import Composer, Taken
from metaserver.gateway.logs import CellLogs
from metaserver.gateway.room import Room
from metaserver.ports import Clock
from metaserver.protocol.bus import LOAD, TickOut, unpack_tick

WAITING_MAX: Final = 16
"""Ticks that may wait while one is being written: with the next turn they are all told in one
frame each. When there are more, this process hangs; then they are taken in without a frame, and
everybody catches up from the logs."""

LOAD_WEIGHT: Final = 0.3
LOAD_EVERY_TICKS: Final = 5

EventHandler = Callable[[Room, list[Any]], None]
_log = logging.getLogger(__name__)


class Ticks:
    """Of one room. ``events`` has a handler for each event; ``began_anew`` hears of an epoch."""

    def __init__(
        self,
        room: Room,
        audience: Audience,
        *,
        events: Mapping[str, EventHandler],
        began_anew: Callable[[Room], None],
        clock: Clock,
    ) -> None:
        self._room = room
        self._audience = audience
        self._events = events
        self._began_anew = began_anew
        self._clock = clock
        self._composer = Composer(room.info)
        self._logs = CellLogs()
        self._waiting: deque[TickOut] = deque()
        self._wake = asyncio.Event()
        self._load = 0.0
        """Share of a tick's length that telling it takes, lately."""
        self._untold_ticks = 0
        """Since the zone was told. (Not every fifth number: of ticks that are told together, only
        the last one's number is seen here.)"""

    def received(self, subject: str, data: bytes) -> None:
        """From the bus."""
        try:
            out = unpack_tick(data)
        except Malformed:
            metrics.GATEWAY_BAD_TICKS.inc()
            return
        self._waiting.append(out)
        if len(self._waiting) > WAITING_MAX:
            while self._waiting:
                self._take_in(self._waiting.popleft(), silent=True)
        self._wake.set()

    async def run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                await self.some(self._next())

    def _next(self) -> list[TickOut]:
        """The ticks that wait, as far as each follows the one before."""
        outs = [self._waiting.popleft()]
        while self._waiting and _follows(outs[-1], self._waiting[0]):
            outs.append(self._waiting.popleft())
        return outs

    async def some(self, outs: list[TickOut]) -> None:
        """Consecutive ticks, in one frame each. A failure costs these ticks only; everybody
        catches up with the next."""
        previous = self._room.tick
        try:
            began_s = time.perf_counter()
            taken = [self._take_in(out) for out in outs]
            previous = taken[0].previous
            rows = self._audience.plan(previous)
            frames = self._composer.compose(taken, self._logs, [row[0] for row in rows])
            metrics.GATEWAY_COMPOSE_SECONDS.observe(time.perf_counter() - began_s)
            await self._audience.write(rows, frames, previous)
            spent_s = time.perf_counter() - began_s
            metrics.GATEWAY_TICK_SECONDS.observe(spent_s)
            if len(outs) > 1:
                metrics.GATEWAY_JOINED_TICKS.inc(len(outs) - 1)
            self._tell_load(spent_s, len(outs))
        except Exception:
            metrics.GATEWAY_BAD_TICKS.inc()
            _log.exception("tick %s of %s failed", outs[-1].tick, self._room.info.id)
            self._audience.skip(previous)

    def _tell_load(self, spent_s: float, ticks: int) -> None:
        """The zone makes its ticks longer where writing one takes too much of its time."""
        load = spent_s * 1000 / self._room.interval_ms
        self._load += LOAD_WEIGHT * (load - self._load)
        self._untold_ticks += ticks
        if self._untold_ticks >= LOAD_EVERY_TICKS:
            self._untold_ticks = 0
            self._room.inbox.wish(LOAD, round(self._load * 100))

    def _take_in(self, out: TickOut, *, silent: bool = False) -> Taken:
        """Steps 1 to 3."""
        room = self._room
        if room.epoch != out.epoch:
            anew = room.epoch is not None
            self._logs.clear()
            room.begin(out)
            if anew:
                self._began_anew(room)
        previous = room.tick
        if out.tick != previous + 1:
            self._logs.clear()  # a tick was lost: what the cells' logs lack comes with keyframes
        room.tick, room.time_ms, room.interval_ms = out.tick, out.time_ms, out.interval_ms
        room.ticked_s = self._clock.monotonic_s()
        self._happen(out)
        for avatar in room.whereabouts.take(out):
            if avatar in room.seats:
                self._audience.retune(room.seats[avatar])
        first_keys = self._logs.add(out)
        if self._audience.budget.add(out):
            self._audience.retune_dense()
        if silent:
            metrics.GATEWAY_SILENT_TICKS.inc()
            self._audience.skip(previous)
        return Taken(out, first_keys, previous)

    def _happen(self, out: TickOut) -> None:
        for event in out.events:
            try:
                self._events[event[0]](self._room, event[1:])
            except Exception:
                # One event that cannot be understood must not cost the others.
                metrics.GATEWAY_BAD_TICKS.inc()
                _log.exception("event of %s failed: %.80r", self._room.info.id, event)


def _follows(before: TickOut, after: TickOut) -> bool:
    return after.epoch == before.epoch and after.tick == before.tick + 1
