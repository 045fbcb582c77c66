"""Networks and servers break; people come back to where they were."""

import asyncio

from metaclient import City, Closed, connect

from metaserver.protocol import messages as m
from metaserver.protocol.codes import RESUME_AFTER_PRESENCE_S
from tests.integration.proxy import Proxy
from tests.integration.waiting import distance_m, names_seen, next_event, sees, until
from tests.support.server import CityProcess

OFFLINE_S = 7.5
"""Longer than a client takes to become suspicious."""


async def test_after_a_tunnel_one_is_back_at_once_with_the_chat_and_without_a_twin(
    city: CityProcess,
) -> None:
    async with (
        Proxy(target_port=city.port) as proxy,
        connect(city.url, name="나래") as witness,
        connect(proxy.url, name="서울이") as one,
    ):
        await until(lambda: sees(witness, one))
        most = [0]
        watching = asyncio.create_task(watch(witness, "서울이", most))
        one.walk(30, 2.0)
        await asyncio.sleep(RESUME_AFTER_PRESENCE_S / 10)
        one.stop()
        await asyncio.sleep(RESUME_AFTER_PRESENCE_S)
        place, person, avatar = one.position, one.life.presence.person, one.avatar

        one.events().clear()
        proxy.swallow()
        await asyncio.sleep(1)
        await witness.say("들리나요?", m.Channel.WORLD)
        await asyncio.sleep(OFFLINE_S - 1)
        proxy.restore()
        began = asyncio.get_running_loop().time()
        await next_event(one, m.Entered)
        back_s = asyncio.get_running_loop().time() - began

        assert back_s < 1.5
        assert one.arrival is m.Arrival.RESUMED
        assert (one.life.presence.person, one.avatar) == (person, avatar)
        assert distance_m(one.position, place) < 0.2
        assert (await next_event(one, m.Chat)).text == "들리나요?"
        await until(lambda: sees(witness, one))
        watching.cancel()
        assert most == [1]


async def watch(witness: City, name: str, most: list[int]) -> None:
    """Keeps in ``most[0]`` how many of a name were seen at once, at most."""
    while True:
        most[0] = max(most[0], names_seen(witness).count(name))
        await asyncio.sleep(0.02)


async def test_a_killed_server_gives_back_the_place_and_the_chat(own_city: CityProcess) -> None:
    async with (
        connect(own_city.url, name="서울이") as one,
        connect(own_city.url, name="나래") as two,
    ):
        one.walk(64, 2.0)
        await asyncio.sleep(2.0)
        one.stop()
        ticket = one.life.presence.ticket
        await until(lambda: one.life.presence.ticket != ticket, within_s=15)
        place, person, level = one.position, one.life.presence.person, one.level
        await two.say("곧 돌아올게요", m.Channel.WORLD)
        await next_event(one, m.Chat)
        await asyncio.sleep(0.5)  # chat is committed in batches

        one.events().clear()
        own_city.kill()
        own_city.start()
        await next_event(one, m.Entered, within_s=20)
        assert one.arrival is m.Arrival.RESTORED
        assert one.life.presence.person == person
        assert one.name == "서울이"
        assert one.level == level
        assert distance_m(one.position, place) < 1.0


async def test_chat_that_was_missed_while_the_server_restarted_is_told(
    own_city: CityProcess,
) -> None:
    async with Proxy(target_port=own_city.port) as proxy, connect(own_city.url) as two:
        async with connect(proxy.url, name="서울이") as one:
            await until(lambda: bool(one.life.presence.ticket))
            await two.say("곧 훈련이 시작됩니다", m.Channel.WORLD)
            await next_event(one, m.Chat)
            one.events().clear()
            proxy.swallow()
            await two.say("지진 훈련입니다", m.Channel.WORLD)
            await asyncio.sleep(0.5)  # chat is committed in batches
            own_city.kill()
            proxy.cut()
            own_city.start()
            proxy.restore()
            await next_event(one, m.Entered, within_s=20)
            assert one.arrival is m.Arrival.RESTORED
            assert (await next_event(one, m.Chat)).text == "지진 훈련입니다"


async def test_a_server_that_stops_tells_people_where_they_are(own_city: CityProcess) -> None:
    async with connect(own_city.url, name="서울이") as one:
        one.walk(200, 2.0)
        await asyncio.sleep(1.5)
        one.stop()
        await asyncio.sleep(0.3)
        place = one.position
        one.events().clear()
        stopping = asyncio.create_task(asyncio.to_thread(own_city.terminate))
        drain = await next_event(one, m.Drain)
        assert drain.ticket
        assert await stopping == 0
        own_city.start()
        await next_event(one, m.Entered, within_s=20)
        assert one.arrival is m.Arrival.RESTORED
        assert distance_m(one.position, place) < 0.5


async def test_the_newest_connection_of_a_session_wins(city: CityProcess) -> None:
    async with connect(city.url, name="서울이") as one:
        second = City(city.url, one.life.presence.wishes)
        second.life.presence.resume = one.life.presence.resume
        second.life.start()
        try:
            await second.life.entered()
            assert second.avatar == one.avatar
            error = await asyncio.wait_for(closed(one), 5)
            assert error == 4409
        finally:
            await second.leave()


async def closed(city: City) -> int:
    try:
        async for _ in city.events():
            pass
    except Closed as error:
        return error.code
    return 0
