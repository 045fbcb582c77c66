"""Coming, dropping, coming back, being replaced, going."""

from __future__ import annotations

import pytest

from metaserver.gateway.settings import GatewaySettings
from metaserver.protocol import bus
from metaserver.protocol.codes import Close
from metaserver.protocol.frames import Frame, Kind
from metaserver.protocol.messages import (
    Arrival,
    Bye,
    Channel,
    Chat,
    Done,
    Entered,
    Error,
    Go,
    Look,
    Move,
    Ping,
    Pong,
    Queue,
    Say,
    Ticket,
    Welcome,
)
from tests.unit.gateway.stage import Client, Stage

LOOK: Look = [1, 2, 3, 4, 5, 6, 7]


def welcome_of(client: Client) -> Welcome:
    return client.all(Welcome)[-1]


async def test_a_visitor_enters_with_welcome_then_entered_then_the_first_view() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim", locale="ko-KR", look=LOOK)
        kinds = [type(message) for message in kim.messages if type(message) is not Frame][:2]
        assert kinds == [Welcome, Entered]
        frame = kim.messages[-1]
        assert isinstance(frame, Frame) and frame.fragments[0].kind is Kind.VIEW
        welcome, entered = welcome_of(kim), kim.all(Entered)[0]
        assert (welcome.name, welcome.arrival, welcome.language) == ("Kim", Arrival.FRESH, "ko")
        assert (entered.world, entered.epoch, entered.level) == ("plaza", 10, "ground")
        assert stage.plaza.seen(bus.JOIN)[0][4] == bytes((0x12, 0x34, 5, 0x67, 0))


async def test_all_that_is_due_at_entry_is_one_write() -> None:
    async with Stage() as stage:
        kim = stage.socket()
        kim.hello()
        writes = kim.transport.writes
        await stage.tick()
        assert kim.transport.writes == writes + 1
        assert len(kim.read()) >= 3


async def test_a_guest_gets_a_number_and_a_second_guest_another() -> None:
    async with Stage() as stage:
        names = {welcome_of(await stage.enter()).name for _ in range(20)}
        assert len(names) == 20
        assert all(name.startswith("Guest ") and name[6:].isdigit() for name in names)


async def test_a_name_that_may_not_be_becomes_a_guest_and_is_told() -> None:
    async with Stage() as stage:
        client = await stage.enter("운영자")
        assert welcome_of(client).name.startswith("Guest ")
        assert [(e.ref, e.error) for e in client.all(Error)] == [(0, "bad_name")]


async def test_a_drop_shows_away_at_once_hides_after_5_s_and_ends_after_60_s() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        await stage.pass_by(10)
        kim.vanish()
        await stage.tick()
        person = stage.plaza.people[kim.avatar]
        assert person.away and not person.hidden
        await stage.pass_by(5)
        await stage.tick()
        assert person.hidden
        await stage.pass_by(54)
        await stage.tick()
        assert kim.avatar in stage.plaza.people
        await stage.pass_by(1.5)
        await stage.tick()
        assert kim.avatar not in stage.plaza.people
        assert len(stage.gateway.book) == 0


async def test_who_was_here_for_less_than_10_s_is_gone_at_once() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        kim.vanish()
        await stage.tick()
        assert stage.plaza.people == {}
        again = await stage.come_back(kim)
        assert welcome_of(again).arrival is Arrival.LOST


async def test_only_so_many_of_one_address_may_be_away() -> None:
    async with Stage(away_per_address=2) as stage:
        clients = [await stage.enter() for _ in range(3)]
        await stage.pass_by(11)
        for client in clients:
            client.vanish()
        await stage.tick()
        assert len(stage.plaza.people) == 2


async def test_a_resumed_visitor_is_the_same_avatar_at_the_same_place() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        kim.send(Move(x=33.0, y=21.0, heading=64, speed=0, time_ms=0))
        await stage.pass_by(11)
        kim.vanish()
        await stage.pass_by(8)
        again = await stage.come_back(kim)
        welcome, entered = welcome_of(again), again.all(Entered)[0]
        assert welcome.arrival is Arrival.RESUMED
        assert (welcome.person, welcome.name) == (kim.person, "Kim")
        assert (entered.avatar, entered.x, entered.y) == (kim.avatar, 33.0, 21.0)
        assert not stage.plaza.people[kim.avatar].hidden
        assert len(stage.plaza.people) == 1
        assert welcome.resume != kim.resume


async def test_a_resumes_while_the_old_socket_still_looks_open_and_that_gets_4409() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        kim.transport.reading = False  # half-open: nobody reads there any more
        again = await stage.come_back(kim)
        assert welcome_of(again).arrival is Arrival.RESUMED
        assert again.avatar == kim.avatar
        assert not stage.plaza.seen(bus.AWAY), "nobody saw it go"
        kim.transport.read_on()
        assert kim.closed_with == Close.REPLACED
        kim.vanish()
        await stage.tick()
        assert not stage.plaza.seen(bus.AWAY), "the old socket's end concerns nobody"


