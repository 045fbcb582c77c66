"""Changing worlds without a new socket: in one world at any time."""

from __future__ import annotations

from metaserver.protocol import bus
from metaserver.protocol.bus import CellOut
from metaserver.protocol.frames import Frame, Kind, pack_fragment
from metaserver.protocol.messages import (
    Arrival,
    Channel,
    Chat,
    Correct,
    Done,
    Entered,
    Error,
    Go,
    Move,
    Say,
    Welcome,
)
from tests.unit.gateway.stage import Client, FakeZone, Stage


def order(client: Client) -> list[str]:
    """What came, in order, frames by their epoch."""
    return [
        f"frame of {m.epoch}" if isinstance(m, Frame) else type(m).__name__ for m in client.read()
    ]


def emit(zone: FakeZone, cell: int) -> None:
    """Something to see in a cell."""
    data = pack_fragment(cell, Kind.MOVES, zone.tick_no + 1, b"")
    zone.near[cell] = CellOut(1, data)


async def test_the_destination_accepts_before_the_source_lets_go() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        kim.send(Go(ref=3, world="hall", place="desk"))
        stage.hall.silent = True
        await stage.tick(3)
        assert kim.avatar in stage.plaza.people, "nobody has accepted yet"
        stage.hall.silent = False
        await stage.pass_by(6)  # not answered: it stays, and may try again
        await stage.tick()
        assert [e.error for e in kim.got(Error)] == ["world_busy"]
        kim.send(Go(ref=4, world="hall", place="desk"))
        await stage.tick(2)
        assert stage.plaza.people == {} and len(stage.hall.people) == 1
        assert stage.hall.seen(bus.JOIN)[-1][9] == "desk"


async def test_entered_with_the_new_epoch_comes_before_its_first_frame() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        kim.send(Go(ref=3, world="hall", place=""))
        for _ in range(4):
            emit(stage.plaza, 42)
            emit(stage.hall, 12)
            await stage.tick()
        seen = order(kim)
        entered = seen.index("Entered")
        assert set(seen[:entered]) <= {"frame of 10"}
        assert "frame of 10" not in seen[entered:]
        assert seen[entered:].count("frame of 11") >= 1
        assert "Done" in seen and "Welcome" not in seen


async def test_a_portal_leads_there_and_only_once() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        for _ in range(3):
            stage.plaza.events.append([bus.PORTAL, kim.avatar, "hall", "door"])
        await stage.tick(3)
        assert [e.world for e in kim.got(Entered)] == ["hall"]
        assert len(stage.hall.seen(bus.JOIN)) == 1
        stage.hall.events.append([bus.PORTAL, kim.avatar, "nowhere", "x"])
        await stage.tick(2)
        assert order(kim) == []


async def test_a_world_that_refuses_leaves_one_where_one_was() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        stage.hall.refuse = "world_full"
        kim.send(Go(ref=3, world="hall", place=""))
        await stage.tick(3)
        assert [(e.ref, e.error) for e in kim.got(Error)] == [(3, "world_full")]
        assert kim.avatar in stage.plaza.people
        kim.send(Say(ref=4, channel=Channel.NEARBY, text="still here"))
        await stage.tick(2)
        assert kim.said() == ["still here"]


async def test_wishes_that_make_no_sense() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        kim.send(Go(ref=1, world="nowhere", place=""))
        kim.send(Go(ref=2, world="hall", place="cellar"))
        kim.send(Go(ref=3, world="", place="cellar"))
        kim.send(Go(ref=4, world="hall", place=""))
        kim.send(Go(ref=5, world="hall", place=""))
        await stage.tick(3)
        answers = {m.ref: getattr(m, "error", "done") for m in kim.read() if hasattr(m, "ref")}
        assert answers == {
            1: "unknown_world", 2: "unknown_place", 3: "unknown_place", 4: "done", 5: "world_busy"
        }  # fmt: skip


async def test_within_a_world_the_zone_takes_one_there() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        kim.send(Go(ref=1, world="plaza", place="fountain"))
        stage.plaza.events.append([bus.CORRECTED, kim.avatar, "ground", 90.0, 30.0, 7, "go"])
        await stage.tick(2)
        news = kim.read()
        assert [(m.x, m.y, m.reason) for m in news if isinstance(m, Correct)] == [(90, 30, "go")]
        assert [m.ref for m in news if isinstance(m, Done)] == [1]


