"""Who may be where."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.unit.simulation.kit import AWAY, EAST, NORTH, RUN, WALK, WEST, Yard, floor

THIN_WALL = (16.0, 0.0, 16.25, 32.0)


def test_one_walks_straight_on_by_its_speed() -> None:
    yard = Yard()
    a = yard.add(4, 4)
    yard.course(a, NORTH, WALK)
    yard.step()
    assert yard.at(a) == pytest.approx((4, 4.2))
    yard.steps(9)
    assert yard.at(a) == pytest.approx((4, 6.0))


def test_ticks_of_uneven_length_move_by_the_time_that_passed() -> None:
    yard = Yard()
    a = yard.add(4, 4)
    yard.course(a, NORTH, WALK)
    yard.step()
    yard.step(250)
    assert yard.at(a) == pytest.approx((4, 4.7))


def test_after_a_long_pause_nobody_has_walked_through_the_city() -> None:
    yard = Yard()
    a = yard.add(4, 4)
    yard.course(a, NORTH, WALK)
    yard.step()
    yard.step(60_000)
    assert yard.at(a) == pytest.approx((4, 5.2))


def test_a_course_counts_from_where_and_when_its_client_was() -> None:
    """It turned at (4, 6) 150 ms ago, when the zone had it walk on to (4, 6.3)."""
    yard = Yard()
    a = yard.add(4, 4)
    yard.course(a, NORTH, WALK)
    yard.steps(11)
    yard.course(a, EAST, WALK, at=(4, 6.0), ago_ms=150)
    assert yard.step().corrections == []
    assert yard.at(a) == pytest.approx((4.3, 6.0))


@pytest.mark.parametrize(("ago_ms", "metres"), [(5000, 0.5), (-5000, 0.0), (250, 0.5), (0, 0.0)])
def test_a_clients_time_is_taken_as_within_the_last_quarter_second(
    ago_ms: int, metres: float
) -> None:
    yard = Yard()
    a = yard.add(4, 4)
    yard.steps(10)
    yard.course(a, NORTH, WALK, ago_ms=ago_ms)
    yard.step()
    assert yard.at(a) == pytest.approx((4, 4 + metres))


def test_a_client_cannot_go_back_in_time_for_more_way() -> None:
    """The same 250 ms claimed anew every tick are only walked once."""
    yard = Yard()
    a = yard.add(4, 2)
    for _ in range(20):
        yard.course(a, NORTH, RUN, ago_ms=250)
        yard.step()
    assert yard.at(a)[1] <= 2 + 5.0 * (20 * 0.1 + 0.25) + 0.01


def test_a_wall_stops_one_and_the_client_is_told_once_after_a_grace() -> None:
    yard = Yard(floor(walls=[(0, 8, 32, 9)]))
    a = yard.add(4, 7)
    yard.course(a, NORTH, RUN)
    assert yard.steps(3) == []
    assert yard.at(a)[1] == pytest.approx(8, abs=0.13)
    assert yard.crowd.avatars.speed[a] == 0
    assert yard.steps(10) == [(a, "wall")]
    assert yard.at(a)[1] < 8


def test_a_client_that_turns_at_the_wall_by_itself_is_told_nothing() -> None:
    yard = Yard(floor(walls=[(0, 8, 32, 9)]))
    a = yard.add(4, 7)
    yard.course(a, NORTH, RUN)
    yard.steps(3)
    yard.course(a, EAST, RUN, at=(4, 7.9))
    assert yard.steps(5) == []
    assert yard.at(a)[0] > 6


@pytest.mark.parametrize("heading", range(160, 224, 4))
@pytest.mark.parametrize("speed", [1, WALK, RUN])
def test_nobody_gets_through_a_thin_wall(heading: int, speed: int) -> None:
    yard = Yard(floor(walls=[THIN_WALL]))
    a = yard.add(15.9, 16)
    for _ in range(30):
        yard.course(a, heading, speed)
        yard.step(250)
        assert yard.at(a)[0] < 16
        yard.crowd.avatars.corrected_ms[a] = 0


def test_a_claim_beyond_a_wall_is_refused_in_place() -> None:
    yard = Yard(floor(walls=[THIN_WALL]))
    a = yard.add(15.5, 16)
    yard.course(a, EAST, WALK, at=(16.5, 16))
    assert yard.step().corrections == [(a, "wall")]
    assert yard.at(a) == (15.5, 16)


def test_a_claim_round_a_corner_counts_from_the_last_accepted_point() -> None:
    """The zone has run on past the corner; the client turned there, and is behind the wall as seen
    from where the zone has it."""
    yard = Yard(floor(walls=[(10, 10.0, 20, 10.25), (10, 10, 10.25, 20)]))
    a = yard.add(9.5, 9)
    yard.course(a, NORTH, RUN)
    yard.steps(2)
    yard.course(a, EAST, RUN, at=(9.5, 9.5), ago_ms=100)
    yard.step()
    yard.course(a, NORTH, RUN, at=(9.5, 9.6), ago_ms=0)
    assert yard.step().corrections == []


def test_the_edge_of_the_world_is_not_passed() -> None:
    yard = Yard()
    a = yard.add(31, 16)
    yard.course(a, EAST, RUN)
    assert yard.steps(10) == [(a, "bounds")]
    assert 31.8 < yard.at(a)[0] < 32


@pytest.mark.parametrize("place", [(40.0, 16.0), (-1.0, 16.0), (31.0, 1e30)])
def test_a_claim_outside_the_world_is_refused(place: tuple[float, float]) -> None:
    yard = Yard()
    a = yard.add(31.5, 16)
    yard.course(a, EAST, WALK, at=place)
    assert yard.step().corrections == [(a, "bounds")]
    assert yard.at(a) == (31.5, 16)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(bad: float) -> None:
    yard = Yard()
    a = yard.add(4, 4)
    yard.course(a, NORTH, WALK, at=(bad, 4))
    assert yard.step().corrections == [(a, "bounds")]
    yard.now_ms += 2000
    yard.course(a, NORTH, WALK, at=(4, bad))
    assert yard.step().corrections == [(a, "bounds")]
    assert yard.at(a) == (4, 4)


def test_a_speed_above_the_limit_is_cut_and_told() -> None:
    yard = Yard()
    a = yard.add(4, 4)
    yard.course(a, NORTH, 31)
    assert yard.step().corrections == [(a, "speed")]
    assert yard.crowd.avatars.speed[a] == RUN


def test_a_hundred_metres_a_second_get_nowhere() -> None:
    yard = Yard()
    a = yard.add(4, 2)
    at = 2.0
    corrections = []
    for _ in range(20):
        at += 10.0
        yard.course(a, NORTH, 31, at=(4, min(at, 31)), ago_ms=0)
        corrections += yard.step().corrections
    assert {reason for _, reason in corrections} == {"speed"}
    assert yard.at(a)[1] < 2 + 3 + 5.5 * 2


@pytest.mark.parametrize("stride_m", [0.6, 0.75, 1.0, 2.9])
def test_small_jumps_are_no_faster_in_the_end(stride_m: float) -> None:
    """Claims that each look plausible: on average never above 5.5 m/s, and 3 m once."""
    yard = Yard(floor(columns=8, rows=8))
    a = yard.add(4, 2)
    for _ in range(60):
        x, y = yard.at(a)
        yard.course(a, NORTH, 0, at=(x, y + stride_m), ago_ms=0)
        yard.step()
    assert yard.at(a)[1] <= 2 + 3 + 5.5 * 6.0 + 0.01


def test_jumps_on_top_of_running_are_no_faster_either() -> None:
    yard = Yard(floor(columns=8, rows=8))
    a = yard.add(4, 2)
    for _ in range(60):
        x, y = yard.at(a)
        yard.course(a, NORTH, RUN, at=(x, min(y + 0.5, 63)), ago_ms=0)
        yard.step()
    assert yard.at(a)[1] <= 2 + 3 + 5.5 * 6.0 + 0.6


def test_standing_for_long_does_not_save_up_a_jump() -> None:
    yard = Yard()
    a = yard.add(4, 2)
    yard.steps(600)
    yard.course(a, NORTH, WALK, at=(4, 8), ago_ms=0)
    assert yard.step().corrections == [(a, "speed")]


def test_a_runner_that_zigzags_is_never_corrected() -> None:
    """Five turns a second with 150 ms of delay: honest, and told to nobody's disadvantage."""
    yard = Yard(floor(columns=8, rows=8))
    a = yard.add(30, 10)
    client = np.array([30.0, 10.0])
    way = np.array([1.0, 0.0])
    told: list[tuple[float, float, int]] = []
    corrections = []
    for tick in range(100):
        if tick % 2 == 0:
            way = -way
            told.append((client[0], client[1], EAST if way[0] > 0 else WEST))
        client = client + way * 0.5
        if tick % 2 == 1:
            x, y, heading = told[-1]
            yard.course(a, heading, RUN, at=(x, y), ago_ms=150)
        corrections += yard.step().corrections
    assert corrections == []


