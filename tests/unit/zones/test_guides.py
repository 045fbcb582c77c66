"""Tours in a zone: guides that come, walk, tell and go, read off the messages of each tick."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest

from metaserver.protocol import bus
from metaserver.protocol.bus import TickOut
from metaserver.protocol.codes import FLAG_GUIDE, FLAG_WORLD_TEXT
from metaserver.protocol.quantise import State
from metaserver.worldfiles.models import Stop, Tour
from metaserver.worldfiles.tours import TourWay
from metaserver.zones.guide import NAME, SPEED_Q
from tests.scenarios.streams_kit import LOOK, Composer, Rings, Stage, Viewer, level_grid, world

START = (8.0, 8.0)
SECOND = 10
"""Ticks."""
WALK_Q = 8


def way(id_: str = "round", level: str = "yard", **more: Any) -> TourWay:
    stops = [Stop(at=(8, 20), stay_s=10), Stop(at=(20, 20), stay_s=10)]
    tour = Tour(id=id_, level=level, start="start", stops=stops, **more)
    return TourWay(tour, START, (((8, 20),), ((14, 24), (20, 20))))


def stage_of(*ways: TourWay, capacity: int = 40) -> Stage:
    yard = level_grid("yard", columns=12, rows=6)
    roof = level_grid("roof", columns=2, rows=2, first_cell=72)
    return Stage(world(yard, roof, tours=ways), capacity=capacity)


@pytest.fixture
def stage() -> Stage:
    return stage_of(way())


class Heard:
    """What guides said, in order, and to whom."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.lines: list[list[Any]] = []

    def run(self, seconds: float, each: Callable[[], None] = lambda: None) -> None:
        for _ in range(round(seconds * SECOND)):
            each()
            self.note(self.stage.tick())

    def note(self, out: TickOut) -> None:
        self.lines += [event for event in out.events if event[0] == bus.SAID]

    @property
    def keys(self) -> list[str]:
        return [line[6] for line in self.lines]


def take(stage: Stage, avatar: int, tour: str = "round", ref: int = 5) -> list[Any]:
    """What the taker is answered."""
    stage.control(bus.TOUR, avatar, ref, tour)
    stage.tick()
    answers = stage.events(bus.TOURING) + stage.events(bus.DENIED)
    (answer,) = [each for each in answers if each[1] == avatar]
    return list(answer)


def guide_of(stage: Stage) -> int | None:
    a = stage.zone.state.crowd.avatars
    found = np.flatnonzero(a.alive & (a.look[:, -1] & FLAG_GUIDE > 0))
    return int(found[0]) if len(found) else None


def follow(stage: Stage, avatar: int, behind_m: float = 2.0) -> Callable[[], None]:
    """A visitor who walks behind the guide, as a client does."""

    def step() -> None:
        guide = guide_of(stage)
        if guide is None:
            return
        (x, y), (gx, gy) = stage.position(avatar), stage.position(guide)
        far = math.dist((x, y), (gx, gy)) > behind_m
        angle = math.atan2(-(gx - x), gy - y)
        stage.course(avatar, round(angle / math.tau * 256) % 256, WALK_Q if far else 0)

    return step


# ---- a whole tour --------------------------------------------------------------------------------


def test_a_tour_is_walked_told_and_ended(stage: Stage) -> None:
    kim = stage.join("kim", (8, 6))
    touring = take(stage, kim)
    guide = guide_of(stage)
    assert touring == [bus.TOURING, kim, 5, "round", guide, -1]
    (roster,) = stage.events(bus.ROSTER)
    assert roster[1] == guide and roster[3:] == [NAME, FLAG_GUIDE]
    assert guide is not None and stage.position(guide) == START
    heard = Heard(stage)
    heard.note(stage.out)  # type: ignore[arg-type]
    places: dict[str, tuple[float, float]] = {}

    def step() -> None:
        follow(stage, kim)()
        if heard.keys and heard.keys[-1] not in places and guide_of(stage) is not None:
            places[heard.keys[-1]] = stage.position(guide)

    heard.run(75, step)
    assert heard.keys == [
        "tours.round.hello", "tours.round.stops.0", "tours.round.stops.1", "tours.round.farewell",
    ]  # fmt: skip
    assert places["tours.round.hello"] == START
    assert places["tours.round.stops.0"] == pytest.approx((8, 20))
    assert places["tours.round.stops.1"] == pytest.approx((20, 20))
    assert guide_of(stage) is None and len(stage.zone.state.crowd) == 1


