"""Keeps the time of all worlds of this process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from typing import Protocol

from metaserver import metrics
from metaserver.ports import Bus, ChatStore, Clock
from metaserver.protocol.bus import zone_inbox
from metaserver.worldfiles.loader import World
from metaserver.zones.ground import Ground, ground_of
from metaserver.zones.pace import Pace
from metaserver.zones.zone import CAPACITY, Zone, ZoneSettings

SLOWEST_HZ = 4.0
"""Under overload ticks are stretched down to this."""
DOZE_S = 1.0
"""So often a world where nobody is tells a tick, for gateways that have just begun to listen."""
WORLDS_MAX = 64

_log = logging.getLogger(__name__)


class MakeZone(Protocol):
    """``Zone`` itself, or what stands in for one."""

    def __call__(
        self, *, ground: Ground, settings: ZoneSettings, bus: Bus, clock: Clock
    ) -> Zone: ...


class ZoneHost:
    """One zone a world. The worlds' ticks are spread over a tick's length, so that they do not
    all hold up the loop at the same moment."""

    def __init__(
        self,
        *,
        worlds: Mapping[str, World],
        bus: Bus,
        clock: Clock,
        chat: ChatStore,
        tick_hz: float = 10,
        capacity: int = CAPACITY,
        make: MakeZone = Zone,
    ) -> None:
        self._worlds = worlds
        self._bus = bus
        self._clock = clock
        self._chat = chat
        self._tick_ms = max(1, round(1000 / tick_hz))
        self._capacity = capacity
        self._make = make
        self._tasks: list[asyncio.Task[None]] = []
        self._unsubscribe: list[Callable[[], None]] = []
        self.zones: dict[str, Zone] = {}

    async def start(self) -> None:
        """Raises ``StoreError`` where the chat's numbers cannot be read."""
        for index, (world_id, world) in enumerate(self._worlds.items()):
            settings = ZoneSettings(
                epoch=self._epoch(index),
                last_chat_seq=await self._chat.last_seq(world_id),
                capacity=self._capacity,
            )
            ground = ground_of(world.spec, world.grids, world.tours)
            zone = self._make(ground=ground, settings=settings, bus=self._bus, clock=self._clock)
            receive = zone.mailbox.receive
            self._unsubscribe.append(await self._bus.subscribe(zone_inbox(world_id), receive))
            self.zones[world_id] = zone
        for index, zone in enumerate(self.zones.values()):
            offset_s = index / len(self.zones) * self._tick_ms / 1000
            self._tasks.append(asyncio.create_task(self._run(zone, offset_s)))

    async def stop(self) -> None:
        """The tick that runs ends, and no other begins."""
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._tasks.clear()
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe.clear()

    def _epoch(self, index: int) -> int:
        """Differs between worlds of this process, and between its starts."""
        return (self._clock.unix_ms() // 100 * WORLDS_MAX + index) % 2**32

    async def _run(self, zone: Zone, offset_s: float) -> None:
        start_s = self._clock.monotonic_s() + offset_s
        slowest_ms = round(1000 / SLOWEST_HZ)
        pace = Pace(base_ms=self._tick_ms, slowest_ms=slowest_ms, start_s=start_s)
        while True:
            if zone.idle:
                await zone.mailbox.stirred(DOZE_S)
                pace.leave_out(self._clock.monotonic_s())
            await asyncio.sleep(pace.wait_s(self._clock.monotonic_s()))
            self.tick_once(zone, pace)

    def tick_once(self, zone: Zone, pace: Pace) -> None:
        """A tick and its figures. An error in it costs this world this tick, nothing else."""
        began_s = self._clock.monotonic_s()
        try:
            zone.tick(pace.interval_ms)
        except Exception:
            metrics.ZONE_TICK_ERRORS.labels(zone.world).inc()
            _log.exception("tick of %s failed", zone.world)
        ended_s = self._clock.monotonic_s()
        skipped = pace.skipped
        late_s = pace.ran(began_s, ended_s, zone.tell_load)
        metrics.ZONE_TICK_SECONDS.labels(zone.world).observe(ended_s - began_s)
        metrics.ZONE_LATENESS_SECONDS.labels(zone.world).observe(late_s)
        metrics.ZONE_INTERVAL_SECONDS.labels(zone.world).set(pace.interval_ms / 1000)
        metrics.ZONE_SKIPPED_TICKS.labels(zone.world).inc(pace.skipped - skipped)
