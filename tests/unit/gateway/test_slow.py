"""Slow sockets: they cost nobody anything, and see the truth again when they read on."""

from __future__ import annotations

from metaserver.protocol.bus import CellOut, KeyOut
from metaserver.protocol.codes import OUTBOX_MAX, Close
from metaserver.protocol.frames import Frame, Kind, pack_fragment
from metaserver.protocol.messages import ListPeople, Notice, People, Ping, SetTier, Tier
from tests.unit.gateway.stage import Client, FakeZone, Stage


def emit(zone: FakeZone, cell: int, *, key: bool = False, size: int = 700) -> None:
    """One tick of a busy cell."""
    tick = zone.tick_no + 1
    zone.near[cell] = CellOut(1, pack_fragment(cell, Kind.MOVES, tick, b"m" * size))
    if key:
        zone.far[cell] = CellOut(1, pack_fragment(cell, Kind.MOVES, tick, b"f" * size))
        names = pack_fragment(cell, Kind.NAMES, tick, b"n")
        zone.keys[cell] = KeyOut(pack_fragment(cell, Kind.KEYFRAME, tick, b"k" * 12), names)


async def busy(stage: Stage, ticks: int) -> None:
    for _ in range(ticks):
        emit(stage.plaza, 42, key=stage.plaza.tick_no % 10 == 9)
        await stage.tick()


def kinds(frame: Frame) -> list[str]:
    return [fragment.kind.name for fragment in frame.fragments]


async def test_a_reader_that_stops_never_fills_memory_and_disturbs_nobody() -> None:
    async with Stage() as stage:
        slow, lee = await stage.enter("Slow"), await stage.enter("Lee")
        await busy(stage, 5)
        slow.read()
        lee.read()
        slow.transport.reading = False
        await busy(stage, 200)
        assert len(slow.transport.kept) < 2000, "one frame, and no more"
        assert len(lee.frames()) == 200
        assert not slow.transport.closed


async def test_a_short_stall_is_made_up_for_with_the_missed_deltas_only() -> None:
    async with Stage() as stage:
        slow = await stage.enter("Slow")
        await busy(stage, 11)
        slow.read()
        slow.transport.reading = False
        await busy(stage, 3)
        slow.transport.read_on()
        await busy(stage, 1)
        taken, catch_up = slow.frames()
        assert kinds(taken) == ["MOVES"]
        ticks = [fragment.tick for fragment in catch_up.fragments]
        assert ticks == [taken.tick + 1, taken.tick + 2, taken.tick + 3]
        await busy(stage, 1)
        assert [f.tick for f in slow.frames()[0].fragments] == [ticks[-1] + 1]


async def test_a_long_stall_is_made_up_for_with_keyframe_and_deltas_since() -> None:
    async with Stage() as stage:
        slow = await stage.enter("Slow")
        slow.transport.reading = False
        await busy(stage, 37)
        slow.read()
        slow.transport.read_on()
        await busy(stage, 1)
        last = slow.frames()[-1]
        assert kinds(last)[:2] == ["KEYFRAME", "NAMES"]
        assert set(kinds(last)[2:]) == {"MOVES"}
        key = last.fragments[0]
        assert [f.tick for f in last.fragments[2:]] == list(range(key.tick + 1, last.tick + 1))


async def test_a_stall_while_walking_ends_with_the_view_of_the_new_place() -> None:
    async with Stage() as stage:
        slow = await stage.enter("Slow")
        await busy(stage, 12)
        slow.transport.reading = False
        await busy(stage, 2)
        stage.plaza.walk(slow.avatar, 130.0, 20.0)
        await busy(stage, 2)
        slow.read()
        slow.transport.read_on()
        await busy(stage, 1)
        last = slow.frames()[-1]
        assert last.fragments[0].kind is Kind.VIEW
        assert last.fragments[0].cell == 2 * 20 + 16


