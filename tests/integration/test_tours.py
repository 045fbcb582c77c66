"""A tour in a real city, walked with the Python client: called, followed, heard, joined, ended."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from metaclient import City, Interrupted, NotGranted, connect

from metaserver.protocol import messages as m
from metaserver.protocol.codes import FLAG_GUIDE, FLAG_WORLD_TEXT
from metaserver.protocol.quantise import State
from tests.integration.waiting import next_event, until
from tests.support.server import CityProcess

WORLD = """\
format: 1
id: yard
version: 1
setting: outdoor
anchor: {lat: 37.5665, lon: 126.978}
start: gate
levels:
  - {id: ground, bounds: [-20, -12, 20, 12]}
  - {id: roof, bounds: [0, 0, 12, 8]}
structures:
  - {kind: wall, level: ground, at: [-2, 3], size: [6, 0.3, 3]}
places:
  - {id: gate, level: ground, at: [0, -3], radius_m: 2}
  - {id: terrace, level: roof, at: [6, 4], radius_m: 2}
portals:
  - {id: up, level: ground, shape: {rect: [16, 8, 19, 11]}, to: {world: yard, place: terrace}}
tours:
  - id: round
    level: ground
    start: gate
    stops: [{at: [-2, 1], stay_s: 5}, {at: [-2, 5], stay_s: 5}]
sources: [{title: "Made for a test"}]
as_of: "2026-11-22"
"""
TEXTS = """\
name: Yard
summary: A yard.
levels: {ground: Ground, roof: Roof}
places: {gate: {name: Gate}, terrace: {name: Terrace}}
portals: {up: Up}
tours:
  round: {title: Round, about: A walk., hello: Hello., stops: [One., Two.], farewell: Goodbye.}
"""
TOLD = [f"tours.round.{what}" for what in ("hello", "stops.0", "stops.1", "farewell")]
TOUR_WITHIN_S = 60.0


@pytest.fixture
def yard(tmp_path: Path) -> Iterator[CityProcess]:
    folder = tmp_path / "worlds" / "yard"
    (folder / "texts").mkdir(parents=True)
    (folder / "world.yaml").write_text(WORLD, "utf-8")
    for language in ("ko", "en"):
        (folder / "texts" / f"{language}.yaml").write_text(TEXTS, "utf-8")
    with CityProcess(tmp_path / "data", worlds=str(tmp_path / "worlds"), start="yard") as city:
        yield city


async def follow(city: City, guide: int) -> None:
    """Some two metres behind, as long as it is in sight."""
    while city.view is not None and guide in city.view.avatars:
        x, y = city.view.avatars[guide].at(city.server_ms())
        far_m = math.dist((x, y), city.position)
        if far_m > 2.0:
            part = (far_m - 1.5) / far_m
            ox, oy = city.position
            try:
                await city.move_to(ox + (x - ox) * part, oy + (y - oy) * part)
            except Interrupted:  # at a corner: it goes on, and the way is free then
                await asyncio.sleep(0.3)
        await asyncio.sleep(0.05)
    city.stop()


async def heard(city: City) -> list[m.Chat]:
    """What guides tell, up to the farewell."""
    lines: list[m.Chat] = []
    async with asyncio.timeout(TOUR_WITHIN_S):
        async for event in city.events():
            if isinstance(event, m.Chat):
                lines.append(event)
                if event.text == TOLD[-1]:
                    break
    return lines


async def test_a_tour_from_the_call_to_the_farewell(yard: CityProcess) -> None:
    async with (
        connect(yard.url, name="서울이") as one,
        connect(yard.url, name="나래") as two,
    ):
        with pytest.raises(NotGranted) as refused:
            await one.take_tour("no-such-tour")
        assert refused.value.error == "unknown_tour"
        await two.go("terrace")
        await until(lambda: two.level == "roof")
        with pytest.raises(NotGranted) as refused:
            await two.take_tour("round")
        assert refused.value.error == "wrong_level"
        await two.go("gate")
        await until(lambda: two.level == "ground")

        touring = await one.take_tour("round")
        assert (touring.tour, touring.stop) == ("round", -1)
        await until(lambda: one.view is not None and touring.avatar in one.view.avatars)
        assert one.view is not None
        await until(lambda: one.view.avatars[touring.avatar].name == "안내원 Guide")
        assert one.view.avatars[touring.avatar].look[-1] == FLAG_GUIDE
        telling = asyncio.create_task(heard(one))
        following = asyncio.create_task(follow(one, touring.avatar))

        await asyncio.sleep(10)  # it is on its way
        joined = await two.take_tour("round")
        assert joined.avatar == touring.avatar and joined.stop >= 0
        second = asyncio.create_task(heard(two))
        also_following = asyncio.create_task(follow(two, joined.avatar))
        people = {person.name: person.flags for person in await two.people()}
        assert people == {"서울이": 0, "안내원 Guide": FLAG_GUIDE}

        lines = await telling
        assert [line.text for line in lines] == TOLD
        assert all(line.flags == FLAG_GUIDE | FLAG_WORLD_TEXT for line in lines)
        assert all(line.avatar == touring.avatar for line in lines)
        assert [line.text for line in await second][-1] == TOLD[-1]
        # So far behind as somebody follows who asks for the way now and then.
        assert math.dist(one.position, (-2, 5)) < 6, "led around the wall"
        await until(lambda: one.view.avatars[touring.avatar].state == State.BOW)
        await until(lambda: touring.avatar not in one.view.avatars, within_s=10)
        await asyncio.gather(following, also_following)


async def test_a_killed_city_leaves_no_guide_behind(yard: CityProcess) -> None:
    async with connect(yard.url, name="서울이") as one:
        touring = await one.take_tour("round")
        hello = await next_event(one, m.Chat)
        assert hello.text == TOLD[0]
        await until(lambda: one.view is not None and touring.avatar in one.view.avatars)
        await asyncio.sleep(0.5)  # chat is committed in batches
        one.events().clear()
        yard.kill()
        yard.start()
        await next_event(one, m.Entered, within_s=20)
        await until(lambda: one.view is not None and one.avatar in one.view.avatars)
        assert one.view is not None
        await asyncio.sleep(1.5)  # a keyframe of every cell
        assert set(one.view.avatars) == {one.avatar}
        assert await one.people() == []
        await one.say("아직 있나요?")
        assert (await next_event(one, m.Chat)).seq > hello.seq, "no number comes twice"
        again = await one.take_tour("round")
        assert again.stop == -1
        await until(lambda: again.avatar in one.view.avatars)
