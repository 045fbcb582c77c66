"""Two people in a real city."""

import asyncio

import pytest
from metaclient import NotGranted, connect

from metaserver.protocol import messages as m
from metaserver.protocol.quantise import State
from tests.integration.waiting import distance_m, next_event, sees, sees_at, until
from tests.support.server import CityProcess


async def test_two_see_each_other_move(city: CityProcess) -> None:
    async with connect(city.url, name="서울이") as one, connect(city.url, name="나래") as two:
        await until(lambda: sees(one, two) and sees(two, one))
        assert two.view is not None
        await until(lambda: two.view.avatars[one.avatar].name == "서울이")
        one.walk(0, 2.0)
        await asyncio.sleep(1.0)
        assert distance_m(sees_at(two, one.avatar), one.position) < 0.4
        one.stop()
        await until(lambda: two.view.avatars[one.avatar].speed_q == 0)
        assert distance_m(sees_at(two, one.avatar), one.position) < 0.1


async def test_an_emote_is_seen_and_ends(city: CityProcess) -> None:
    async with connect(city.url) as one, connect(city.url) as two:
        await until(lambda: sees(two, one))
        assert two.view is not None
        one.act(State.BOW)
        await until(lambda: two.view.avatars[one.avatar].state == State.BOW)
        one.walk(10, 1.0)
        await until(lambda: two.view.avatars[one.avatar].state == State.FREE)


async def test_chat_is_heard_nearby_in_the_world_and_by_whisper(city: CityProcess) -> None:
    async with connect(city.url, name="서울이") as one, connect(city.url, name="나래") as two:
        await until(lambda: sees(one, two))
        for channel in m.Channel:
            await one.say(f"안녕 {channel.name}", channel, to=two.avatar)
            heard = await next_event(two, m.Chat)
            assert (heard.text, heard.name, heard.channel) == (
                f"안녕 {channel.name}", "서울이", channel,
            )  # fmt: skip
            assert heard.avatar == one.avatar


async def test_a_wish_that_cannot_be_granted_says_why(city: CityProcess) -> None:
    async with connect(city.url) as one:
        for wish, error in (
            (one.go("no-such-place"), "unknown_place"),
            (one.go(world="no-such-world"), "unknown_world"),
            (one.say("  \u200b "), "empty_text"),
            (one.say("가" * 301), "text_too_long"),
            (one.say("?", m.Channel.WHISPER, to=60000), "unknown_person"),
            (one.appear("x" * 25, (0,) * 7), "bad_name"),
        ):
            with pytest.raises(NotGranted) as refused:
                await wish
            assert refused.value.error == error


async def test_a_change_of_world_takes_one_out_of_the_first(city: CityProcess) -> None:
    async with connect(city.url, name="서울이") as one, connect(city.url, name="나래") as two:
        await until(lambda: sees(two, one))
        epoch = one.life.presence.entered.epoch if one.life.presence.entered else 0
        left = one.avatar
        await one.go(world="city-hall")
        await until(lambda: one.world == "city-hall")
        assert two.view is not None
        await until(lambda: left not in two.view.avatars)
        assert one.life.presence.entered is not None
        assert one.life.presence.entered.epoch != epoch
        await two.go(world="city-hall")
        await until(lambda: sees(one, two) and sees(two, one))


async def test_people_are_listed_with_their_names(city: CityProcess) -> None:
    async with connect(city.url, name="서울이") as one, connect(city.url, name="나래"):
        await asyncio.sleep(0.3)
        names = {person.name for person in await one.people()}
        assert "나래" in names


async def test_one_who_blocks_another_hides_both(city: CityProcess) -> None:
    async with connect(city.url, name="서울이") as one, connect(city.url, name="나래") as two:
        await until(lambda: sees(one, two))
        await one.relate(two.avatar, m.Relation.BLOCK)
        assert two.avatar in (await next_event(one, m.Hidden)).avatars
        assert one.avatar in (await next_event(two, m.Hidden)).avatars
        with pytest.raises(NotGranted, match="blocked"):
            await one.say("?", m.Channel.WHISPER, to=two.avatar)