async def test_two_catch_ups_in_ten_seconds_cost_a_tier_and_it_can_be_asked_for_again() -> None:
    async with Stage() as stage:
        slow = await stage.enter("Slow")
        await busy(stage, 3)
        for _ in range(2):
            slow.transport.reading = False
            await busy(stage, 3)
            slow.transport.read_on()
            await busy(stage, 2)
        assert [n.kind for n in slow.all(Notice)] == ["tier_down"]
        session = next(iter(stage.gateway.book))
        assert session.tier == Tier.SAVING
        slow.send(SetTier(tier=Tier.FULL))
        slow.read()
        await busy(stage, 1)
        assert slow.frames()[0].fragments[0].kind is Kind.VIEW
        assert int(session.tier) == 0


async def test_stalls_that_are_far_apart_cost_nothing() -> None:
    async with Stage() as stage:
        slow = await stage.enter("Slow")
        await busy(stage, 3)
        for _ in range(3):
            slow.transport.reading = False
            await busy(stage, 3)
            slow.transport.read_on()
            await busy(stage, 110)
            slow.send(Ping(time_ms=0))
        assert slow.all(Notice) == []


async def test_replies_that_cannot_be_delivered_close_the_socket() -> None:
    async with Stage() as stage:
        slow = await stage.enter("Slow")
        slow.transport.reading = False
        await busy(stage, 2)
        for i in range(OUTBOX_MAX + 2):
            slow.send(ListPeople(ref=i))
            await busy(stage, 2)
        slow.transport.read_on()
        assert slow.closed_with == Close.OVERFLOW
        assert len(slow.all(People)) <= 1


async def test_a_socket_that_takes_nothing_for_30_s_is_cut() -> None:
    async with Stage() as stage:
        slow = await stage.enter("Slow")
        await stage.pass_by(11)
        slow.send(Ping(time_ms=0))
        slow.transport.reading = False
        await busy(stage, 280)
        assert not slow.transport.closed
        slow.send(Ping(time_ms=0))
        await busy(stage, 40)
        assert slow.transport.closed
        assert stage.plaza.people[slow.avatar].away


async def test_a_quiet_world_sends_an_empty_frame_at_least_every_5_s() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        last_s = stage.clock.now_s
        for _ in range(300):
            await stage.tick()
            if frames := kim.frames():
                assert stage.clock.now_s - last_s <= 5.01
                assert frames[0].fragments == []
                last_s = stage.clock.now_s
        assert stage.clock.now_s - last_s <= 5.01


async def test_a_client_gets_at_most_one_write_a_tick() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        writes = kim.transport.writes
        for i in range(20):
            kim.send(Ping(time_ms=i))
            kim.send(ListPeople(ref=i))
            kim.send_frame(0x9, b"?")
            emit(stage.plaza, 42)
            await stage.tick()
        assert kim.transport.writes == writes + 20


async def test_all_in_one_view_get_the_same_bytes() -> None:
    async with Stage() as stage:
        clients = [await stage.enter() for _ in range(5)]
        await busy(stage, 3)
        for client in clients:
            client.read()
        emit(stage.plaza, 42)
        await stage.tick()
        assert len({bytes(client.transport.sent[-700:]) for client in clients}) == 1
        assert len(clients[0].frames()[-1].fragments[0].data) == 700


async def test_who_closes_while_a_tick_is_written_is_skipped() -> None:
    async with Stage() as stage:
        clients: list[Client] = [await stage.enter() for _ in range(3)]
        emit(stage.plaza, 42)
        stage.plaza.publish(0)
        clients[1].vanish()
        await stage.settle()
        assert clients[0].frames() and clients[2].frames()


async def test_a_gateway_that_is_behind_takes_ticks_in_without_frames() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        await busy(stage, 11)
        kim.read()
        first = stage.plaza.tick_no + 1
        for _ in range(7):  # all at once, before anything is written
            emit(stage.plaza, 42)
            stage.plaza.publish(0)
        await stage.settle()
        await busy(stage, 1)
        ticks = [f.tick for frame in kim.frames() for f in frame.fragments]
        assert ticks == list(range(first, stage.plaza.tick_no + 1)), "each delta once, in order"


async def test_a_lost_tick_heals_with_the_next_keyframe() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        await busy(stage, 11)
        stage.plaza.tick_no += 1  # the bus has lost one
        kim.read()
        await busy(stage, 12)
        seen = [kind for frame in kim.frames() for kind in kinds(frame)]
        assert seen.count("KEYFRAME") == 1