def test_a_course_older_than_a_correction_is_not_looked_at() -> None:
    yard = Yard(floor(walls=[THIN_WALL]))
    a = yard.add(15.5, 16)
    yard.course(a, EAST, WALK, at=(16.5, 16))
    yard.step()
    yard.course(a, EAST, WALK, at=(16.6, 16), ago_ms=150)
    moved = yard.step()
    assert (moved.corrections, moved.stale) == ([], 1)
    yard.course(a, WEST, WALK, ago_ms=0)
    yard.step()
    yard.step()
    assert yard.at(a)[0] < 15.5


def test_a_client_whose_clock_is_far_behind_is_heard_again_after_a_second() -> None:
    yard = Yard(floor(walls=[THIN_WALL]))
    a = yard.add(15.5, 16)
    yard.course(a, EAST, WALK, at=(16.5, 16), ago_ms=60_000)
    yard.step()
    yard.steps(10)
    yard.course(a, WEST, WALK, ago_ms=60_000)
    assert yard.step().stale == 0
    assert yard.at(a)[0] < 15.5


def test_who_is_away_hidden_or_gone_does_not_move() -> None:
    yard = Yard()
    away, hidden, gone = (yard.add(4 * i, 4) for i in (1, 2, 3))
    yard.crowd.set_state(away, AWAY, 0, yard.now_ms)
    yard.crowd.avatars.hidden[hidden] = True
    yard.crowd.remove(gone, 0)
    for slot in (away, hidden, gone, 5000):
        yard.course(slot, NORTH, WALK, at=(4, 4))
    assert yard.step().stale == 4
    assert [yard.at(s) for s in (away, hidden)] == [(4, 4), (8, 4)]