def test_what_it_says_is_marked_and_heard_by_those_near(stage: Stage) -> None:
    kim, far = stage.join("kim", (8, 6)), stage.join("far", (60, 40))
    take(stage, kim)
    (hello,) = stage.events(bus.SAID)
    guide = guide_of(stage)
    assert hello[3] == guide and hello[2] == 0
    assert hello[8] == FLAG_GUIDE | FLAG_WORLD_TEXT
    hearers = np.frombuffer(cast(bytes, hello[9]), "<u2").tolist()
    assert set(hearers) == {kim, guide} and far not in hearers
    assert hello[7] == stage.clock.unix_ms()


def test_it_waves_walks_at_its_pace_and_bows(stage: Stage) -> None:
    kim = stage.join("kim", (8, 6))
    take(stage, kim)
    guide = guide_of(stage)
    assert guide is not None
    truth = stage.truth[stage.now][guide]
    assert State(truth.state) is State.WAVE
    assert truth.heading == 128, "it looks at who has come"
    heard, states, speeds = Heard(stage), set[int](), set[int]()

    def step() -> None:
        follow(stage, kim)()
        if guide in stage.truth[stage.now]:
            states.add(stage.truth[stage.now][guide].state)
            speeds.add(stage.truth[stage.now][guide].speed_q)

    heard.run(75, step)
    assert states == {State.WAVE, State.FREE, State.BOW} and speeds == {0, SPEED_Q}


def test_clients_see_it_where_it_is(stage: Stage) -> None:
    kim = stage.join("kim", (8, 6))
    composer = Composer()
    viewer = Viewer(stage, composer)
    everywhere: Rings = (list(range(76)), [], [])
    for _ in range(3):
        composer.take(stage.tick())
        viewer.see(everywhere)
    stage.control(bus.TOUR, kim, 1, "round")
    step, worst_m = follow(stage, kim), 0.0
    for _ in range(75 * SECOND):
        step()
        composer.take(stage.tick())
        viewer.see(everywhere)
        guide = guide_of(stage)
        assert (guide in viewer.view.avatars) == (guide is not None)
        if guide is not None:
            seen = viewer.view.avatars[guide].at(stage.clock.server_ms())
            worst_m = max(worst_m, math.dist(seen, stage.position(guide)))
    assert guide_of(stage) is None and set(viewer.view.avatars) == {kim}
    assert worst_m < 0.12


# ---- those who follow ----------------------------------------------------------------------------


def test_a_second_one_joins_where_it_is(stage: Stage) -> None:
    kim = stage.join("kim", (8, 6))
    take(stage, kim)
    Heard(stage).run(12, follow(stage, kim))
    lee = stage.join("lee", (10, 10))
    touring = take(stage, lee, ref=9)
    assert touring == [bus.TOURING, lee, 9, "round", guide_of(stage), 0]
    assert len(stage.zone.state.crowd) == 3
    stage.control(bus.LEAVE, kim)
    heard = Heard(stage)
    heard.run(75, follow(stage, lee))
    assert heard.keys[-2:] == ["tours.round.stops.1", "tours.round.farewell"]


def test_taking_it_again_answers_the_same(stage: Stage) -> None:
    kim = stage.join("kim", (8, 6))
    first = take(stage, kim, ref=1)
    for ref in range(2, 40):
        assert take(stage, kim, ref=ref)[3:] == first[3:]
    assert len(stage.zone.state.crowd) == 2


def test_nobody_follows(stage: Stage) -> None:
    kim = stage.join("kim", (60, 40))
    take(stage, kim)
    heard = Heard(stage)
    heard.run(59)
    assert guide_of(stage) is not None and heard.keys == []
    heard.run(9)
    assert guide_of(stage) is None
    assert heard.keys == ["tours.round.farewell"]


def test_strangers_who_stand_about_do_not_keep_it(stage: Stage) -> None:
    kim, _ = stage.join("kim", (8, 6)), stage.join("stranger", (9, 9))
    take(stage, kim)
    stage.control(bus.LEAVE, kim)
    heard = Heard(stage)
    heard.run(68)
    assert guide_of(stage) is None and heard.keys[-1] == "tours.round.farewell"


def test_it_is_gone_at_once_where_nobody_else_is(stage: Stage) -> None:
    kim = stage.join("kim", (8, 6))
    take(stage, kim)
    guide = guide_of(stage)
    stage.control(bus.LEAVE, kim)
    stage.tick()
    assert guide_of(stage) is None
    assert [event[1] for event in stage.events(bus.GONE)] == [kim, guide]
    stage.ticks(40)
    assert stage.zone.state.crowd.silent, "the world is at rest again"


