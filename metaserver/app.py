"""The composition root: the one place that names a concrete bus or store.

``serve`` takes the data folder and the port, and reads the worlds: whatever can be wrong is told
before anything runs. ``City`` builds each part once; they begin in this order and end in reverse:

1. the database, upgraded to today's tables
2. the bus
3. the recorder
4. the zones
5. the gateway
6. the town hall: accounts, services, what is told to others
7. HTTP and WebSocket on the one public port
8. the deletion job and the loop's own gauge

On SIGTERM or SIGINT the gateway first tells everybody to reconnect; then the parts end. Each has
a bound in seconds, together less than 10. A second signal ends the process at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from importlib.metadata import version
from typing import Final

from starlette.applications import Starlette

from metaserver import metrics
from metaserver.bus.local import LocalBus
from metaserver.clock import SystemClock
from metaserver.config import Settings
from metaserver.datadir import DataFolder
from metaserver.facts import (
    content,
    gateway_settings,
    served_worlds,
    site_settings,
    world_info,
)
from metaserver.gateway.gateway import Gateway
from metaserver.gateway.settings import GatewayStores
from metaserver.identity.tokens import TokenBox
from metaserver.jobs import COLLECT_EVERY_S, Collector, every, watch_loop
from metaserver.logs import configure_logs
from metaserver.protocol.codec import HASH
from metaserver.recorder.recorder import Recorder
from metaserver.recorder.recording import Recording
from metaserver.recorder.shelf import KIND as RECORDINGS
from metaserver.recorder.shelf import Shelf, erase_due
from metaserver.register import load_register
from metaserver.replay.fit import check_fit
from metaserver.replay.zone import ReplayZone
from metaserver.sockets import listen, url, url_from_here
from metaserver.storage import Database, Erasure, SqlChatStore, SqlModerationStore
from metaserver.townhall import TownHall
from metaserver.web.delivery import deliver
from metaserver.web.desk import Desk
from metaserver.web.http import HttpServer
from metaserver.web.operator import OperatorRoutes
from metaserver.web.site import State, create_site
from metaserver.worldfiles.naming import WorldNames
from metaserver.zones.host import ZoneHost
from metaserver.zones.zone import Zone

ERASE_EVERY_S: Final = 3600.0
ALIVE_EVERY_S: Final = 1.0
"""The database is asked at most so often whether it lives, however often /healthz is read."""
MEGABYTE: Final = 1_000_000
DRAIN_MORE_S: Final = 3.2
"""After everybody is told: the last chat is written, and clients answer the close."""

_log = logging.getLogger("metaserver")

Step = Callable[[], Awaitable[object]]


class City:
    """Every part of the server, built but not begun. With a ``recording`` its world alone is
    there, and shows who was in it instead of who is."""

    def __init__(
        self, *, settings: Settings, data: DataFolder, sockets: Sequence[socket.socket],
        recording: Recording | None = None,
    ) -> None:  # fmt: skip
        """Raises ``SettingError``, ``WorldFileError`` and ``RecordingError``."""
        self.status = "starting"
        self._settings = settings
        self._data = data
        self._sockets = sockets
        self._register = load_register().kept_for(RECORDINGS, settings.record_keep_days)
        self._worlds = served_worlds(settings, recording)
        self._delivered = [deliver(world) for world in self._worlds.values()]
        if recording is not None:
            check_fit(recording, {each.id: each.hash for each in self._delivered})
        self._clock = SystemClock()
        self._db = Database(settings.database_url.get_secret_value() or data.database)
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
            make=partial(ReplayZone, recording=recording) if recording is not None else Zone,
        )
        infos = {
            each.id: world_info(self._worlds[each.id], each, recorded=settings.records(each.id))
            for each in self._delivered
        }
        tokens = TokenBox(data.secret(), self._clock)
        self._shelf = Shelf(data.recordings)
        self._recorder = Recorder(
            worlds=[info for info in infos.values() if info.recorded],
            shelf=self._shelf,
            keep_bytes=settings.record_max_mb * MEGABYTE,
            bus=self._bus,
            clock=self._clock,
        )
        self._gateway = Gateway(
            bus=self._bus,
            clock=self._clock,
            worlds=infos,
            tokens=tokens,
            stores=GatewayStores(chat, self._moderation),
            settings=gateway_settings(settings),
        )
        self._town_hall = TownHall(
            settings=settings, db=self._db, key=data.secret(), clock=self._clock, tokens=tokens,
            ended=self._end_account, where=WorldNames(self._worlds.values()).of,
        )  # fmt: skip
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
        await self._begin("recorder", self._recorder.start, self._recorder.stop, within_s=0.4)
        await self._begin("zones", self._zones.start, self._zones.stop, within_s=0.5)
        await self._begin("gateway", self._gateway.start, None)
        await self._begin("town hall", self._town_hall.start, self._town_hall.stop, within_s=1.3)
        await self._begin("http", self._http.start, self._http.stop, within_s=1.5)
        # Who waits for news is answered before the server waits for their connections.
        await self._begin("waiting", None, self._town_hall.let_go, within_s=0.1)
        collector = Collector(lambda: sum(self._gateway.counts().values()))
        for job in (
            every(ERASE_EVERY_S, self._erasure.run),
            every(ERASE_EVERY_S, self._erase_recordings),
            every(COLLECT_EVERY_S, collector.collect),
            watch_loop(),
            *(every(seconds, run) for seconds, run in self._town_hall.jobs()),
        ):
            self._begun.callback(asyncio.create_task(job).cancel)
        # Drains before anything else ends, while /healthz still tells load balancers.
        within_s = self._settings.drain_s + DRAIN_MORE_S
        await self._begin("drain", None, self._gateway.drain, within_s=within_s)
        collector.settle()
        self.status = "ready"
        metrics.BUILD.labels(version("metaverse-seoul"), HASH).set(1)
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
            erase=self._erase,
        )
        key = self._data.operator_key()
        return create_site(
            content=content(self._settings, self._worlds, self._delivered, self._register),
            state=State(
                status=lambda: self.status,
                people=self._gateway.counts,
                database_ok=self._database_ok,
            ),
            settings=site_settings(self._settings, self._worlds),
            operator=OperatorRoutes(desk=desk, key=key, clock=self._clock, trusted=trusted),
            more=self._town_hall.routes(),
        )

    def _end_account(self, account: str) -> None:
        self._gateway.end_account(account)

    def _people(self) -> list[dict[str, str]]:
        return [
            {"person": each.person, "name": each.name, "world": each.room.info.id}
            for each in self._gateway.book
            if each.room is not None
        ]

    async def _erase_recordings(self) -> dict[str, int]:
        """Also where nothing is recorded any more."""
        return await erase_due(self._shelf, self._settings.record_keep_days, self._clock)

    async def _erase(self) -> dict[str, int]:
        return await self._erasure.run() | await self._erase_recordings()

    async def _database_ok(self) -> bool:
        asked_s, answer = self._alive
        now_s = self._clock.monotonic_s()
        if now_s - asked_s >= ALIVE_EVERY_S:
            self._alive = (now_s, answer)  # who asks meanwhile gets the last answer
            answer = await self._db.is_alive()
            self._alive = (now_s, answer)
        return answer


def serve(settings: Settings, recording: Recording | None = None) -> None:
    """Runs the city, or plays a recording of it, until it is told to stop. Raises ``SettingError``
    and the like before that."""
    configure_logs(settings.log_format, settings.log_level)
    data = DataFolder(settings.data)
    data.open()
    try:
        sockets = listen(settings.host, settings.port)
        try:
            with asyncio.Runner(loop_factory=_new_loop) as runner:
                runner.run(_live(settings, data, sockets, recording))
        finally:
            for each in sockets:
                each.close()
    finally:
        data.close()


async def _live(
    settings: Settings, data: DataFolder, sockets: Sequence[socket.socket],
    recording: Recording | None,
) -> None:  # fmt: skip
    stopping = _on_signals()
    port = sockets[0].getsockname()[1]
    # On the loop, though it takes a second or two: nobody is served yet.
    city = City(settings=settings, data=data, sockets=sockets, recording=recording)
    try:
        await city.start()
        data.announce(url_from_here(settings.host, port))
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