def test_moving_ends_what_one_does_and_standing_does_not() -> None:
    yard = Yard()
    a = yard.add(4, 4)
    yard.crowd.set_state(a, 1, 0, yard.now_ms)
    yard.course(a, EAST, 0)
    yard.step()
    assert yard.crowd.avatars.state[a] == 1
    yard.course(a, EAST, WALK)
    yard.step()
    assert yard.crowd.avatars.state[a] == 0


def test_a_portal_is_entered_once_and_again_after_leaving_it() -> None:
    yard = Yard(floor(portals=[(8, 0, 10, 32)]))
    a = yard.add(7, 4)
    yard.course(a, EAST, RUN)
    hits = [hit for _ in range(20) for hit in yard.step().portals]
    assert hits == [(a, 0)]
    yard.course(a, WEST, RUN)
    hits = [hit for _ in range(15) for hit in yard.step().portals]
    assert hits == [(a, 0)]


def test_who_arrives_in_a_portal_is_not_taken_until_it_has_left() -> None:
    yard = Yard(floor(portals=[(8, 0, 10, 32)]))
    a = yard.add(9, 4)
    yard.course(a, NORTH, WALK)
    assert [hit for _ in range(10) for hit in yard.step().portals] == []


def test_a_portal_narrower_than_a_stride_is_not_stepped_over() -> None:
    yard = Yard(floor(portals=[(8.0, 0, 8.25, 32)]))
    a = yard.add(7.8, 4)
    yard.course(a, EAST, RUN)
    assert yard.step().portals == [(a, 0)]


def test_who_comes_to_a_halt_in_a_portal_is_taken() -> None:
    yard = Yard(floor(portals=[(8, 0, 10, 32)]))
    a = yard.add(7.9, 4)
    yard.course(a, EAST, 0, at=(8.1, 4))
    assert yard.step().portals == [(a, 0)]


def test_no_portal_is_entered_through_a_wall() -> None:
    yard = Yard(floor(walls=[(8, 0, 8.25, 32)], portals=[(8.25, 0, 10, 32)]))
    a = yard.add(7.9, 4)
    yard.course(a, EAST, RUN)
    assert yard.step().portals == []


def test_a_thousand_move_as_each_would_alone() -> None:
    rng = np.random.default_rng(5)
    walls = [(8, 8, 8.5, 24), (20, 4, 24, 4.25)]
    together, alone = Yard(floor(walls=walls)), Yard(floor(walls=walls))
    places = rng.uniform(1, 7, (100, 2))
    headings, speeds = rng.integers(0, 256, 100), rng.integers(0, 21, 100)
    one = alone.add(0, 0)
    for (x, y), heading, speed in zip(places, headings, speeds, strict=True):
        slot = together.add(x, y)
        together.course(slot, int(heading), int(speed))
    together.step()
    for slot, ((x, y), heading, speed) in enumerate(zip(places, headings, speeds, strict=True)):
        alone.crowd.put(one, 0, x, y, 0, alone.now_ms)
        alone.course(one, int(heading), int(speed))
        alone.step()
        assert alone.at(one) == pytest.approx(together.at(slot))