async def test_a_replaced_socket_is_shown_nothing_more() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        again = await stage.come_back(kim)
        kim.read()
        kim.send(Ping(time_ms=1))
        again.send(Say(ref=1, channel=Channel.NEARBY, text="I am here"))
        await stage.tick(2)
        assert kim.read() == []
        assert again.said() == ["I am here"]


async def test_missed_reliable_messages_come_again_in_order() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        await stage.pass_by(11)
        kim.send(Go(ref=1, world="", place="fountain"))
        await stage.tick(2)
        assert [done.event for done in kim.got(Done)] == [1]
        kim.send(Go(ref=2, world="", place="gate"))
        kim.send(Go(ref=3, world="nowhere", place=""))
        await stage.tick(2)  # answered, but the network has swallowed it
        again = await stage.come_back(kim, last_event=1)
        late = [m for m in again.messages if isinstance(m, Done | Error)]
        assert [(m.event, m.ref) for m in late] == [(2, 3), (3, 2)]


async def test_chat_that_arrived_while_away_is_delivered_on_return() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        await stage.pass_by(11)
        lee.send(Say(ref=1, channel=Channel.WORLD, text="one"))
        await stage.tick(2)
        last = kim.got(Chat)[-1].seq
        kim.vanish()
        lee.send(Say(ref=2, channel=Channel.NEARBY, text="two"))
        lee.send(Say(ref=3, channel=Channel.WHISPER, text="three", to=kim.avatar))
        await stage.tick(2)
        again = await stage.come_back(kim, last_chat=last, world="plaza")
        assert [chat.text for chat in again.all(Chat)] == ["two", "three"]


async def test_a_resume_token_is_good_once() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        again = await stage.come_back(kim)
        again.send(Say(ref=1, channel=Channel.NEARBY, text="it is me"))  # so it has its welcome
        await stage.tick()
        thief = await stage.come_back(kim)
        assert welcome_of(thief).arrival is Arrival.LOST
        assert again.closed_with is None


async def test_a_token_whose_welcome_was_lost_is_still_good() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        await stage.pass_by(11)
        lost = await stage.come_back(kim)
        lost.vanish()  # before it could read its welcome
        again = await stage.come_back(kim)
        assert welcome_of(again).arrival is Arrival.RESUMED
        assert again.avatar == kim.avatar


@pytest.mark.parametrize("token", ["x", "AAAAAAAAAAAAAAAAAAAAAA", "ü" * 30, "'; drop table", "\0"])
async def test_a_forged_resume_token_opens_nothing(token: str) -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        thief = await stage.come_back(kim, resume=token, ticket=token)
        assert welcome_of(thief).arrival is Arrival.LOST
        assert thief.person != kim.person
        assert kim.closed_with is None


async def test_bye_leaves_at_once_and_for_good() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        await stage.pass_by(11)
        kim.send(Bye())
        await stage.tick()
        assert kim.closed_with == 1000
        assert stage.plaza.people == {}
        assert welcome_of(await stage.come_back(kim)).arrival is Arrival.LOST


async def test_a_socket_that_is_silent_for_60_s_is_dropped() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        for _ in range(7):
            await stage.pass_by(10)
            lee.send(Ping(time_ms=7))
            await stage.tick(10)
        assert kim.transport.closed and not lee.transport.closed
        assert stage.plaza.people[kim.avatar].away
        assert lee.got(Pong)[-1].time_ms == 7


async def test_people_are_admitted_one_after_the_other_and_told_where_they_stand() -> None:
    settings = GatewaySettings(joins_per_s=4, drain_s=0)
    async with Stage(settings) as stage:
        clients = []
        for _ in range(9):
            client = stage.socket()
            client.hello()
            clients.append(client)
        await stage.tick()
        last = clients[-1].got(Queue)
        assert last[0].position == 8 and last[0].wait_s == 2.0
        await stage.wait(1)
        entered = sum(bool(client.all(Entered)) for client in clients)
        assert 4 <= entered <= 6
        await stage.wait(2)
        assert all(client.all(Entered) for client in clients)
        positions = [queue.position for queue in clients[-1].all(Queue)]
        assert positions == sorted(positions, reverse=True) and positions[-1] < 8


async def test_when_the_queue_is_full_one_is_sent_away() -> None:
    async with Stage(GatewaySettings(joins_per_s=1, queue_max=2, drain_s=0)) as stage:
        clients = []
        for _ in range(4):
            client = stage.socket()
            client.hello()
            clients.append(client)
        assert clients[3].closed_with == Close.FULL
        assert clients[2].closed_with is None


