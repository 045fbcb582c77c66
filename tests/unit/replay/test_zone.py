"""What one sees who watches a recording, and what one may do there."""

from __future__ import annotations

import math

import pytest

from metaserver.protocol import bus
from metaserver.protocol.messages import Do
from metaserver.recorder.recording import Recording
from metaserver.replay.scene import FIRST_ID
from tests.scenarios.streams_kit import LOOK
from tests.unit.recorder.kit import Yard
from tests.unit.replay.kit import Cinema, Spot


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Yard:
    """Twenty walkers for twenty seconds; two leave, one comes."""
    yard = Yard(tmp_path_factory.mktemp("yard"))
    yard.join(*(f"n{n}" for n in range(20)))
    yard.walk(8)
    yard.leave(yard.walkers[3])
    yard.leave(yard.walkers[7])
    yard.walk(4)
    yard.join("late")
    yard.walk(8)
    return yard


@pytest.fixture(scope="module")
def recording(yard: Yard) -> Recording:
    return yard.recordings()[0]


@pytest.fixture
def cinema(yard: Yard, recording: Recording) -> Cinema:
    cinema = Cinema(yard.stage.ground, recording)
    cinema.come()
    return cinema


def truth(yard: Yard, at_ms: int) -> dict[int, Spot]:
    at = yard.stage.truth[yard.told[0].tick + at_ms // 100]
    return {id_: (true.x, true.y) for id_, true in at.items()}


def assert_near(seen: dict[int, Spot], expected: dict[int, Spot], within_m: float) -> None:
    assert set(seen) == set(expected), "nobody is missing, nobody is left over"
    farthest_m = max(math.dist(seen[id_], spot) for id_, spot in expected.items())
    assert farthest_m <= within_m


def at_ms(cinema: Cinema) -> int:
    return round(cinema.zone.deck.at_ms(cinema.zone.state.now_ms))


# ---- time ----------------------------------------------------------------------------------------


def test_it_plays_from_when_the_first_one_has_come(yard: Yard, recording: Recording) -> None:
    cinema = Cinema(yard.stage.ground, recording)
    cinema.run(5)
    assert at_ms(cinema) == 0
    cinema.come()
    assert at_ms(cinema) == 0
    cinema.run(2)
    cinema.come("00bb00bb00bb00bb")
    assert at_ms(cinema) == 2100


def test_played_straight_everybody_walks_as_they_did(yard: Yard, cinema: Cinema) -> None:
    while at_ms(cinema) < recording_ends(cinema) - 100:
        cinema.tick()
        assert_near(cinema.seen(), truth(yard, at_ms(cinema)), 0.3)


def recording_ends(cinema: Cinema) -> int:
    return cinema.zone.deck.length_ms


@pytest.mark.parametrize("to_ms", [0, 400, 9000, 10_600, 15_200, 21_000])
def test_after_a_seek_one_sees_what_playing_shows(
    yard: Yard, recording: Recording, cinema: Cinema, to_ms: int
) -> None:
    """Forwards and backwards, at once and a second later."""
    straight = Cinema(yard.stage.ground, recording)
    straight.come()
    while at_ms(straight) < to_ms:
        straight.tick()
    for before_s in (1, 13):
        cinema.do(Do.SEEK, before_s * 1000)
        cinema.run(0.5)
        cinema.do(Do.SEEK, to_ms)
        cinema.tick()
        assert at_ms(cinema) == to_ms
        assert_near(cinema.seen(), straight.seen(), 0.3)
    for each in (cinema, straight):
        each.run(1)
    assert_near(cinema.seen(), straight.seen(), 0.3)


def test_in_a_pause_nobody_moves_and_then_all_go_on(yard: Yard, cinema: Cinema) -> None:
    cinema.run(6)
    cinema.do(Do.PAUSE)
    cinema.tick()
    stood = cinema.seen()
    paused_ms = at_ms(cinema)
    assert_near(stood, truth(yard, paused_ms), 0.3)
    for _ in range(200):  # longer than seven bits of ticks
        cinema.tick()
        assert cinema.seen() == stood
    cinema.do(Do.PLAY)
    cinema.tick()
    assert at_ms(cinema) == paused_ms
    for _ in range(30):
        cinema.tick()
        assert_near(cinema.seen(), truth(yard, at_ms(cinema)), 0.3)


def test_one_may_seek_in_a_pause(yard: Yard, cinema: Cinema) -> None:
    cinema.do(Do.PAUSE)
    for to_ms in (12_000, 3000):
        cinema.do(Do.SEEK, to_ms)
        cinema.tick()
        assert_near(cinema.seen(), truth(yard, to_ms), 0.3)
        before = cinema.seen()
        cinema.run(1)
        assert cinema.seen() == before


@pytest.mark.parametrize("speed", [0.25, 0.5, 2.0, 8.0])
def test_at_another_speed_all_are_where_they_were(yard: Yard, cinema: Cinema, speed: float) -> None:
    cinema.do(Do.SPEED, speed)
    cinema.tick()
    for _ in range(round(80 / speed)):
        cinema.tick()
        moment_ms = at_ms(cinema)
        if moment_ms % 100 == 0:
            assert_near(cinema.seen(), truth(yard, moment_ms), 0.3)


def test_at_the_end_it_stands_still(yard: Yard, cinema: Cinema) -> None:
    ends_ms = recording_ends(cinema)
    cinema.do(Do.SEEK, ends_ms - 500)
    cinema.run(3)
    assert (at_ms(cinema), cinema.zone.deck.playing) == (ends_ms, False)
    assert_near(cinema.seen(), truth(yard, ends_ms), 0.3)


def test_all_are_told_when_it_changes_and_every_two_seconds(cinema: Cinema) -> None:
    (state,) = cinema.events(bus.REPLAYING)
    assert state[1:3] == [0, recording_ends(cinema)]
    assert state[4:6] == [True, 1.0]
    told = 0
    for _ in range(60):
        cinema.tick()
        told += len(cinema.events(bus.REPLAYING))
    assert told == 3
    cinema.do(Do.PAUSE)
    cinema.tick()
    (state,) = cinema.events(bus.REPLAYING)
    assert state[4] is False
    assert (state[1], state[6]) == (6100, cinema.clock.server_ms())
    cinema.come("00bb00bb00bb00bb")
    assert len(cinema.events(bus.REPLAYING)) == 1


# ---- watching ------------------------------------------------------------------------------------


def test_many_who_come_and_go_have_no_number_of_those_recorded(cinema: Cinema) -> None:
    numbers: set[int] = set()
    for crowd in range(3):
        for n in range(400):
            cinema.control(bus.JOIN, n, f"{crowd}aa{n:05}", "구경꾼", LOOK, 0.0, 0.0, "", 0, "", 0)
        cinema.tick()
        came = [int(str(event[3])) for event in cinema.events(bus.JOINED)]
        numbers.update(came)
        for avatar in came:
            cinema.control(bus.LEAVE, avatar)
        cinema.tick()
    assert len(numbers) == 1200
    assert max(numbers) < FIRST_ID


def test_who_watches_has_a_number_of_their_own_and_is_seen_by_nobody(cinema: Cinema) -> None:
    other = cinema.come("00bb00bb00bb00bb")
    assert other < FIRST_ID
    cinema.run(3)
    assert min(cinema.view.avatars) >= FIRST_ID
    while not cinema.events(bus.PLACES):
        cinema.tick()
    ((_, people, _),) = cinema.events(bus.PLACES)
    assert people == len(cinema.seen()), "those of the recording are counted"


def test_who_watches_walks_about_and_takes_the_view_along(cinema: Cinema) -> None:
    cinema.control(bus.JOIN, 2, "00cc00cc00cc00cc", "", LOOK, 4.0, 4.0, "yard", 0, None, 0)
    cinema.tick()
    (joined,) = cinema.events(bus.JOINED)
    assert joined[4:7] == [4.0, 4.0, "yard"]
    avatar = joined[3]
    a = cinema.zone.state.crowd.avatars
    assert a.viewer_cell[avatar] == 0
    a.heading[avatar], a.speed[avatar] = 192, 20
    cinema.run(3)
    assert a.viewer_cell[avatar] == 2


@pytest.mark.parametrize(
    "control",
    [
        (bus.SAY, 0, 77, 1, "들리나요?", 0, 1_790_000_000_000, None),
        (bus.REPLAY, 0, 77, int(Do.SPEED), 9.0),
        (bus.REPLAY, 0, 77, int(Do.SPEED), 0.0),
    ],
)
def test_what_cannot_be_had_is_denied(cinema: Cinema, control: tuple[object, ...]) -> None:
    cinema.control(*control)
    cinema.tick()
    assert cinema.events(bus.DENIED) == [[bus.DENIED, 0, 77, "not_allowed"]]
    assert not cinema.events(bus.SAID)


@pytest.mark.parametrize(
    "control",
    [
        (bus.GO, 0, 77, "start"),
        (bus.REPLAY, 0, 77, int(Do.PAUSE), 0.0),
        (bus.REPLAY, 0, 77, int(Do.SEEK), 1e12),
        (bus.REPLAY, 0, 77, int(Do.SPEED), 2.0),
    ],
)
def test_what_can_be_had_is_granted(cinema: Cinema, control: tuple[object, ...]) -> None:
    cinema.control(*control)
    cinema.tick()
    assert cinema.events(bus.GRANTED) == [[bus.GRANTED, 0, 77]]


@pytest.mark.parametrize("row", [(9, 0.0), (0, float("nan")), (0, "x"), (True, 0.0)])
def test_nonsense_changes_nothing(cinema: Cinema, row: tuple[object, ...]) -> None:
    cinema.control(bus.REPLAY, 0, 77, *row)
    cinema.tick()
    assert not cinema.events(bus.GRANTED) + cinema.events(bus.DENIED)
    assert cinema.zone.deck.playing
