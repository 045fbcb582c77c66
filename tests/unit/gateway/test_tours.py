"""Tours, as clients and the gateway's own lists hear of them."""

from __future__ import annotations

import numpy as np
import pytest

from metaserver.errors import Refused
from metaserver.protocol import bus
from metaserver.protocol.codes import FLAG_GUIDE, FLAG_WORLD_TEXT, Close
from metaserver.protocol.messages import (
    Channel,
    Chat,
    Done,
    Error,
    Hidden,
    ListPeople,
    People,
    Relate,
    Relation,
    Say,
    TakeTour,
    Touring,
    VisitPerson,
)
from metaserver.protocol.names import clean_name
from tests.unit.gateway.stage import Client, Stage

GUIDE, GUIDE_PERSON, NAME = 900, "00c0ffee00c0ffee", "안내원 Guide"
KEY = "tours.round.stops.0"


def guide_comes(stage: Stage, avatar: int = GUIDE) -> None:
    stage.plaza.events.append([bus.ROSTER, avatar, GUIDE_PERSON, NAME, FLAG_GUIDE])


def guide_tells(stage: Stage, *hearers: Client, avatar: int = GUIDE, key: str = KEY) -> None:
    stage.plaza.chat_seq += 1
    near = np.array([client.avatar for client in hearers] + [avatar], "<u2").tobytes()
    stage.plaza.events.append(
        [bus.SAID, stage.plaza.chat_seq, 0, avatar, GUIDE_PERSON, NAME, key,
         stage.clock.unix_ms(), FLAG_GUIDE | FLAG_WORLD_TEXT, near, 0]
    )  # fmt: skip


async def test_a_wish_for_a_tour_goes_to_the_zone_and_its_answer_comes_back() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        kim.send(TakeTour(ref=5, tour="round"))
        await stage.tick()
        assert stage.plaza.seen(bus.TOUR) == [[bus.TOUR, kim.avatar, 5, "round"]]
        stage.plaza.events.append([bus.TOURING, kim.avatar, 5, "round", GUIDE, -1])
        stage.plaza.events.append([bus.DENIED, lee.avatar, 6, "wrong_level"])
        stage.plaza.events.append([bus.TOURING, 4711, 7, "round", GUIDE, -1])
        await stage.tick(2)
        assert kim.got(Touring) == [Touring(ref=5, tour="round", avatar=GUIDE, stop=-1)]
        assert [(m.ref, m.error) for m in lee.got(Error)] == [(6, "wrong_level")]


async def test_what_a_guide_tells_reaches_those_near_with_its_marks() -> None:
    async with Stage() as stage:
        kim, far = await stage.enter("Kim"), await stage.enter("Far")
        guide_comes(stage)
        guide_tells(stage, kim)
        await stage.tick(2)
        (line,) = kim.got(Chat)
        assert (line.text, line.name, line.avatar) == (KEY, NAME, GUIDE)
        assert line.channel is Channel.NEARBY and line.flags == FLAG_GUIDE | FLAG_WORLD_TEXT
        assert far.said() == []


async def test_one_who_was_away_gets_what_it_told_when_back() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        guide_comes(stage)
        await stage.wait(11)
        kim.vanish()
        await stage.tick()
        guide_tells(stage, kim)
        await stage.tick()
        again = await stage.come_back(kim)
        assert [chat.text for chat in again.all(Chat)] == [KEY]


async def test_its_lines_keep_their_numbers_over_a_restart() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        guide_comes(stage)
        for _ in range(3):
            guide_tells(stage, kim)
        await stage.tick(3)
        assert await stage.chat_store.last_seq("plaza") == stage.plaza.chat_seq
        (line, *_) = stage.chat_store.lines
        assert (line.person, line.text, line.address_key) == (GUIDE_PERSON, KEY, "")


async def test_lists_mark_it() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        guide_comes(stage)
        await stage.tick()
        kim.send(ListPeople(ref=1))
        await stage.tick()
        (people,) = kim.got(People)
        assert [row[:3] for row in people.rows] == [(GUIDE, NAME, FLAG_GUIDE)]


@pytest.mark.parametrize("relation", [Relation.MUTE, Relation.BLOCK])
async def test_who_does_not_want_to_hear_it_does_not_and_the_others_do(relation: Relation) -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        guide_comes(stage)
        await stage.tick()
        kim.send(Relate(ref=1, avatar=GUIDE, relation=relation))
        await stage.tick()
        news = kim.read()
        assert [m.ref for m in news if isinstance(m, Done)] == [1]
        hidden = [m.avatars for m in news if isinstance(m, Hidden)]
        assert hidden == ([[GUIDE]] if relation is Relation.BLOCK else [])
        guide_tells(stage, kim, lee)
        await stage.tick(2)
        assert (kim.said(), lee.said()) == ([], [KEY])


async def test_a_block_holds_for_the_next_guide_of_the_tour() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        guide_comes(stage)
        await stage.tick()
        kim.send(Relate(ref=1, avatar=GUIDE, relation=Relation.BLOCK))
        await stage.tick()
        stage.plaza.events.append([bus.GONE, GUIDE, GUIDE_PERSON])
        guide_comes(stage, avatar=901)
        kim.read()
        await stage.tick()
        assert [m.avatars for m in kim.got(Hidden)] == [[901]]


async def test_whispers_and_visits_do_not_reach_it() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        guide_comes(stage)
        await stage.tick()
        kim.read()
        kim.send(Say(ref=1, channel=Channel.WHISPER, text="where to?", to=GUIDE))
        kim.send(VisitPerson(ref=2, avatar=GUIDE))
        await stage.tick(2)
        told = [(m.ref, m.error) for m in kim.got(Error)]
        assert told == [(1, "not_allowed"), (2, "not_allowed")]
        assert stage.plaza.seen(bus.SAY) == [] and stage.plaza.seen(bus.VISIT) == []


async def test_a_flood_of_tours_is_within_the_general_limits_or_ends() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        for ref in range(500):
            kim.send(TakeTour(ref=ref, tour="round"))
        await stage.tick(2)
        assert kim.closed_with == Close.TOO_FREQUENT
        lee.send(TakeTour(ref=1, tour="round"))
        await stage.tick()
        assert [bus.TOUR, lee.avatar, 1, "round"] in stage.plaza.seen(bus.TOUR)


@pytest.mark.parametrize(
    "name", ["안내원 Guide", "안내원", "안 내 원", "Guide", "GUIDE", "Tour Guide", "Gu1de", "Guіde"]
)
def test_nobody_is_called_like_a_guide(name: str) -> None:
    with pytest.raises(Refused):
        clean_name(name)
    assert clean_name(name, staff=True)


@pytest.mark.parametrize("name", ["안내", "내원", "Guido", "Misguided", "여행자"])
def test_names_that_only_come_near_are_free(name: str) -> None:
    assert clean_name(name) == name
