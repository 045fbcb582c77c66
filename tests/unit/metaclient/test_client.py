"""The client against a server that says what the test wants."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from metaclient import Closed, Disconnected, Interrupted, NotGranted, connect, link
from metaclient.client import City

from metaserver.protocol import messages as m
from metaserver.protocol.codes import Close
from metaserver.protocol.frames import Kind, frame_header, pack_fragment, pack_view
from metaserver.protocol.quantise import State
from metaserver.protocol.records import pack_enters
from tests.protocol import samples
from tests.unit.metaclient.fake_city import EPOCH, FakeCity, fake_city


@pytest.fixture
async def server() -> AsyncIterator[FakeCity]:
    async with fake_city() as city:
        yield city


async def heard(city: City, kind: type) -> object:
    """The next event of this kind."""
    async with asyncio.timeout(5):
        async for event in city.events():
            if isinstance(event, kind):
                return event
    raise AssertionError("no more events")


async def until(condition: Callable[[], object]) -> None:
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come true within five seconds")


async def test_one_enters_with_a_name_and_stands_where_the_server_says(server: FakeCity) -> None:
    async with connect(server.url, name="서울이", world="yard", place="gate") as city:
        assert (city.name, city.world, city.level, city.avatar) == ("서울이", "yard", "ground", 3)
        assert city.position == (1.0, 2.0)
        assert city.arrival is m.Arrival.FRESH
        assert city.online
    hello = server.hellos[0]
    assert (hello.name, hello.world, hello.place, hello.resume) == ("서울이", "yard", "gate", "")
    assert await server.wait_for(m.Bye)


async def test_a_wish_is_granted_or_not(server: FakeCity) -> None:
    async with connect(server.url) as city:
        await city.say("안녕", m.Channel.WORLD)
        assert (await server.wait_for(m.Say)).text == "안녕"
        server.answer = lambda message: (
            [m.Error(event=9, ref=message.ref, error="unknown_place", retry_s=1.5)]
            if isinstance(message, m.Go)
            else []
        )
        with pytest.raises(NotGranted) as refused:
            await city.go("nowhere")
        assert (refused.value.error, refused.value.retry_s) == ("unknown_place", 1.5)


async def test_people_come_as_a_list(server: FakeCity) -> None:
    rows = [(4, "나래", 0, 12, 3.0, 4.0, 1), (5, "Guest 5", 1, -1, 0.5, 0.5, 2)]
    server.answer = lambda message: (
        [m.People(ref=message.ref, total=2, first=0, rows=rows)]
        if isinstance(message, m.ListPeople)
        else []
    )
    async with connect(server.url) as city:
        near, above = await city.people()
    assert (near.name, near.distance_m, near.visit) == ("나래", 12, m.Visit.ALLOW)
    assert (above.avatar, above.distance_m) == (5, None)


async def test_a_course_is_told_at_once_and_then_now_and_then(server: FakeCity) -> None:
    async with connect(server.url) as city:
        city.walk(64, 2.0)
        first = await server.wait_for(m.Move)
        assert (first.heading, first.speed) == (64, 8)
        again = await server.wait_for(m.Move, 2)
        assert again.x == pytest.approx(first.x - 2.0, abs=0.4)
        city.stop()
        assert (await server.wait_for(m.Move, 3)).speed == 0


async def test_courses_are_sent_at_most_ten_times_a_second(server: FakeCity) -> None:
    loop = asyncio.get_running_loop()
    async with connect(server.url) as city:
        began_s = loop.time()
        for heading in range(50):
            city.walk(heading, 1.0)
            await asyncio.sleep(0.01)
        await until(lambda: getattr(server.heard[-1], "heading", None) == 49)
        took_s = loop.time() - began_s
    assert len([x for x in server.heard if isinstance(x, m.Move)]) <= took_s * 10 + 2


async def test_a_walk_to_a_point_ends_there(server: FakeCity) -> None:
    async with connect(server.url) as city:
        await city.move_to(2.0, 2.5, 5.0)
        assert city.position == pytest.approx((2.0, 2.5), abs=0.3)
        await until(lambda: isinstance(server.heard[-1], m.Move) and server.heard[-1].speed == 0)


async def test_a_correction_ends_a_walk_to_a_point(server: FakeCity) -> None:
    async with connect(server.url) as city:
        walking = asyncio.create_task(city.move_to(30.0, 2.0))
        await server.wait_for(m.Move)
        await server.tell(m.Correct(level="ground", x=1.5, y=2.0, heading=192, reason="wall"))
        with pytest.raises(Interrupted, match="wall"):
            await walking
        assert city.position == (1.5, 2.0)


async def test_a_portal_ends_a_walk_to_a_point(server: FakeCity) -> None:
    async with connect(server.url, watch=False) as city:
        walking = asyncio.create_task(city.move_to(30.0, 2.0))
        await server.wait_for(m.Move)
        entered = m.Entered(
            world="hall", world_hash="h", epoch=9, avatar=1, level="ground", x=5.0, y=6.0,
            heading=0, chat_seq=0,
        )  # fmt: skip
        await server.tell(entered)
        with pytest.raises(Interrupted, match="world"):
            await asyncio.wait_for(walking, 2)
        assert city.position == (5.0, 6.0)


async def test_a_person_who_is_asked_has_longer_to_answer(
    server: FakeCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("metaclient.asking.ANSWER_WITHIN_S", 0.05)
    server.answer = lambda _: []
    async with connect(server.url) as city:
        visiting = asyncio.create_task(city.visit(4))
        wish = await server.wait_for(m.VisitPerson)
        await asyncio.sleep(0.2)
        await server.tell(m.Done(event=1, ref=wish.ref))
        await asyncio.wait_for(visiting, 2)


async def test_another_name_is_ones_name_from_then_on(server: FakeCity) -> None:
    async with connect(server.url, name="하나") as city:
        await city.appear("나래", (0, 0, 0, 0, 0, 0, 0))
        assert city.name == "나래"


async def test_after_a_restart_one_comes_back_with_everything_one_knows(server: FakeCity) -> None:
    async with connect(server.url, name="서울이") as city:
        await server.tell(
            m.Ticket(ticket="a-ticket"),
            m.Notice(event=1, kind="recording"),
            m.Chat(seq=12, channel=m.Channel.WORLD, avatar=4, person="p", name="나래", text="?",
                   time_ms=1),
            m.Drain(reconnect_ms=20, ticket="a-newer-ticket"),
        )  # fmt: skip
        assert await heard(city, m.Drain)
        await server.sockets[-1].close(Close.GOING_AWAY)
        assert await heard(city, Disconnected)
        hello = await server.wait_for(m.Hello, 2)
        await heard(city, m.Entered)
        assert city.arrival is m.Arrival.RESUMED
    assert (hello.resume, hello.ticket) == ("token-fresh", "a-newer-ticket")
    assert (hello.last_event, hello.last_chat, hello.world) == (1, 12, "yard")


async def test_what_is_told_again_is_heard_once(server: FakeCity) -> None:
    async with connect(server.url) as city:
        notice = m.Notice(event=1, kind="recording")
        chat = m.Chat(seq=12, channel=m.Channel.WORLD, avatar=4, person="p", name="n", text="?",
                      time_ms=1)  # fmt: skip
        await server.tell(notice, chat, notice, chat, m.Hidden(event=2, avatars=[]))
        told = []
        async for event in city.events():
            told.append(type(event))
            if isinstance(event, m.Hidden):
                break
    assert told.count(m.Notice) == 1
    assert told.count(m.Chat) == 1


async def test_one_who_was_replaced_stays_away(server: FakeCity) -> None:
    async with connect(server.url) as city:
        await server.sockets[-1].close(Close.REPLACED, "a newer connection")
        with pytest.raises(Closed) as closed:
            await heard(city, m.Done)
        assert closed.value.code == Close.REPLACED
        await asyncio.sleep(0.3)
    assert len(server.hellos) == 1


async def test_one_who_is_refused_at_the_door_is_told(server: FakeCity) -> None:
    server.greeting = lambda _: []
    waiting = asyncio.create_task(_enter(server.url))
    await server.wait_for(m.Hello)
    await server.sockets[-1].close(Close.VERSION)
    with pytest.raises(Closed):
        await asyncio.wait_for(waiting, 5)


async def _enter(url: str) -> None:
    async with connect(url):
        raise AssertionError("entered")


async def test_a_silent_server_gets_a_rival(
    server: FakeCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "SUSPICIOUS_S", 0.3)
    async with connect(server.url) as city:
        await server.wait_for(m.Ping, 4)
        hello = await server.wait_for(m.Hello, 2)
        await heard(city, Disconnected)
        await heard(city, m.Entered)
        assert city.online
    assert hello.resume == "token-fresh"


async def test_frames_build_the_view_of_this_epoch_only(server: FakeCity) -> None:
    enters = samples.enters(3)
    rows = [
        (0, Kind.VIEW, 500, pack_view([0, 1], [2], [3])),
        (1, Kind.KEYFRAME, 500, pack_enters(enters)),
    ]
    body = b"".join(pack_fragment(*row) for row in rows)
    async with connect(server.url) as city:
        for epoch in (EPOCH - 1, EPOCH):
            await server.sockets[-1].send(frame_header(epoch, 500, 1000, 100, 2) + body)
        await until(lambda: city.view is not None and city.view.avatars)
        assert city.view is not None
        assert set(city.view.avatars) == set(enters.moves.id.tolist())
        assert city.view.near == [0, 1]


async def test_one_who_does_not_watch_walks_and_talks_all_the_same(server: FakeCity) -> None:
    async with connect(server.url, watch=False) as city:
        await server.sockets[-1].send(frame_header(EPOCH, 500, 1000, 100, 0))
        await city.say("안녕")
        assert city.view is None


async def test_a_server_that_talks_nonsense_is_left(server: FakeCity) -> None:
    async with connect(server.url) as city:
        await server.sockets[-1].send(b"\xc1")
        await heard(city, Disconnected)
        await server.wait_for(m.Hello, 2)


async def test_small_wishes_arrive(server: FakeCity) -> None:
    async with connect(server.url) as city:
        city.act(State.WAVE)
        city.set_tier(m.Tier.SAVING)
        city.set_visit(m.Visit.NEVER)
        city.fetch_chat(5)
        await city.visit(4)
        await city.answer_visit(4, True)
        await city.relate(4, m.Relation.MUTE)
        await city.report(4, m.Reason.SPAM, "ads")
        await city.appear("나래", (0, 0, 0, 0, 0, 0, 0))
    await server.wait_for(m.Bye)
    kinds = [type(x) for x in server.heard if not isinstance(x, m.Ping | m.Move)]
    assert kinds == [
        m.Act, m.SetTier, m.SetVisit, m.FetchChat, m.VisitPerson, m.VisitAnswer, m.Relate,
        m.Report, m.Appear, m.Bye,
    ]  # fmt: skip
