"""What a zone does with what gateways ask of it, read off the one message of each tick."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from metaserver import metrics
from metaserver.protocol import bus
from metaserver.protocol.bus import Inbox, pack_inbox
from metaserver.protocol.quantise import State
from metaserver.worldfiles.models import Place, Portal, Rect, Target
from tests.scenarios.streams_kit import LOOK, Stage, level_grid, world

EAST, WALK, RUN = 192, 8, 20
OFFICIAL = bytes((17, 0, 0, 1, 1))


@pytest.fixture
def stage() -> Stage:
    """Two floors, a wall, places, stairs up and a portal to another world."""
    yard = level_grid("yard", columns=6, rows=6, walls=[(30, 0, 31, 40)])
    roof = level_grid("roof", columns=2, rows=2, first_cell=36)
    places = [
        Place(id="gate", level="yard", at=(8, 8), radius_m=3, turn_deg=90),
        Place(id="top", level="roof", at=(8, 8), radius_m=3),
    ]
    portals = [
        Portal(id="up", level="yard", shape=Rect(rect=(0, 40, 8, 48)),
               to=Target(world="yard", place="top")),
        Portal(id="out", level="yard", shape=Rect(rect=(40, 40, 48, 48)),
               to=Target(world="museum", place="hall")),
    ]  # fmt: skip
    return Stage(world(yard, roof, id_="yard", places=places, portals=portals), capacity=40)


def only(stage: Stage, kind: str) -> list[Any]:
    """The one event of this kind in the last tick."""
    (event,) = stage.events(kind)
    return event


def count(counter: Any, *labels: str) -> float:
    value: float = counter.labels(*labels)._value.get()
    return value


# ---- joining and leaving -------------------------------------------------------------------------


def test_one_joins_at_the_start_and_is_told_where(stage: Stage) -> None:
    stage.control(bus.JOIN, 77, "0" * 16, "이름", OFFICIAL, 0.0, 0.0, "", 0, "", 0)
    stage.tick()
    _, gateway, request, avatar, x, y, level, heading, seq = only(stage, bus.JOINED)
    assert (gateway, request, level, heading, seq) == ("g1", 77, "yard", 0, 0)
    assert math.hypot(x - 24, y - 24) <= 4
    assert only(stage, bus.ROSTER) == [bus.ROSTER, avatar, "0" * 16, "이름", 1]
    assert stage.position(avatar) == (x, y)


def test_one_joins_at_a_place_facing_as_it_says(stage: Stage) -> None:
    stage.control(bus.JOIN, 1, "a", "", LOOK, None, None, None, 0, "gate", 0)
    stage.tick()
    joined = only(stage, bus.JOINED)
    assert math.hypot(joined[4] - 8, joined[5] - 8) <= 3
    assert joined[7] == 64


def test_one_comes_back_to_the_spot_it_had(stage: Stage) -> None:
    stage.control(bus.JOIN, 1, "a", "", LOOK, 12.5, 13.5, "roof", 99, None, 0)
    stage.tick()
    assert only(stage, bus.JOINED)[4:8] == [12.5, 13.5, "roof", 99]


@pytest.mark.parametrize(
    ("x", "level", "near"), [(30.5, "yard", (30, 20)), (1e9, "yard", (48, 20))]
)
def test_a_spot_in_a_wall_or_off_the_map_becomes_the_nearest_that_is_free(
    stage: Stage, x: float, level: str, near: tuple[float, float]
) -> None:
    stage.control(bus.JOIN, 1, "a", "", LOOK, x, 20.0, level, 0, None, 0)
    stage.tick()
    assert math.dist(only(stage, bus.JOINED)[4:6], near) < 1.5


@pytest.mark.parametrize(("x", "level"), [(4.0, "cellar"), (None, "yard"), (4.0, None)])
def test_a_spot_that_says_nothing_becomes_the_start(
    stage: Stage, x: float | None, level: str | None
) -> None:
    stage.control(bus.JOIN, 1, "a", "", LOOK, x, 4.0, level, 0, None, 0)
    stage.tick()
    assert math.dist(only(stage, bus.JOINED)[4:6], (24, 24)) <= 4


def test_no_place_of_that_name(stage: Stage) -> None:
    stage.control(bus.JOIN, 5, "a", "", LOOK, 0, 0, "", 0, "nowhere", 0)
    stage.tick()
    assert only(stage, bus.REFUSED) == [bus.REFUSED, "g1", 5, "unknown_place"]
    assert len(stage.zone.state.crowd) == 0


def test_a_full_world_refuses_and_lets_in_again_when_one_has_gone(stage: Stage) -> None:
    before = count(metrics.ZONE_REFUSED_JOINS, "yard", "world_full")
    avatars = [stage.join(str(i)) for i in range(40)]
    stage.control(bus.JOIN, 5, "late", "", LOOK, 0, 0, "", 0, "", 0)
    stage.tick()
    assert only(stage, bus.REFUSED) == [bus.REFUSED, "g1", 5, "world_full"]
    assert count(metrics.ZONE_REFUSED_JOINS, "yard", "world_full") == before + 1
    stage.control(bus.LEAVE, avatars[0])
    stage.tick()
    assert stage.join("late") not in avatars


def test_arrivals_do_not_stand_on_each_other(stage: Stage) -> None:
    avatars = [stage.join(str(i)) for i in range(20)]
    places = [stage.position(avatar) for avatar in avatars]
    apart = [math.dist(p, q) for i, p in enumerate(places) for q in places[:i]]
    assert min(apart) >= 0.79


def test_arrivals_are_the_same_in_every_run() -> None:
    runs = []
    for _ in range(2):
        stage = Stage(world(level_grid("yard", columns=2, rows=2)))
        runs.append([stage.position(stage.join(str(i))) for i in range(5)])
    assert runs[0] == runs[1]


def test_a_person_who_is_here_gets_its_avatar_back_and_never_a_twin(stage: Stage) -> None:
    avatar = stage.join("a", (4, 4), name="old")
    stage.course(avatar, 0, WALK)
    stage.ticks(5)
    stage.control(bus.HIDE, avatar)
    stage.tick()
    where = stage.position(avatar)
    stage.control(bus.JOIN, 9, "a", "new", LOOK, 40.0, 4.0, "yard", 0, None, 0)
    stage.tick(gateway="g2")
    joined = only(stage, bus.JOINED)
    assert joined[1:4] == ["g2", 9, avatar]
    assert tuple(joined[4:6]) == where
    assert only(stage, bus.ROSTER)[3] == "new"
    assert len(stage.zone.state.crowd) == 1
    assert stage.truth[stage.now][avatar].state == State.FREE
    assert np.frombuffer(stage.out.avatars, "<u2").tolist() == [avatar], "its viewer cell, again"


def test_the_older_connection_has_no_say_any_more(stage: Stage) -> None:
    """The gateway that lost it still says that it is away, or leaves."""
    before = count(metrics.ZONE_REFUSED_WISHES, "yard", "stale")
    avatar = stage.join("a", (4, 4))
    stage.control(bus.JOIN, 9, "a", "", LOOK, 0, 0, "", 0, "", 0)
    stage.tick(gateway="g2")
    stage.control(bus.AWAY, avatar)
    stage.control(bus.LEAVE, avatar)
    stage.course(avatar, 0, WALK)
    stage.tick(gateway="g1")
    assert stage.truth[stage.now][avatar].state == State.FREE
    assert stage.position(avatar) == (4, 4)
    assert count(metrics.ZONE_REFUSED_WISHES, "yard", "stale") == before + 2
    stage.course(avatar, 0, WALK)
    stage.tick(gateway="g2")
    assert stage.position(avatar) != (4, 4)


def test_who_leaves_is_gone(stage: Stage) -> None:
    avatar = stage.join("a")
    stage.control(bus.LEAVE, avatar)
    stage.control(bus.ACT, avatar, 1)
    stage.tick()
    assert only(stage, bus.GONE) == [bus.GONE, avatar, "a"]
    assert stage.truth[stage.now] == {}


def test_away_stands_and_back_is_free_again(stage: Stage) -> None:
    avatar = stage.join("a", (4, 4))
    stage.course(avatar, 0, WALK)
    stage.tick()
    stage.control(bus.AWAY, avatar)
    stage.control(bus.ACT, avatar, 2)
    stage.tick()
    assert stage.truth[stage.now][avatar].state == State.AWAY
    assert stage.truth[stage.now][avatar].speed_q == 0
    stage.control(bus.BACK, avatar)
    stage.tick()
    assert stage.truth[stage.now][avatar].state == State.FREE


# ---- acting and appearing ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "ticks"), [(State.WAVE, 25), (State.BOW, 20), (State.CLAP, 30), (State.SIT, None),
                         (State.DANCE, None)],
)  # fmt: skip
def test_gestures_end_by_themselves_and_sitting_lasts(
    stage: Stage, state: State, ticks: int | None
) -> None:
    avatar = stage.join("a")
    stage.control(bus.ACT, avatar, int(state))
    stage.tick()
    lasted = 0
    while stage.truth[stage.now][avatar].state == state and lasted < 60:
        stage.tick()
        lasted += 1
    assert lasted == (ticks or 60)


def test_another_name_and_look_are_told(stage: Stage) -> None:
    avatar = stage.join("a")
    stage.control(bus.APPEAR, avatar, "새 이름", OFFICIAL)
    stage.tick()
    assert only(stage, bus.ROSTER) == [bus.ROSTER, avatar, "a", "새 이름", 1]
    assert stage.truth[stage.now][avatar].name == "새 이름"
    assert stage.truth[stage.now][avatar].look == OFFICIAL


# ---- travelling ----------------------------------------------------------------------------------


def test_go_takes_one_to_a_place_on_another_floor(stage: Stage) -> None:
    avatar = stage.join("a")
    stage.control(bus.GO, avatar, 4, "top")
    stage.tick()
    _, who, level, x, y, _, reason = only(stage, bus.CORRECTED)
    assert (who, level, reason) == (avatar, "roof", "go")
    assert math.hypot(x - 8, y - 8) <= 3
    assert only(stage, bus.GRANTED) == [bus.GRANTED, avatar, 4]
    stage.control(bus.GO, avatar, 5, "")
    stage.tick()
    assert only(stage, bus.CORRECTED)[2] == "yard"


def test_nobody_winds_back_the_life_of_others(stage: Stage) -> None:
    avatar = stage.join("a")
    stage.control(bus.REPLAY, avatar, 4, 2, 1000.0)
    stage.tick()
    assert only(stage, bus.DENIED) == [bus.DENIED, avatar, 4, "not_allowed"]


def test_go_to_no_place_is_denied(stage: Stage) -> None:
    avatar = stage.join("a")
    stage.control(bus.GO, avatar, 4, "nowhere")
    stage.tick()
    assert only(stage, bus.DENIED) == [bus.DENIED, avatar, 4, "unknown_place"]


def test_a_visit_ends_beside_the_host_facing_it(stage: Stage) -> None:
    host, guest = stage.join("host", (12, 12)), stage.join("guest", (40, 12))
    stage.control(bus.VISIT, guest, 3, host)
    stage.tick()
    _, _, level, x, y, heading, reason = only(stage, bus.CORRECTED)
    assert (level, reason) == ("yard", "go")
    assert 0.79 <= math.dist((x, y), (12, 12)) <= 1.61
    ahead = (-math.sin(heading * math.pi / 128), math.cos(heading * math.pi / 128))
    assert ahead[0] * (12 - x) + ahead[1] * (12 - y) > 0.78


def test_a_visit_does_not_lead_through_a_wall(stage: Stage) -> None:
    host, guest = stage.join("host", (29.9, 12)), stage.join("guest", (40, 12))
    spots = [stage.zone.state.arrivals.beside(host) for _ in range(60)]
    assert all(spot.x < 30 for spot in spots)
    assert guest != host


@pytest.mark.parametrize("state", ["gone", "hidden", "never"])
def test_nobody_is_visited_who_is_not_there(stage: Stage, state: str) -> None:
    host, guest = stage.join("host"), stage.join("guest")
    if state == "hidden":
        stage.control(bus.HIDE, host)
    elif state == "gone":
        stage.control(bus.LEAVE, host)
    else:
        host = 999
    stage.control(bus.VISIT, guest, 3, host)
    stage.tick()
    assert only(stage, bus.DENIED) == [bus.DENIED, guest, 3, "unknown_person"]


def test_stairs_take_one_up_and_say_so(stage: Stage) -> None:
    avatar = stage.join("a", (4, 39.6))
    stage.course(avatar, 0, RUN)
    stage.tick()
    event = only(stage, bus.CORRECTED)
    assert (event[2], event[6]) == ("roof", "stairs")
    assert stage.cell(avatar) >= 36
    assert stage.truth[stage.now][avatar].speed_q == 0


def test_a_portal_to_another_world_is_told_once_and_moves_nobody(stage: Stage) -> None:
    avatar = stage.join("a", (39.6, 44))
    stage.course(avatar, EAST, RUN)
    stage.tick()
    assert only(stage, bus.PORTAL) == [bus.PORTAL, avatar, "museum", "hall"]
    again: list[list[Any]] = []
    stage.ticks(5, lambda out: again.extend(e for e in out.events if e[0] == bus.PORTAL))
    assert again == []
    assert stage.position(avatar)[0] > 42


def test_arriving_in_a_portal_does_not_trigger_it(stage: Stage) -> None:
    avatar = stage.join("a", (44, 44))
    stage.course(avatar, 0, WALK)
    told: list[list[Any]] = []
    stage.ticks(5, lambda out: told.extend(e for e in out.events if e[0] == bus.PORTAL))
    assert told == []


# ---- moving --------------------------------------------------------------------------------------


def test_a_cheat_is_corrected_to_where_it_is(stage: Stage) -> None:
    before = count(metrics.ZONE_CORRECTIONS, "yard", "speed")
    avatar = stage.join("a", (12, 12))
    stage.course(avatar, 0, WALK, at=(12, 40))
    stage.tick()
    assert only(stage, bus.CORRECTED) == [bus.CORRECTED, avatar, "yard", 12.0, 12.0, 0, "speed"]
    assert count(metrics.ZONE_CORRECTIONS, "yard", "speed") == before + 1


def test_of_several_courses_of_one_tick_the_latest_counts(stage: Stage) -> None:
    avatar = stage.join("a", (12, 12))
    for heading in (0, 64, EAST):
        stage.course(avatar, heading, WALK)
    stage.tick()
    assert stage.position(avatar) == pytest.approx((12.2, 12))


def test_a_course_after_a_teleport_that_was_made_before_it_is_void(stage: Stage) -> None:
    avatar = stage.join("a", (12, 12))
    stage.control(bus.GO, avatar, 1, "top")
    stage.tick()
    where = stage.position(avatar)
    stage.course(avatar, 0, WALK, at=(12, 12), late_ms=20)
    stage.tick()
    assert stage.position(avatar) == where
    assert stage.events(bus.CORRECTED) == []


# ---- malformed -----------------------------------------------------------------------------------

GOOD_JOIN = [bus.JOIN, 1, "b", "n", LOOK, 1.0, 1.0, "yard", 0, "", 0]


def bad_joins() -> list[list[Any]]:
    rows = []
    wrong: dict[int, list[Any]] = {
        1: [-1, 1.5, "1", None, True], 2: ["", 7, None, "x" * 65], 3: [None, "n" * 61, b"n"],
        4: ["12345", b"1234", b"123456", None], 5: [math.nan, math.inf, "1", True],
        7: [7, "l" * 65],
        8: [256, -1, 1.0], 9: [1, "p" * 65], 10: [-5, "0"],
    }  # fmt: skip
    for place, values in wrong.items():
        for value in values:
            row = list(GOOD_JOIN)
            row[place] = value
            rows.append(row)
    return [*rows, GOOD_JOIN[:-1], [*GOOD_JOIN, 0]]


@pytest.mark.parametrize(
    "row",
    [
        *bad_joins(), ["fly", 0], [0], [None, 1], [["act"], 1], [bus.ACT, 0, 7], [bus.ACT, 0, 6],
        [bus.ACT, 0, -1], [bus.ACT, 0, 1.0], [bus.ACT, "0", 1], [bus.ACT, 70000, 1],
        [bus.LEAVE], [bus.LEAVE, None], [bus.SAY, 0, 1, 3, "t", 0, 0, None],
        [bus.SAY, 0, 1, 0, "", 0, 0, None], [bus.SAY, 0, 1, 0, "x" * 2001, 0, 0, None],
        [bus.SAY, 0, 1, 0, b"t", 0, 0, None], [bus.SAY, 0, 1, 0, "t", 0, 0, "abc"],
        [bus.SAY, 0, 1, 0, "t", 0, 0, [1]], [bus.GO, 0, 1, None], [bus.GO, 0, 1, 7],
        [bus.VISIT, 0, 1, -1], [bus.APPEAR, 0, "n", b"1234"], [bus.APPEAR, 0, "n" * 61, LOOK],
    ],
)  # fmt: skip
def test_a_malformed_control_is_counted_and_changes_nothing(stage: Stage, row: list[Any]) -> None:
    avatar = stage.join("a", (12, 12))
    before = count(metrics.ZONE_REFUSED_WISHES, "yard", "malformed")
    truth = stage.truth[stage.now]
    stage.control(*row)
    stage.control(bus.GO, avatar, 1, "nowhere")
    stage.tick()
    assert count(metrics.ZONE_REFUSED_WISHES, "yard", "malformed") == before + 1
    assert stage.truth[stage.now] == truth
    assert only(stage, bus.DENIED)[1] == avatar, "the next control was still handled"


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x93\x01\x02\x03", b"\x00" * 50])
def test_bytes_that_are_no_inbox_are_counted(stage: Stage, data: bytes) -> None:
    before = count(metrics.ZONE_REFUSED_WISHES, "yard", "malformed")
    stage.zone.mailbox.receive("", data)
    stage.tick()
    assert count(metrics.ZONE_REFUSED_WISHES, "yard", "malformed") == before + 1


def test_a_full_mailbox_drops_and_counts(stage: Stage) -> None:
    before = count(metrics.ZONE_INBOX_OVERFLOWS, "yard")
    data = pack_inbox(Inbox("g1"))
    for _ in range(1030):
        stage.zone.mailbox.receive("", data)
    assert count(metrics.ZONE_INBOX_OVERFLOWS, "yard") == before + 6
    stage.tick()


def test_a_handler_that_fails_costs_nobody_else_the_tick(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = count(metrics.ZONE_REFUSED_WISHES, "yard", "failed")
    avatar = stage.join("a")
    broken = stage.zone.state.arrivals
    monkeypatch.setattr(type(broken), "beside", lambda self, avatar: 1 / 0)
    stage.control(bus.VISIT, avatar, 1, avatar)
    stage.control(bus.GO, avatar, 2, "top")
    stage.tick()
    assert only(stage, bus.GRANTED) == [bus.GRANTED, avatar, 2]
    assert count(metrics.ZONE_REFUSED_WISHES, "yard", "failed") == before + 1


# ---- the message of the tick ---------------------------------------------------------------------


def test_one_message_a_tick_whatever_happens(stage: Stage) -> None:
    stage.bus.published.clear()
    stage.clock.ms += 100
    stage.zone.tick(100)
    assert [subject for subject, _ in stage.bus.published] == ["world.yard.out"]


def test_the_time_of_a_tick_is_the_servers_clock_through_its_wrap() -> None:
    stage = Stage(world(level_grid("yard", columns=2, rows=2)))
    times: list[int] = []
    for _ in range(5):
        out = stage.tick()
        times.append(out.time_ms)
        assert out.time_ms == stage.clock.server_ms()
        assert (out.epoch, out.interval_ms) == (7, 100)
    assert times == [4294967100, 4294967200, 4, 104, 204]


def test_events_that_could_not_be_published_come_with_the_next_tick(stage: Stage) -> None:
    stage.bus.full = True
    stage.control(*GOOD_JOIN)
    inbox = Inbox("g1", controls=[GOOD_JOIN])
    stage.zone.mailbox.receive("", pack_inbox(inbox))
    stage.zone.tick(100)
    stage.bus.full = False
    stage._controls.clear()
    stage.tick()
    assert len(stage.events(bus.JOINED)) == 1


def test_events_that_nobody_takes_do_not_pile_up_for_ever(stage: Stage) -> None:
    stage.tick()
    for i in range(20_010):
        stage.zone.state.tell("x", i)
    assert len(stage.zone.state.events) == 20_000
    assert stage.zone.state.events[0] == ["x", 10]


def test_counts_of_who_is_where_every_two_seconds_where_changed(stage: Stage) -> None:
    told: list[list[Any]] = []

    def note(out: Any) -> None:
        told.extend([stage.now, *event[1:]] for event in out.events if event[0] == bus.PLACES)

    note(stage.tick())
    stage.join("a", (8, 8))
    stage.join("b", (8, 9.5))
    hidden = stage.join("c", (8, 8))
    stage.control(bus.HIDE, hidden)
    stage.ticks(60, note)
    assert told == [
        [1, 0, {"start": 0, "gate": 0, "top": 0}],
        [21, 2, {"start": 0, "gate": 2, "top": 0}],
    ]
    stage.ticks(300, note)
    assert len(told) == 3, "and now and then for who has just begun to listen"


def test_a_world_that_everybody_left_tells_so_and_then_rests(stage: Stage) -> None:
    avatar = stage.join("a", (10, 10))
    cell = stage.cell(avatar)
    stage.ticks(12)
    stage.control(bus.LEAVE, avatar)
    left = []
    for _ in range(40):
        out = stage.tick()
        left += [stream for stream in (out.near, out.middle, out.far) if cell in stream]
    assert len(left) >= 3, "every stream has told of the leaving"
    assert stage.zone.state.crowd.silent
    out = stage.tick()
    assert (out.near, out.middle, out.far, out.keys) == ({}, {}, {}, {})
    again = stage.join("b", (10, 10))
    assert stage.out is not None
    assert stage.cell(again) in stage.out.near, "and who comes then is told of at once"