async def test_a_correction_discards_moves_that_were_said_of_the_former_place() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        session = next(iter(stage.gateway.book))
        assert session.room is not None
        kim.send(Move(x=21.0, y=20.0, heading=0, speed=8, time_ms=0))
        stage.plaza.events.append([bus.CORRECTED, kim.avatar, "ground", 90.0, 30.0, 7, "go"])
        stage.plaza.publish(0)  # before the gateway has handed the move over
        await stage.settle()
        await stage.tick()
        assert stage.plaza.moves == []


async def test_who_drops_on_the_way_is_in_one_world_and_can_come_back() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        await stage.pass_by(11)
        kim.send(Go(ref=3, world="hall", place=""))
        kim.vanish()
        await stage.tick(3)
        here = [zone.info.id for zone in stage.zones.values() if zone.people]
        assert here == ["hall"]
        assert stage.hall.people[0].away
        again = await stage.come_back(kim)
        assert again.all(Welcome)[0].arrival is Arrival.RESUMED
        assert again.all(Entered)[0].world == "hall"
        assert not stage.hall.people[0].away


async def test_who_leaves_for_good_on_the_way_is_in_no_world() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        kim.send(Go(ref=3, world="hall", place=""))
        kim.vanish()  # after too short a presence to be kept
        await stage.tick(4)
        assert not stage.plaza.people and not stage.hall.people


async def test_who_comes_back_while_on_the_way_arrives_there() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        stage.hall.silent = True
        kim.send(Go(ref=3, world="hall", place=""))
        await stage.tick(2)
        again = stage.socket()
        again.hello(resume=kim.resume)
        stage.hall.silent = False
        await stage.pass_by(6)
        await stage.tick(2)
        assert again.all(Welcome)[0].arrival is Arrival.RESUMED
        assert again.all(Entered)[0].world == "hall"
        assert [z.info.id for z in stage.zones.values() if z.people] == ["hall"]


async def test_who_comes_back_while_refused_elsewhere_is_where_they_were() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        stage.hall.refuse = "world_full"
        kim.send(Go(ref=3, world="hall", place=""))
        again = stage.socket()
        again.hello(resume=kim.resume)
        await stage.tick(4)
        assert again.all(Entered)[0].world == "plaza"
        assert [e.error for e in again.all(Error)] == ["world_full"]


async def test_chat_of_the_former_world_is_not_told_in_the_new_one() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        kim.send(Go(ref=3, world="hall", place=""))
        await stage.tick(2)
        lee.send(Say(ref=1, channel=Channel.WORLD, text="in the plaza"))
        await stage.tick(2)
        assert kim.all(Chat) == []


async def test_a_bus_that_is_full_loses_nothing() -> None:
    async with Stage() as stage:
        from metaserver.errors import BusError

        kim = await stage.enter("Kim")
        stage.bus.broken = BusError("full")
        kim.send(Go(ref=3, world="hall", place=""))
        stage.gateway.flush()
        stage.bus.broken = None
        await stage.tick(2)
        assert kim.all(Entered)[-1].world == "hall"


async def test_an_answer_to_an_earlier_request_is_as_good_and_the_next_does_no_harm() -> None:
    async with Stage() as stage:
        stage.plaza.silent = True
        kim = stage.socket()
        kim.hello()
        await stage.tick()
        first = stage.plaza.seen(bus.JOIN)[0]
        await stage.pass_by(6)
        await stage.tick()
        second = stage.plaza.seen(bus.JOIN)[1]
        stage.plaza.silent = False
        for join in (first, second):  # the zone answers both, at last
            stage.plaza._join(stage.gateway.id, *join[1:])
        await stage.tick(3)
        assert kim.all(Entered)
        assert len(stage.plaza.people) == 1 and not stage.plaza.seen(bus.LEAVE)


async def test_a_late_answer_for_one_who_went_elsewhere_gives_the_seat_back() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        stage.hall.silent = True
        kim.send(Go(ref=3, world="hall", place=""))
        await stage.pass_by(6)
        await stage.tick()
        stage.hall.silent = False
        stage.hall._join(stage.gateway.id, *stage.hall.seen(bus.JOIN)[0][1:])
        await stage.tick(2)
        assert stage.hall.people == {} and kim.avatar in stage.plaza.people


async def test_a_portal_into_a_full_world_says_so() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        stage.hall.refuse = "world_full"
        stage.plaza.events.append([bus.PORTAL, kim.avatar, "hall", "door"])
        await stage.tick(3)
        assert [(e.ref, e.error) for e in kim.got(Error)] == [(0, "world_full")]
