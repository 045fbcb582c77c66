"""The gateway: its parts, built once, in order; and what the rest of the server asks of it.

``start`` subscribes to the worlds and begins to beat; ``drain`` tells everybody to come back
later, with their place in a ticket, and stops.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Final

from metaserver.errors import SettingError
from metaserver.gateway.alarms import Alarms
from metaserver.gateway.attendance import Attendance
from metaserver.gateway.audience import Audience
from metaserver.gateway.book import SessionBook
from metaserver.gateway.chatdesk import ChatDesk
from metaserver.gateway.chatkeeper import ChatKeeper
from metaserver.gateway.connection import Connection
from metaserver.gateway.credentials import Credentials
from metaserver.gateway.door import Door, Handler, Wish
from metaserver.gateway.events import Events
from metaserver.gateway.farewell import Farewell
from metaserver.gateway.inbox import ZoneInbox
from metaserver.gateway.manners import Manners
from metaserver.gateway.moderation import Moderation
from metaserver.gateway.reception import Reception
from metaserver.gateway.relations import Relations
from metaserver.gateway.room import Room
from metaserver.gateway.settings import GatewaySettings, GatewayStores
from metaserver.gateway.sight import Sight
from metaserver.gateway.ticks import Ticks
from metaserver.gateway.travel import Travel
from metaserver.gateway.upgrade import Gatekeeper
from metaserver.gateway.upkeep import BEAT_S, Upkeep
from metaserver.gateway.visits import Visits
from metaserver.identity.tokens import TokenBox
from metaserver.ports import Bus, Clock
from metaserver.protocol import messages as m
from metaserver.protocol.bus import world_out
from metaserver.protocol.codec import Course
from metaserver.protocol.views import WorldInfo

FLUSH_AFTER_S: Final = 0.025
"""What clients say is handed so soon to a zone that does not tick, or is late."""
FLUSH_AHEAD: Final = 0.06
"""Of a tick's length: so long before the next one it is handed to a zone that does, as that looks
at it only then: one inbox a tick. What comes later waits for the tick after, so this is as short as
may be: ticks that grow shorter again are 5 % early."""
RESTS_S: Final = 1.0
"""Where nobody is, a beat is due no sooner, but when somebody comes."""
BANS_EVERY_S: Final = 30.0
CHAT_FLUSH_S: Final = 2.0

_log = logging.getLogger(__name__)


class Gateway:
    """Needs a running event loop from ``start`` on."""

    def __init__(
        self,
        *,
        bus: Bus,
        clock: Clock,
        worlds: Mapping[str, WorldInfo],
        tokens: TokenBox,
        stores: GatewayStores,
        settings: GatewaySettings,
    ) -> None:
        if not worlds or (settings.start and settings.start not in worlds):
            raise SettingError(f"start: there is no world '{settings.start}'.")
        self.id = secrets.token_hex(4)
        self._bus = bus
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self._subscriptions: list[Callable[[], None]] = []
        self._flush_due: set[str] = set()
        """Worlds whose inbox is about to be handed over."""
        self._beats = 0
        self._knocked = asyncio.Event()
        """Somebody has come since the last beat."""

        self.book = SessionBook()
        self._alarms = Alarms()
        self._relations = Relations()
        self.rooms = {
            world: Room(info, ZoneInbox(world, self.id, bus, partial(self._wake, world)))
            for world, info in worlds.items()
        }
        self._keeper = ChatKeeper(stores.chat)
        self._chat = ChatDesk(
            relations=self._relations, keeper=self._keeper, store=stores.chat, clock=clock,
            spawn=self._spawn,
        )  # fmt: skip
        self._audiences = {
            world: Audience(
                room, self.book.unsent, monotonic_s=clock.monotonic_s, drained=self._chat.catch_up
            )
            for world, room in self.rooms.items()
        }
        self._sight = Sight(rooms=self.rooms, audiences=self._audiences, relations=self._relations)
        self._attendance = Attendance(
            book=self.book, clock=clock, alarms=self._alarms, chat=self._chat, sight=self._sight,
            away_per_address=settings.away_per_address,
        )  # fmt: skip
        self._travel = Travel(gateway=self.id, rooms=self.rooms, clock=clock, alarms=self._alarms)
        self._travel.seats = self._attendance
        self._credentials = Credentials(tokens=tokens, clock=clock)
        self._reception = Reception(
            rooms=self.rooms, book=self.book, attendance=self._attendance, travel=self._travel,
            credentials=self._credentials, settings=settings,
        )  # fmt: skip
        self._moderation = Moderation(
            store=stores.moderation, book=self.book, attendance=self._attendance, clock=clock,
            address_key=tokens.address_key, spawn=self._spawn,
        )  # fmt: skip
        self._gatekeeper = Gatekeeper(settings=settings, banned=self._moderation.banned)
        self._farewell = Farewell(
            book=self.book, gatekeeper=self._gatekeeper, attendance=self._attendance,
            tokens=tokens, drain_s=settings.drain_s,
        )  # fmt: skip
        self._door = Door(
            gatekeeper=self._gatekeeper, book=self.book, attendance=self._attendance,
            hello=self._reception.hello, handlers=self._handlers(), clock=clock,
        )  # fmt: skip
        events = Events(travel=self._travel, chat=self._chat, sight=self._sight)
        self.ticks = {
            world: Ticks(
                room, self._audiences[world], events=events.table,
                began_anew=self._travel.rejoin, clock=clock,
            )
            for world, room in self.rooms.items()
        }  # fmt: skip
        self._upkeep = Upkeep(
            book=self.book, rooms=self.rooms, audiences=self._audiences, sight=self._sight,
            tokens=tokens, clock=clock,
        )  # fmt: skip

    def _handlers(self) -> dict[type[Wish], Handler]:
        """One table from message to handler; hello alone is the door's."""
        manners = Manners(
            book=self.book, clock=self._clock, attendance=self._attendance,
            relations=self._relations, sight=self._sight,
        )  # fmt: skip
        visits = Visits(relations=self._relations, alarms=self._alarms, clock=self._clock)
        self._attendance.leaving += [
            visits.forget, manners.forget_relations, self._reception.forget,
        ]  # fmt: skip
        return {
            m.Move: manners.move,
            Course: manners.move,
            m.Act: manners.act,
            m.Say: self._chat.say,
            m.Go: self._travel.go,
            m.VisitPerson: visits.visit,
            m.VisitAnswer: visits.answer,
            m.Appear: manners.appear,
            m.SetTier: manners.set_tier,
            m.Relate: manners.relate,
            m.Replay: manners.replay,
            m.TakeTour: manners.take_tour,
            m.Report: self._moderation.report,
            m.FetchChat: self._chat.fetch,
            m.Ping: manners.ping,
            m.ListPeople: self._sight.list_people,
            m.SetVisit: visits.set_mode,
            m.Bye: manners.bye,
        }

    # ---- for the server ----

    async def start(self) -> None:
        """Raises ``BusError``."""
        await self._moderation.refresh()
        for world, ticks in self.ticks.items():
            self._subscriptions.append(await self._bus.subscribe(world_out(world), ticks.received))
            self._spawn(ticks.run())
        for task in (self._keeper.run(), self._beat_on(), self._renew_bans()):
            self._spawn(task)

    def connection_factory(self) -> Callable[..., Connection]:
        """For uvicorn's ``ws=``: called as it calls its own WebSocket classes."""

        def connect(**_: Any) -> Connection:
            self._knocked.set()
            return Connection(self._door)

        return connect

    def counts(self) -> dict[str, int]:
        """People in each world."""
        return {world: room.people for world, room in self.rooms.items()}

    def people(self) -> list[dict[str, Any]]:
        """Everybody who is connected: person, name and world ('' where they wait)."""
        return [
            {
                "person": session.person,
                "name": session.name,
                "world": session.room.info.id if session.room else "",
            }
            for session in self.book
            if session.connection is not None
        ]

    def remove(self, person: str, words: str = "") -> int:
        """Removes by person id or by name; how many there were."""
        return self._moderation.remove(person, words)

    async def ban(self, who: str, *, hours: float, reason: str = "") -> int:
        """See ``Moderation.ban``."""
        return await self._moderation.ban(who, hours=hours, reason=reason)

    async def refresh_bans(self) -> None:
        """Where an operator has lifted one."""
        await self._moderation.refresh()

    def end_account(self, account: str) -> int:
        """Its role was taken, its password changed, it was logged out or is gone: ends its sockets
        at once (4412), and what was sealed for it until now is worth nothing. How many ended."""
        self._credentials.end(account)
        return self._moderation.end_account(account)

    async def drain(self) -> None:
        """Tells everybody when to come back, with a ticket; writes what is to be kept; stops."""
        self._gatekeeper.draining = True
        await self._farewell.send_home()
        self.flush()
        if not await self._keeper.flush(CHAT_FLUSH_S):
            _log.error("some chat could not be written before the end")
        await self._farewell.wait_until_gone()
        for end in self._subscriptions:
            end()
        self._subscriptions.clear()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # ---- inside ----

    def beat(self) -> None:
        """What is due by time; ten times a second where somebody is."""
        self._alarms.ring(self._clock.monotonic_s())
        self._reception.admission.beat()
        self._door.beat()
        self._upkeep.beat()
        if self._beats % 10 == 0:
            self._upkeep.measure(self._reception.admission, len(self._gatekeeper.open))
        self._beats += 1

    def flush(self) -> None:
        """Hands what clients said to the zones."""
        for world in self.rooms:
            self._flush(world)

    def _flush(self, world: str) -> None:
        self._flush_due.discard(world)
        self.rooms[world].inbox.flush()

    def _wake(self, world: str) -> None:
        if world not in self._flush_due:
            self._flush_due.add(world)
            wait_s = self._flush_in_s(self.rooms[world])
            asyncio.get_running_loop().call_later(wait_s, self._flush, world)

    def _flush_in_s(self, room: Room) -> float:
        tick_in_s, interval_s = room.tick_in_s(self._clock.server_ms()), room.interval_ms / 1000
        if tick_in_s <= 0:
            return FLUSH_AFTER_S
        wait_s = tick_in_s - FLUSH_AHEAD * interval_s
        return wait_s if wait_s > 0 else wait_s + interval_s

    async def _beat_on(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            if not len(self.book) and not self._gatekeeper.open:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._knocked.wait(), RESTS_S)
            self._knocked.clear()
            try:
                self.beat()
            except Exception:
                _log.exception("a beat failed")

    async def _renew_bans(self) -> None:
        while True:
            await asyncio.sleep(BANS_EVERY_S)
            await self._moderation.refresh()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.error("a task of the gateway failed", exc_info=task.exception())