async def test_who_gives_up_waiting_is_forgotten() -> None:
    async with Stage(GatewaySettings(joins_per_s=1, drain_s=0)) as stage:
        first, second, third = (stage.socket() for _ in range(3))
        for client in (first, second, third):
            client.hello()
        second.vanish()
        await stage.wait(1.3)
        assert third.all(Entered)
        assert len(stage.gateway.book) == 2


async def test_resuming_does_not_queue() -> None:
    async with Stage(GatewaySettings(joins_per_s=1, drain_s=0)) as stage:
        kim = await stage.enter("Kim")
        for _ in range(5):
            stage.socket().hello()
        again = await stage.come_back(kim)
        assert welcome_of(again).arrival is Arrival.RESUMED


async def test_a_zone_that_does_not_answer_is_asked_again_and_then_given_up() -> None:
    async with Stage() as stage:
        stage.plaza.silent = True
        kim = stage.socket()
        kim.hello(name="Kim")
        await stage.pass_by(6)
        await stage.tick()
        assert len(stage.plaza.seen(bus.JOIN)) == 2
        stage.plaza.silent = False
        await stage.pass_by(6)
        await stage.tick(2)
        assert kim.all(Entered)
        stage.plaza.silent = True
        lee = stage.socket()
        lee.hello()
        for _ in range(5):
            await stage.pass_by(6)
        assert lee.closed_with == Close.FULL


async def test_a_world_without_room_says_so() -> None:
    async with Stage() as stage:
        stage.plaza.refuse = "world_full"
        kim = await stage.enter("Kim")
        assert kim.closed_with == Close.FULL


async def test_a_seat_for_one_who_left_meanwhile_is_given_back() -> None:
    async with Stage() as stage:
        kim = stage.socket()
        kim.hello()
        kim.send(Bye())
        await stage.tick(3)
        assert stage.plaza.people == {}
        assert stage.plaza.seen(bus.JOIN) and stage.plaza.seen(bus.LEAVE)


async def test_unknown_world_and_place_lead_to_the_start_and_are_told() -> None:
    async with Stage() as stage:
        lost = await stage.enter(world="atlantis")
        assert lost.all(Error)[0].error == "unknown_world"
        assert lost.all(Entered)[0].world == "plaza"
        odd = await stage.enter(world="hall", place="cellar")
        assert odd.all(Error)[0].error == "unknown_place"
        assert odd.all(Entered)[0].world == "hall"


async def test_a_ticket_restores_person_and_place_after_a_kill() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        await stage.pass_by(11)
        kim.send(Move(x=70.5, y=42.25, heading=9, speed=0, time_ms=0))
        await stage.wait(2)
        ticket = kim.all(Ticket)[-1].ticket
        await restart(stage)
        again = stage.socket()
        again.hello(name="Kim", resume=kim.resume, ticket=ticket)
        await stage.tick(2)
        assert welcome_of(again).arrival is Arrival.RESTORED
        assert welcome_of(again).person == kim.person
        join = stage.plaza.seen(bus.JOIN)[-1]
        assert join[5:10] == [70.5, 42.25, "ground", 9, None]


async def test_a_guest_keeps_the_number_through_a_restart() -> None:
    async with Stage() as stage:
        guest = await stage.enter()
        name = welcome_of(guest).name
        await stage.pass_by(11)
        await stage.wait(2)
        ticket = guest.all(Ticket)[-1].ticket
        await restart(stage)
        again = stage.socket()
        again.hello(ticket=ticket)
        await stage.tick(2)
        assert welcome_of(again).name == name


async def test_a_ticket_is_given_only_to_those_who_moved() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        await stage.wait(12)
        first = len(kim.all(Ticket))
        assert first == 1
        await stage.wait(24)
        assert len(kim.all(Ticket)) == first


async def test_who_comes_to_rest_gets_a_ticket_for_just_there() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        await stage.wait(12)
        here = stage.gateway.book
        session = next(iter(here))
        assert session.place is not None
        x, y = session.place.x + 0.6, session.place.y
        kim.send(Move(x=x, y=y, heading=0, speed=0, time_ms=0))
        await stage.wait(5)
        sealed = stage.tokens.open("place", kim.all(Ticket)[-1].ticket)
        assert (sealed["x"], sealed["y"]) == (round(x, 2), round(y, 2))


async def test_who_stands_for_long_keeps_a_ticket_that_is_valid() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        await stage.wait(12)
        given = len(kim.all(Ticket))
        for _ in range(5):
            await stage.pass_by(40)
            kim.send(Move(x=0.0, y=0.0, heading=0, speed=0, time_ms=0))
        await stage.wait(3)
        assert len(kim.all(Ticket)) > given


