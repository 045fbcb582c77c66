"""One world's tick.

In this order:

1. drain the inbox;
2. controls: who joins, leaves, acts, speaks, travels;
3. intents: the latest course of each avatar;
4. movement: courses are checked, everybody moves to where they are now;
5. portals and stairs that somebody walked into;
6. guides, where a tour goes on: they walk and tell;
7. gestures that are over end;
8. grid: cells, and who gets a new record;
9. streams: what each due stream of each cell tells, packed;
10. events: counts of who is where join those of the steps before;
11. one message is published.

Nothing in it waits, so nothing else sees a world between two of these steps.
"""

from __future__ import annotations

from dataclasses import dataclass

from metaserver import metrics
from metaserver.errors import BusError
from metaserver.ports import Bus, Clock
from metaserver.protocol import bus as subjects
from metaserver.protocol.bus import Inbox, TickOut
from metaserver.simulation.arrays import I64
from metaserver.simulation.crowd import Crowd
from metaserver.simulation.streams import Told
from metaserver.zones.counts import Counts
from metaserver.zones.encode import Encoder
from metaserver.zones.ground import Ground
from metaserver.zones.guides import Guides
from metaserver.zones.inbox import Mailbox, courses
from metaserver.zones.state import ZoneState
from metaserver.zones.steady import WRAP, SteadyTime
from metaserver.zones.talk import Talk
from metaserver.zones.wishes import Wishes

CAPACITY = 6000
"""People in one world, unless a setting says otherwise."""


@dataclass(frozen=True, slots=True)
class ZoneSettings:
    epoch: int
    """Incarnation of the world; another one after each start."""
    last_chat_seq: int = 0
    capacity: int = CAPACITY


class Zone:
    """Owns one world. ``tick`` is called by whoever keeps the time; ``mailbox.receive`` is given
    to the bus."""

    def __init__(self, *, ground: Ground, settings: ZoneSettings, bus: Bus, clock: Clock) -> None:
        self.world = ground.world
        self.epoch = settings.epoch
        self.mailbox = Mailbox(ground.world)
        self.state = ZoneState.of(ground, settings.capacity)
        self._bus = bus
        self._clock = clock
        self._time = SteadyTime(clock.server_ms())
        self._talk = Talk(self.state, settings.last_chat_seq)
        self._guides = Guides(self.state, self._talk, clock)
        self._wishes = Wishes(self.state, self._talk, self._guides)
        self._counts = Counts(self.state, self.state.crowd.avatars)
        self._encoder = Encoder(self.state.crowd.avatars, self.state.people)
        self._resting = False

    def tick(self, interval_ms: int) -> None:
        """One tick; ``interval_ms`` is how long ticks are at present."""
        state = self.state
        state.tick += 1
        state.now_ms = self._time.read(self._clock.server_ms())
        state.arrivals.begin_tick()
        inboxes = self.mailbox.drain()
        for inbox in inboxes:
            for row in inbox.controls:
                self._wishes.take(inbox.gateway, row)
        self._resting = self._rests()
        if self._resting:
            self._counts.tell()
            self._publish(self._nothing(interval_ms))
        else:
            self._step(inboxes, interval_ms)

    @property
    def idle(self) -> bool:
        """Nobody was there at the last tick, and nobody has wanted anything since."""
        return self._resting and not self.mailbox.waits

    def _step(self, inboxes: list[Inbox], interval_ms: int) -> None:
        """Steps 3 to 11."""
        state = self.state
        moved = state.crowd.move(state.now_ms, courses(inboxes, state.people, state.now_ms))
        self._count_stale(moved.stale)
        state.correct_all(moved.corrections)
        self._pass_portals(moved.portals)
        self._guides.step()
        state.crowd.end_states(state.now_ms)
        shown = self._shown()
        shown.settle(state.tick, state.now_ms)
        told = shown.tell(state.tick, interval_ms)
        self._counts.tell()
        self._publish(self._out(told, state.crowd.viewers(), interval_ms))

    def _rests(self) -> bool:
        """Whether there is nobody to tell of, nor to tell."""
        return self.state.crowd.silent

    def _shown(self) -> Crowd:
        """Who is told of: those who are here. (A recording shows those who were.)"""
        return self.state.crowd

    @property
    def tell_load(self) -> float:
        """Share of a tick's length that the busiest gateway takes to tell one."""
        return self.state.loads.most(self.state.tick)

    def _count_stale(self, courses: int) -> None:
        if courses:
            metrics.ZONE_REFUSED_WISHES.labels(self.world, "stale").inc(courses)

    def _pass_portals(self, portals: list[tuple[int, int]]) -> None:
        """Within the world one is there at once; to another, the gateway sees to it."""
        for avatar, number in portals:
            target = self.state.ground.targets[number]
            if target.world != self.world:
                self.state.tell(subjects.PORTAL, avatar, target.world, target.place)
                continue
            spot = self.state.arrivals.at_place(target.place)
            if spot is not None:
                self.state.put(avatar, spot)
                self.state.correct(avatar, "stairs")

    def _nothing(self, interval_ms: int) -> TickOut:
        """Of a world where nobody is."""
        state = self.state
        time_ms = state.now_ms % WRAP
        return TickOut(
            self.epoch, state.tick, time_ms, interval_ms, {}, {}, {}, {}, b"", b"", state.events
        )

    def _out(self, told: Told, viewers: tuple[I64, I64], interval_ms: int) -> TickOut:
        state, encode = self.state, self._encoder
        slots, cells = viewers
        return TickOut(
            epoch=self.epoch,
            tick=state.tick,
            time_ms=state.now_ms % WRAP,
            interval_ms=interval_ms,
            near=encode.stream(state.tick, told.near, names=True),
            middle=encode.stream(state.tick, told.middle),
            far=encode.stream(state.tick, told.far),
            keys=encode.keys(state.tick, told.keys),
            avatars=slots.astype("<u2").tobytes(),
            viewer_cells=cells.astype("<u2").tobytes(),
            events=state.events,
        )

    def _publish(self, out: TickOut) -> None:
        """Where the bus is full, gateways see the gap in the ticks; events come with the next."""
        data = subjects.pack_tick(out)
        try:
            self._bus.publish(subjects.world_out(self.world), data)
        except BusError:
            metrics.ZONE_UNPUBLISHED_TICKS.labels(self.world).inc()
        else:
            self.state.events = []
