"""Who hears what."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from metaserver.protocol import bus
from metaserver.protocol.codes import HEARING_M, WORLD_CHAT_PER_S
from metaserver.protocol.messages import Channel
from metaserver.zones.zone import Zone, ZoneSettings
from tests.scenarios.streams_kit import LOOK, HandClock, MemoryBus, Stage, level_grid, world


@pytest.fixture
def stage() -> Stage:
    yard = level_grid("yard", columns=10, rows=2)
    roof = level_grid("roof", columns=10, rows=2, first_cell=20)
    return Stage(world(yard, roof))


def said(stage: Stage) -> list[list[Any]]:
    return stage.events(bus.SAID)


def hearers(event: list[Any]) -> list[int] | None:
    return None if event[9] is None else np.frombuffer(event[9], "<u2").tolist()


def say(
    stage: Stage, avatar: int, channel: Channel, text: str = "안녕", *, to: int = 0,
    persons: list[str] | None = None,
) -> None:  # fmt: skip
    stage.control(bus.SAY, avatar, 11, int(channel), text, to, 1_700_000_000_000, persons)


def test_nearby_is_heard_within_hearing_distance_on_the_same_floor(stage: Stage) -> None:
    speaker = stage.join("s", (10, 4), name="화자")
    near = stage.join("n", (10 + HEARING_M - 0.1, 4))
    stage.join("f", (10 + HEARING_M + 0.1, 4))
    stage.join("r", (10, 4), level="roof")
    say(stage, speaker, Channel.NEARBY)
    stage.tick()
    (event,) = said(stage)
    assert event[:9] == [bus.SAID, 1, 0, speaker, "s", "화자", "안녕", 1_700_000_000_000, 0]
    assert hearers(event) == [speaker, near]
    assert event[10] == 11
    assert stage.events(bus.GRANTED) == [[bus.GRANTED, speaker, 11]]


def test_who_is_away_or_hidden_hears_it_for_when_it_comes_back(stage: Stage) -> None:
    speaker, away = stage.join("s", (10, 4)), stage.join("a", (12, 4))
    stage.control(bus.HIDE, away)
    say(stage, speaker, Channel.NEARBY)
    stage.tick()
    assert hearers(said(stage)[0]) == [speaker, away]


def test_a_whisper_is_heard_by_two(stage: Stage) -> None:
    speaker, other = stage.join("s", (4, 4)), stage.join("o", (70, 4), level="roof")
    stage.join("x", (5, 4))
    say(stage, speaker, Channel.WHISPER, to=other)
    stage.tick()
    assert hearers(said(stage)[0]) == [speaker, other]


@pytest.mark.parametrize("to", [999, 40_000])
def test_nobody_is_whispered_to_who_is_not_there(stage: Stage, to: int) -> None:
    speaker = stage.join("s")
    say(stage, speaker, Channel.WHISPER, to=to)
    stage.tick()
    assert said(stage) == []
    assert stage.events(bus.DENIED) == [[bus.DENIED, speaker, 11, "unknown_person"]]


def test_the_world_channel_is_heard_by_all(stage: Stage) -> None:
    speaker = stage.join("s")
    say(stage, speaker, Channel.WORLD)
    stage.tick()
    assert hearers(said(stage)[0]) is None


def test_only_the_persons_named_and_the_sender_hear_it(stage: Stage) -> None:
    people = {p: stage.join(p, (10, 4)) for p in "sabc"}
    far = stage.join("f", (70, 4))
    for channel in (Channel.NEARBY, Channel.WORLD):
        say(stage, people["s"], channel, persons=["a", "c", "f", "unknown"])
        stage.tick()
        heard = [people["s"], people["a"], people["c"]]
        assert hearers(said(stage)[0]) == heard + ([far] if channel == Channel.WORLD else [])


def test_the_world_channel_has_an_allowance_that_comes_back(stage: Stage) -> None:
    speaker = stage.join("s")
    for _ in range(WORLD_CHAT_PER_S + 5):
        say(stage, speaker, Channel.WORLD)
    say(stage, speaker, Channel.NEARBY)
    stage.tick()
    assert len(said(stage)) == WORLD_CHAT_PER_S + 1, "the neighbours may be spoken to all the same"
    assert [e[3] for e in stage.events(bus.DENIED)] == ["world_busy"] * 5
    for _ in range(WORLD_CHAT_PER_S):
        say(stage, speaker, Channel.WORLD)
    stage.tick(500)
    assert len(said(stage)) == WORLD_CHAT_PER_S // 2


def test_lines_are_numbered_from_the_last_one_kept() -> None:
    clock, out = HandClock(), MemoryBus()
    ground = world(level_grid("yard", columns=2, rows=2))
    settings = ZoneSettings(epoch=1, last_chat_seq=41)
    stage = Stage(ground, clock=clock)
    stage.zone = Zone(ground=ground, settings=settings, bus=out, clock=clock)
    stage.bus = out
    stage.control(bus.JOIN, 1, "a", "", LOOK, 0, 0, "", 0, "", 0)
    stage.tick()
    assert stage.events(bus.JOINED)[0][8] == 41
    say(stage, 0, Channel.WORLD)
    say(stage, 0, Channel.NEARBY)
    stage.tick()
    assert [event[1] for event in said(stage)] == [42, 43]
