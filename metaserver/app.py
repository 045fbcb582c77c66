"""The composition root: the one place that names a concrete bus or store.

``serve`` takes the data folder and the port, and reads the worlds: whatever can be wrong is told
before anything runs. ``City`` builds each part once; they begin in this order and end in reverse:

1. the database, upgraded to today's tables
2. the bus
3. the zones
4. the gateway
5. HTTP and WebSocket on the one public port
6. the deletion job and the loop's own gauge

On SIGTERM or SIGINT the gateway first tells everybody to reconnect; then the parts end. Each has
a bound in seconds, together less than 10. A second signal ends the process at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib.metadata import version
from typing import Final

from starlette.applications import Starlette

from metaserver import metrics
from metaserver.bus.local import LocalBus
from metaserver.clock import SystemClock
from metaserver.config import Settings
from metaserver.datadir import DataFolder
from metaserver.errors import SettingError
from metaserver.gateway.gateway import Gateway
from metaserver.gateway.settings import GatewaySettings, GatewayStores
from metaserver.identity.tokens import TokenBox
from metaserver.jobs import every, watch_loop
from metaserver.logs import configure_logs
from metaserver.protocol.codec import HASH
from metaserver.protocol.views import LevelCells, WorldInfo
from metaserver.register import Register, load_register
from metaserver.sockets import listen, url, url_from_here
from metaserver.storage import Database, Erasure, SqlChatStore, SqlModerationStore
from metaserver.web.delivery import DeliveredWorld, deliver, pictures
from metaserver.web.desk import Desk
from metaserver.web.http import HttpServer
from metaserver.web.operator import OperatorRoutes
from metaserver.web.site import Content, SiteSettings, State, create_site
from metaserver.worldfiles import World, load_worlds
from metaserver.zones.host import ZoneHost

ERASE_EVERY_S: Final = 3600.0
ALIVE_EVERY_S: Final = 1.0
"""The database is asked at most so often whether it lives, however often /healthz is read."""
DRAIN_MORE_S: Final = 3.2
"""After everybody is told: the last chat is written, and clients answer the close."""
GC_THRESHOLDS: Final = (20_000, 20, 50)
"""Sessions are few and live long; the usual 700 new objects would have the collector look at
them many times a tick."""

_log = logging.getLogger("metaserver")

Step = Callable[[], Awaitable[object]]


class City:
    """Every part of the server, built but not begun."""

    def __init__(
        self, *, settings: Settings, data: DataFolder, sockets: Sequence[socket.socket]
    ) -> None:
        """Raises ``SettingError`` and ``WorldFileError``."""
        self.status = "starting"
        self._settings = settings
        self._data = data
        self._sockets = sockets
        self._register = load_register()
        self._worlds = _worlds(settings)
        self._delivered = [deliver(world) for world in self._worlds.values()]
        self._clock = SystemClock()
        self._db = Database(data.database)
        self._bus = LocalBus()
        self._moderation = SqlModerationStore(self._db)
        self._erasure = Erasure(db=self._db, register=self._register, clock=self._clock)
        chat = SqlChatStore(self._db)
        self._zones = ZoneHost(
            worlds=self._worlds,
            bus=self._bus,
            clock=self._clock,
            chat=chat,
            tick_hz=settings.tick_hz,
            capacity=settings.world_capacity,
        )
        self._gateway = Gateway(
            bus=self._bus,
            clock=self._clock,
            worlds={each.id: world_info(self._worlds[each.id], each) for each in self._delivered},
            tokens=TokenBox(data.secret(), self._clock),
            stores=GatewayStores(chat, self._moderation),
            settings=_gateway_settings(settings),
        )
        self._http = HttpServer(
            site=self._site(), websockets=self._gateway.connection_factory(), sockets=sockets
        )
        self._begun = contextlib.AsyncExitStack()
        """How to end what has begun."""
        self._alive = (0.0, True)
        """When the database was asked last, and its answer."""

    async def start(self) -> None:
        """Returns when visitors are welcome. Raises ``StoreError``; ``stop`` cleans up."""
        await self._begin("database", self._db.open, self._db.close, within_s=1.0)
        await self._begin("bus", None, self._bus.close, within_s=0.3)
        await self._begin("zones", self._zones.start, self._zones.stop, within_s=0.5)
        await self._begin("gateway", self._gateway.start, None)
        await self._begin("http", self._http.start, self._http.stop, within_s=1.5)
        for job in (every(ERASE_EVERY_S, self._erasure.run), watch_loop()):
            self._begun.callback(asyncio.create_task(job).cancel)
        # Drains before anything else ends, while /healthz still tells load balancers.
        within_s = self._settings.drain_s + DRAIN_MORE_S
        await self._begin("drain", None, self._gateway.drain, within_s=within_s)
        self.status = "ready"
        metrics.READY.set(1)

    async def stop(self) -> None:
        """Ends what has begun, in reverse."""
        self.status = "draining"
        metrics.READY.set(0)
        await self._begun.aclose()

    async def _begin(
        self, what: str, start: Step | None, stop: Step | None, within_s: float = 0.0
    ) -> None:
        if stop is not None:
            self._begun.push_async_callback(_ended, what, stop, within_s)
        if start is not None:
            await start()

    def _site(self) -> Starlette:
        trusted = self._settings.trusted_proxies
        desk = Desk(
            moderator=self._gateway,
            people=self._people,
            store=self._moderation,
            clock=self._clock,
            erase=self._erasure.run,
        )
        key = self._data.operator_key()
        return create_site(
            content=_content(self._settings, self._worlds, self._delivered, self._register),
            state=State(
                status=lambda: self.status,
                people=self._gateway.counts,
                database_ok=self._database_ok,
            ),
            settings=_site_settings(self._settings),
            operator=OperatorRoutes(desk=desk, key=key, clock=self._clock, trusted=trusted),
        )

    def _people(self) -> list[dict[str, str]]:
        return [
            {"person": each.person, "name": each.name, "world": each.room.info.id}
            for each in self._gateway.book
            if each.room is not None
        ]

    async def _database_ok(self) -> bool:
        asked_s, answer = self._alive
        now_s = self._clock.monotonic_s()
        if now_s - asked_s >= ALIVE_EVERY_S:
            self._alive = (now_s, answer)  # who asks meanwhile gets the last answer
            answer = await self._db.is_alive()
            self._alive = (now_s, answer)
        return answer


def serve(settings: Settings) -> None:
    """Runs the city until it is told to stop. Raises ``SettingError`` and the like before that."""
    configure_logs(settings.log_format, settings.log_level)
    data = DataFolder(settings.data)
    data.open()
    try:
        sockets = listen(settings.host, settings.port)
        try:
            with asyncio.Runner(loop_factory=_new_loop) as runner:
                runner.run(_live(settings, data, sockets))
        finally:
            for each in sockets:
                each.close()
    finally:
        data.close()


async def _live(settings: Settings, data: DataFolder, sockets: Sequence[socket.socket]) -> None:
    stopping = _on_signals()
    port = sockets[0].getsockname()[1]
    # On the loop, though it takes a second or two: nobody is served yet.
    city = City(settings=settings, data=data, sockets=sockets)
    try:
        await city.start()
        data.announce(url_from_here(settings.host, port))
        _settle()
        sys.stdout.write(f"ready {url(settings.host, port)}\n")
        sys.stdout.flush()
        await stopping.wait()
        _log.info("stopping")
    finally:
        await city.stop()
    _log.info("stopped")


def _on_signals() -> asyncio.Event:
    """Set by the first signal to stop; the second one does not wait for anything."""
    stopping = asyncio.Event()

    def stop() -> None:
        if stopping.is_set():
            os._exit(1)
        stopping.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    return stopping


def _settle() -> None:
    """What is there now stays: the garbage collector need not look at it again."""
    metrics.BUILD.labels(version("metaverse-seoul"), HASH).set(1)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


async def _ended(what: str, stop: Step, within_s: float) -> None:
    """A part that does not end in time, or fails to, must not keep the others from ending."""
    try:
        async with asyncio.timeout(within_s):
            await stop()
    except TimeoutError:
        _log.error("%s did not end within %s s", what, within_s)
    except Exception:
        _log.exception("%s did not end well", what)


def _worlds(settings: Settings) -> dict[str, World]:
    worlds = load_worlds(settings.worlds, settings.assets_folder)
    if settings.start not in worlds:
        raise SettingError(
            f"start: there is no world '{settings.start}' in {settings.worlds}; there are "
            f"{', '.join(sorted(worlds))}."
        )
    return worlds


def world_info(world: World, delivered: DeliveredWorld) -> WorldInfo:
    """What the gateway knows of a world."""
    bounds = {level.id: level.bounds for level in world.spec.levels}
    levels = tuple(
        LevelCells(id_, *bounds[id_], grid.first_cell, grid.columns, grid.rows)
        for id_, grid in world.grids.items()
    )
    spec = world.spec
    places = tuple(place.id for place in spec.places)
    return WorldInfo(spec.id, delivered.hash, spec.cell_m, spec.start, places, levels)


def _content(
    settings: Settings,
    worlds: Mapping[str, World],
    delivered: Sequence[DeliveredWorld],
    register: Register,
) -> Content:
    return Content(
        worlds=delivered,
        pictures=pictures(worlds.values(), settings.assets_folder),
        dist=settings.client,
        register=register,
    )


def _site_settings(settings: Settings) -> SiteSettings:
    return SiteSettings(
        start=settings.start,
        operator_name=settings.operator_name,
        operator_contact=settings.operator_contact,
        metrics_public=settings.metrics_public,
        trusted_proxies=settings.trusted_proxies,
    )


def _gateway_settings(settings: Settings) -> GatewaySettings:
    return GatewaySettings(
        start=settings.start,
        public_origins=settings.public_origins,
        trusted_proxies=settings.trusted_proxies,
        joins_per_s=settings.joins_per_s,
        connections_max=settings.connections_max,
        connections_per_address=settings.connections_per_address,
        drain_s=settings.drain_s,
    )