def test_one_who_is_hidden_is_waited_for_a_minute(stage: Stage) -> None:
    kim = stage.join("kim", (8, 6))
    take(stage, kim)
    stage.control(bus.HIDE, kim)
    heard = Heard(stage)
    heard.run(50)
    assert guide_of(stage) is not None
    stage.control(bus.BACK, kim)
    heard.run(20, follow(stage, kim))
    assert guide_of(stage) is not None and "tours.round.farewell" not in heard.keys


def test_one_who_calls_it_while_it_takes_its_leave_gets_a_new_one(stage: Stage) -> None:
    kim = stage.join("kim", (60, 40))
    take(stage, kim)
    old = guide_of(stage)
    stage.ticks(60 * SECOND)
    assert guide_of(stage) == old
    touring = take(stage, kim)
    assert touring[4] != old and touring[5] == -1
    assert [event[1] for event in stage.events(bus.GONE)] == [old]
    assert guide_of(stage) == touring[4]
    stage.ticks(10 * SECOND)
    assert guide_of(stage) == touring[4]


# ---- what is refused -----------------------------------------------------------------------------


def test_unknown_tours_other_levels_and_full_worlds() -> None:
    stage = stage_of(way(), capacity=2)
    kim = stage.join("kim", (8, 6))
    assert take(stage, kim, "elsewhere") == [bus.DENIED, kim, 5, "unknown_tour"]
    lee = stage.join("lee", (4, 4), level="roof")
    assert take(stage, lee) == [bus.DENIED, lee, 5, "wrong_level"]
    assert take(stage, kim) == [bus.DENIED, kim, 5, "full"]
    assert guide_of(stage) is None
    stage.control(bus.LEAVE, lee)
    stage.ticks(90)  # an avatar's number rests
    assert take(stage, kim)[0] == bus.TOURING


@pytest.mark.parametrize("tour", [None, 7, "x" * 65, b"round", ["round"]])
def test_what_is_no_name_of_a_tour_changes_nothing(stage: Stage, tour: object) -> None:
    kim = stage.join("kim", (8, 6))
    stage.control(bus.TOUR, kim, 1, tour)
    stage.tick()
    assert stage.out is not None and stage.out.events == [] and guide_of(stage) is None


def test_nobody_speaks_for_a_guide(stage: Stage) -> None:
    kim = stage.join("kim", (8, 6))
    take(stage, kim)
    guide = guide_of(stage)
    assert guide is not None
    for row in (
        [bus.LEAVE, guide], [bus.SAY, guide, 1, 1, "hello", 0, 0, None], [bus.GO, guide, 1, ""],
        [bus.APPEAR, guide, "somebody", LOOK], [bus.TOUR, guide, 1, "round"], [bus.HIDE, guide],
    ):  # fmt: skip
        stage.control(*row)
    stage.course(guide, 64, 20)
    stage.tick()
    assert stage.out is not None and stage.out.events == []
    assert stage.position(guide) == START
    assert stage.zone.state.people[guide].name == NAME


def test_many_tours_and_many_takers() -> None:
    stage = stage_of(*(way(f"round-{i}") for i in range(5)), capacity=200)
    avatars = [stage.join(f"p{i}", (8 + i % 5, 4)) for i in range(30)]
    for i, avatar in enumerate(avatars):
        stage.control(bus.TOUR, avatar, i, f"round-{i % 5}")
    stage.tick()
    assert len(stage.events(bus.TOURING)) == 30
    assert len(stage.zone.state.crowd) == 35
    for avatar in avatars:
        stage.control(bus.LEAVE, avatar)
    stage.tick()
    assert len(stage.zone.state.crowd) == 0


def test_guides_are_not_counted_as_people(stage: Stage) -> None:
    kim = stage.join("kim", (8, 6))
    take(stage, kim)
    told: list[Any] = []
    stage.ticks(40, lambda out: told.extend(e for e in out.events if e[0] == bus.PLACES))
    assert all(event[1] == 1 for event in told)


def test_its_number_rests_before_another_gets_it(stage: Stage) -> None:
    kim = stage.join("kim", (8, 6))
    first = take(stage, kim)[4]
    stage.control(bus.LEAVE, kim)
    stage.tick()
    lee = stage.join("lee", (8, 6))
    assert first not in (lee, take(stage, lee)[4])