async def test_a_ticket_of_a_living_session_takes_it_over_and_makes_no_twin() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        await stage.wait(12)
        again = await stage.come_back(kim, resume="", ticket=kim.all(Ticket)[0].ticket)
        assert welcome_of(again).arrival is Arrival.RESUMED
        assert kim.closed_with == Close.REPLACED
        assert len(stage.plaza.people) == 1


async def test_a_claimed_place_that_the_zone_does_not_bear_out_is_not_in_the_ticket() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        session = next(iter(stage.gateway.book))
        assert session.place is not None and session.room is not None
        kim.send(Move(x=150.0, y=70.0, heading=0, speed=0, time_ms=0))  # the zone does not agree
        place = session.room.where(session)
        assert place is not None and (place.x, place.y) == (20.0, 20.0)  # the middle of its cell


async def test_an_old_or_forged_ticket_is_worth_nothing() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        await stage.wait(12)
        ticket = kim.all(Ticket)[0].ticket
        await restart(stage)
        forged = stage.socket()
        forged.hello(ticket=ticket[:-3] + "AAA")
        await stage.tick(2)
        assert welcome_of(forged).arrival is Arrival.LOST
        await stage.pass_by(301)
        old = stage.socket()
        old.hello(ticket=ticket)
        await stage.tick(2)
        assert welcome_of(old).arrival is Arrival.LOST


async def test_world_chat_and_own_whispers_missed_over_a_restart_come_from_the_store() -> None:
    async with Stage() as stage:
        kim, lee, mia = [await stage.enter(name) for name in ("Kim", "Lee", "Mia")]
        lee.send(Say(ref=1, channel=Channel.WORLD, text="before"))
        await stage.wait(12)
        ticket, last = kim.all(Ticket)[0].ticket, kim.all(Chat)[-1].seq
        kim.transport.reading = False
        lee.send(Say(ref=2, channel=Channel.WORLD, text="for all"))
        lee.send(Say(ref=3, channel=Channel.NEARBY, text="for those near"))
        lee.send(Say(ref=4, channel=Channel.WHISPER, text="for Kim", to=kim.avatar))
        lee.send(Say(ref=5, channel=Channel.WHISPER, text="for Mia", to=mia.avatar))
        await stage.tick(3)
        await restart(stage)
        again = stage.socket()
        again.hello(ticket=ticket, last_chat=last, world="plaza")
        await stage.tick(3)
        assert [chat.text for chat in again.all(Chat)] == ["for all", "for Kim"]


async def test_a_stranger_cannot_fetch_the_past_with_last_chat() -> None:
    async with Stage() as stage:
        lee = await stage.enter("Lee")
        lee.send(Say(ref=1, channel=Channel.WORLD, text="before"))
        await stage.tick(2)
        nosy = await stage.enter("Nosy", last_chat=0, resume="made up")
        assert nosy.all(Chat) == []


async def test_a_zone_that_begins_anew_gets_its_people_back_where_they_were() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        kim.send(Move(x=50.0, y=30.0, heading=3, speed=0, time_ms=0))
        await stage.tick(2)
        stage.plaza.people.clear()
        stage.plaza.epoch, stage.plaza.tick_no = 99, 0
        kim.read()
        await stage.tick(3)
        entered = kim.got(Entered)
        assert [(e.epoch, e.x, e.y) for e in entered] == [(99, 50.0, 30.0)]


async def test_a_zone_that_begins_anew_and_stays_silent_loses_nobody_for_ever() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        await stage.pass_by(11)
        stage.plaza.people.clear()
        stage.plaza.silent, stage.plaza.epoch, stage.plaza.tick_no = True, 99, 0
        for _ in range(5):
            await stage.pass_by(5.2)
        assert kim.closed_with == Close.FULL
        stage.plaza.silent = False
        again = await stage.come_back(kim)
        assert (again.person, welcome_of(again).arrival) == (kim.person, Arrival.RESUMED)
        assert again.all(Entered)[0].epoch == 99


async def restart(stage: Stage) -> None:
    """kill -9: gateway and zones are gone, the store and the key remain."""
    await stage.settle()
    for ticks in stage.gateway._tasks.copy():
        ticks.cancel()
    await stage.settle()
    stage.bus.handlers.clear()
    seq = await stage.chat_store.last_seq("plaza")
    for zone in stage.zones.values():
        zone.people.clear()
        zone.controls.clear()
        zone.events.clear()
        zone.epoch += 100
        zone.tick_no, zone.chat_seq = 0, seq
        await stage.bus.subscribe(bus.zone_inbox(zone.info.id), zone.receive)
    stage.gateway = stage.new_gateway()
    await stage.gateway.start()
    await stage.tick()
