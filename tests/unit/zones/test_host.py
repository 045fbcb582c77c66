"""Keeping time: the schedule by itself, and the host on a real loop."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from metaserver import metrics
from metaserver.errors import StoreError
from metaserver.protocol import bus
from metaserver.protocol.bus import Inbox, TickOut, pack_inbox, unpack_tick, world_out, zone_inbox
from metaserver.worldfiles.loader import World
from metaserver.zones.host import ZoneHost
from metaserver.zones.pace import Loads, Pace
from metaserver.zones.steady import SteadyTime, unwrap
from tests.scenarios.streams_kit import LOOK, HandClock, MemoryBus, level_grid

# ---- pace ----------------------------------------------------------------------------------------


def pace() -> Pace:
    return Pace(base_ms=100, slowest_ms=250, start_s=10.0)


def run(pace: Pace, now_s: float, work_s: float, ticks: int, late_s: float = 0.0) -> float:
    """So many ticks; returns the time after them."""
    for _ in range(ticks):
        began_s = now_s + pace.wait_s(now_s) + late_s
        now_s = began_s + work_s
        pace.ran(began_s, now_s)
    return now_s


def test_the_schedule_is_absolute() -> None:
    """Each tick begins 5 ms late and takes 7: the hundredth is no later than the first."""
    p = pace()
    now_s = run(p, 9.0, 0.007, 100, late_s=0.005)
    assert now_s == pytest.approx(10.0 + 99 * 0.1 + 0.012)
    assert p.wait_s(now_s) == pytest.approx(0.088)
    assert p.skipped == 0


def test_missed_ticks_are_left_out_not_made_up_for() -> None:
    p = pace()
    assert p.ran(10.0, 10.45) == 0
    assert p.skipped == 3
    assert p.wait_s(10.45) == 0, "one is due at once"
    assert p.ran(10.45, 10.46) == pytest.approx(0.05)
    assert p.wait_s(10.46) == pytest.approx(0.04)


def test_heavy_ticks_become_longer_and_light_ones_shorter_again() -> None:
    p = pace()
    now_s = run(p, 10.0, 0.15, 60)
    assert 170 <= p.interval_ms <= 250
    assert p._load <= 1.0
    stretched = p.interval_ms
    now_s = run(p, now_s, 0.01, 60)
    assert 100 < p.interval_ms < stretched, "slowly"
    run(p, now_s, 0.01, 600)
    assert p.interval_ms == 100


def test_there_is_a_slowest_tick() -> None:
    p = pace()
    run(p, 10.0, 0.6, 100)
    assert p.interval_ms == 250
    assert p.skipped > 0


def test_lateness_alone_stretches_too() -> None:
    """The loop is held up by others."""
    p = pace()
    run(p, 10.0, 0.01, 30, late_s=0.09)
    assert p.interval_ms > 100


def test_one_hiccup_changes_nothing() -> None:
    p = pace()
    now_s = run(p, 10.0, 0.01, 20)
    now_s = run(p, now_s, 0.3, 1)
    run(p, now_s, 0.01, 20)
    assert p.interval_ms == 100


# ---- the clock's wrap ----------------------------------------------------------------------------


def test_time_goes_on_over_the_wrap_and_never_back() -> None:
    steady = SteadyTime(2**32 - 50)
    first = steady.read(2**32 - 50)
    assert steady.read(50) - first == 100
    assert steady.read(40) - first == 100, "a clock that goes back stands still"
    assert steady.read(150) - first == 200


def test_times_near_now_are_unwrapped() -> None:
    now_ms = 5 * 2**32 + 30
    times = np.array([20, 2**32 - 10, 40], np.uint32)
    assert (unwrap(times, now_ms) - now_ms).tolist() == [-10, -40, 10]


# ---- host ----------------------------------------------------------------------------------------


JOIN = [bus.JOIN, 3, "a", "", LOOK, 0.0, 0.0, "", 0, "", 0]


class LoopClock:
    def monotonic_s(self) -> float:
        return time.monotonic()

    def server_ms(self) -> int:
        return int(time.monotonic() * 1000) % 2**32

    def unix_ms(self) -> int:
        return 1_800_000_000_000


class Chat:
    def __init__(self, last: int = 0) -> None:
        self.last = last

    async def last_seq(self, world: str) -> int:
        if self.last < 0:
            raise StoreError("no database")
        return self.last


class SubscribedBus(MemoryBus):
    def __init__(self) -> None:
        super().__init__()
        self.handlers: dict[str, Any] = {}

    async def subscribe(self, subject: str, handler: Any) -> Any:
        self.handlers[subject] = handler
        return lambda: self.handlers.pop(subject)

    def ticks(self, world: str) -> list[TickOut]:
        subject = world_out(world)
        return [unpack_tick(data) for s, data in self.published if s == subject]


def a_world(id_: str) -> World:
    """As much of a world as a zone looks at."""
    start = SimpleNamespace(id="start", level="yard", at=(8.0, 8.0), radius_m=4.0, turn_deg=0.0)
    spec = SimpleNamespace(id=id_, start="start", places=[start], portals=[])
    grids = {"yard": level_grid("yard", columns=2, rows=2)}
    return cast(World, SimpleNamespace(spec=spec, grids=grids, tours={}))


def host(out: SubscribedBus, *worlds: str, chat: Chat | None = None, hz: float = 50) -> ZoneHost:
    return ZoneHost(
        worlds={id_: a_world(id_) for id_ in worlds}, bus=out, clock=LoopClock(),
        chat=cast(Any, chat or Chat(5)), tick_hz=hz,
    )  # fmt: skip


async def until(condition: Any, timeout_s: float = 5.0) -> None:
    end_s = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end_s, "it did not happen in time"
        await asyncio.sleep(0.01)


async def test_every_world_ticks_and_answers_its_inbox() -> None:
    out = SubscribedBus()
    zones = host(out, "plaza", "hall")
    await zones.start()
    out.handlers[zone_inbox("hall")]("", pack_inbox(Inbox("g", controls=[JOIN])))
    await until(lambda: out.ticks("plaza") and len(out.ticks("hall")) > 5)
    await zones.stop()
    events = [event for tick in out.ticks("hall") for event in tick.events]
    (joined,) = (event for event in events if event[0] == bus.JOINED)
    assert (joined[1], joined[2], joined[8]) == ("g", 3, 5)
    assert all(e[0] != bus.JOINED for tick in out.ticks("plaza") for e in tick.events)
    epochs = {tick.epoch for world in ("plaza", "hall") for tick in out.ticks(world)}
    assert len(epochs) == 2
    assert [tick.tick for tick in out.ticks("hall")][:4] == [1, 2, 3, 4]


async def test_a_world_where_nobody_is_dozes_until_somebody_wants_something(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("metaserver.zones.host.DOZE_S", 30.0)
    out = SubscribedBus()
    zones = host(out, "plaza")
    await zones.start()
    skipped = metrics.ZONE_SKIPPED_TICKS.labels("plaza")._value.get()
    await until(lambda: out.published)
    await asyncio.sleep(0.1)
    told = out.ticks("plaza")
    assert len(told) == 1, "nobody is there"
    out.handlers[zone_inbox("plaza")]("", pack_inbox(Inbox("g", controls=[JOIN])))
    await until(lambda: len(out.ticks("plaza")) > 3)
    await zones.stop()
    assert [tick.tick for tick in out.ticks("plaza")][:4] == [1, 2, 3, 4]
    assert out.ticks("plaza")[1].events[0][0] == bus.JOINED
    assert metrics.ZONE_SKIPPED_TICKS.labels("plaza")._value.get() == skipped, "none was missed"


async def test_after_stop_nothing_ticks_and_nobody_listens() -> None:
    out = SubscribedBus()
    zones = host(out, "plaza")
    await zones.start()
    await until(lambda: out.published)
    await zones.stop()
    told = len(out.published)
    await asyncio.sleep(0.1)
    assert len(out.published) == told
    assert out.handlers == {}


async def test_a_tick_that_fails_stops_neither_its_world_nor_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = SubscribedBus()
    zones = host(out, "broken", "sound")
    await zones.start()
    broken = zones.zones["broken"]

    def fails_once() -> bool:
        monkeypatch.undo()
        raise ValueError("a bug")

    errors = metrics.ZONE_TICK_ERRORS.labels("broken")._value
    before = errors.get()
    monkeypatch.setattr(broken, "_rests", fails_once)
    told = len(out.ticks("broken"))
    await until(lambda: len(out.ticks("broken")) > told + 3)
    await zones.stop()
    assert errors.get() == before + 1
    assert len(out.ticks("sound")) > 3


async def test_a_store_that_is_down_is_told_at_the_start() -> None:
    zones = host(SubscribedBus(), "plaza", chat=Chat(-1))
    with pytest.raises(StoreError):
        await zones.start()
    await zones.stop()


def test_a_gateway_that_cannot_tell_a_tick_in_time_makes_ticks_longer() -> None:
    pace = Pace(base_ms=100, slowest_ms=250, start_s=10.0)
    for number in range(200):
        now_s = pace._due_s
        pace.ran(now_s, now_s + 0.005, 1.2 * 100 / pace.interval_ms)
        if number == 100:
            assert 120 <= pace.interval_ms <= 160
    assert pace.interval_ms <= 160, "no longer than it needs"
    for _ in range(1000):
        now_s = pace._due_s
        pace.ran(now_s, now_s + 0.005, 0.1)
    assert pace.interval_ms == 100


def test_what_a_gateway_said_long_ago_does_not_count() -> None:
    loads = Loads()
    loads.note("a", 1.5, 10)
    loads.note("b", 0.5, 40)
    assert loads.most(50) == 1.5
    assert loads.most(80) == 0.5
    assert loads.most(200) == 0.0


def test_figures_of_a_tick_are_kept() -> None:
    out = SubscribedBus()
    zones = host(out, "figures")
    clock = HandClock(1000)
    zones._clock = clock
    slow = SimpleNamespace(
        world="figures", tick=lambda interval_ms: setattr(clock, "ms", 1350), tell_load=0.0
    )
    schedule = Pace(base_ms=100, slowest_ms=250, start_s=1.0)
    zones.tick_once(cast(Any, slow), schedule)
    assert metrics.ZONE_SKIPPED_TICKS.labels("figures")._value.get() == 2
    assert metrics.ZONE_INTERVAL_SECONDS.labels("figures")._value.get() == 0.1
    assert metrics.ZONE_TICK_SECONDS.labels("figures")._sum.get() == pytest.approx(0.35)
