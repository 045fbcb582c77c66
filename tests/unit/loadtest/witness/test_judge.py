"""What witnesses say is held against the truth: exact figures of scenes written by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from loadtest.result import Quantiles
from loadtest.witness.job import FRAME_SEEN, SHOWN, WitnessReport
from loadtest.witness.judge import judge, offset_error_ms
from metaserver.protocol.quantise import State
from tests.unit.loadtest.witness.scenes import (
    FAR,
    GROUNDS,
    MIDDLE,
    NEAR,
    OTHER,
    WALKER,
    WITNESS,
    Scene,
    ground,
    result,
)

LEFT = 64
"""A quarter turn from +y: towards -x."""


@pytest.fixture
def scene() -> Scene:
    return Scene()


def all_are(found: Quantiles, value: float, n: int) -> bool:
    figures = (found.p50, found.p95, found.p99, found.most)
    return found.n == n and all(figure == pytest.approx(value, abs=0.02) for figure in figures)


# ---- seen ----------------------------------------------------------------------------------------


def always_in_view(scene: Scene, ring: int = NEAR, witness: int = 0) -> None:
    for second in range(100, 131):
        scene.shows(second, ring=ring, witness=witness)


def test_a_turn_is_seen_when_a_witness_first_shows_its_heading(scene: Scene) -> None:
    always_in_view(scene)
    scene.course(99, 10)
    scene.course(101.0, 20)
    scene.sees(101.08, 20)
    scene.sees(101.5, 20)
    found = scene.judged(WALKER)
    assert all_are(found.seen_ms.near, 80, n=1)
    assert found.turns_seen == {"near": 1.0}


def test_every_witness_counts_in_the_ring_where_it_saw_the_turn(scene: Scene) -> None:
    for witness, ring, at_s in ((0, NEAR, 101.1), (1, MIDDLE, 101.3), (2, FAR, 101.9)):
        always_in_view(scene, ring, witness)
        scene.sees(at_s, 20, ring=ring, witness=witness)
    scene.course(99, 10)
    scene.course(101.0, 20)
    seen = scene.judged(WALKER).seen_ms
    assert all_are(seen.near, 100, n=1)
    assert all_are(seen.middle, 300, n=1)
    assert all_are(seen.far, 900, n=1)


def test_a_heading_that_is_said_again_is_no_turn(scene: Scene) -> None:
    always_in_view(scene)
    scene.course(99, 20)
    scene.course(101.0, 20)
    scene.sees(101.1, 20)
    assert scene.judged(WALKER).seen_ms.near.n == 0


def test_a_heading_taken_again_is_another_turn(scene: Scene) -> None:
    always_in_view(scene)
    for second, heading in enumerate((10, 20, 10, 20), 101):
        scene.course(second, heading)
    scene.sees(104.05, 20)  # the first one was never shown
    found = scene.judged(WALKER)
    assert all_are(found.seen_ms.near, 50, n=1)
    assert found.turns_seen["near"] == pytest.approx(1 / 3)


def test_a_turn_that_a_slow_stream_never_told_of_is_not_late(scene: Scene) -> None:
    always_in_view(scene, FAR)
    scene.course(99, 10)
    scene.course(101.0, 20)
    scene.course(101.4, 30)
    scene.sees(102.0, 30, ring=FAR)
    found = scene.judged(WALKER)
    assert all_are(found.seen_ms.far, 600, n=1)
    assert found.turns_seen == {"far": 0.5}


def test_who_came_into_view_after_the_turn_was_not_seen_late(scene: Scene) -> None:
    scene.course(99, 10)
    scene.course(101.0, 20)
    scene.course(106.0, 30)
    scene.sees(105.2, 20, since_s=105.0)
    found = scene.judged(WALKER)
    assert (found.seen_ms.near.n, found.turns_seen) == (0, {})


def test_a_turn_before_a_correction_is_not_looked_for_after_it(scene: Scene) -> None:
    always_in_view(scene)
    scene.course(99, 10)
    scene.course(101.0, 20)
    scene.gap(101.2)
    scene.course(101.3, 20)
    scene.sees(101.4, 20)
    assert scene.judged(WALKER).seen_ms.near.n == 0


def test_turns_of_others_and_outside_the_measured_time_do_not_count(scene: Scene) -> None:
    always_in_view(scene)
    scene.course(98, 10)
    scene.course(99.9, 20)
    scene.course(130.1, 30)
    scene.sees(100.1, 20)
    scene.sees(130.2, 30)
    scene.sees(105.0, 77, avatar=OTHER)
    assert scene.judged(WALKER).seen_ms.near.n == 0


def test_where_sightings_were_too_many_the_share_is_that_of_those_kept(scene: Scene) -> None:
    always_in_view(scene)
    scene.course(99, 10)
    scene.course(101.0, 20)
    scene.course(120.0, 30)
    scene.sees(101.1, 20)
    report = replace(scene.report(), sightings_until_s=110.0)
    assert scene.judged(WALKER, report=report).turns_seen == {"near": 1.0}


# ---- where -------------------------------------------------------------------------------------


def test_the_error_is_the_distance_from_the_line_at_that_moment(scene: Scene) -> None:
    scene.course(100, LEFT, x=50, y=50, mps=2)
    scene.shows(101, x=48, y=50)
    scene.shows(103, x=47, y=54, ring=MIDDLE)  # is at (44, 50)
    scene.course(104, 0, x=42, y=50, mps=1)
    scene.shows(106, x=42, y=49, ring=FAR)  # is at (42, 52)
    found = scene.judged(WALKER).position_error_m
    assert all_are(found.near, 0, n=1)
    assert all_are(found.middle, 5, n=1)
    assert all_are(found.far, 3, n=1)


@pytest.mark.parametrize("at_s", [99.0, 104.6, 105.2, 106.2])
def test_where_the_truth_is_not_known_nothing_is_judged(scene: Scene, at_s: float) -> None:
    """Before the first course, just before a correction, after it, and just after the next
    course."""
    scene.course(100, LEFT, mps=2)
    scene.gap(105)
    scene.course(106.1, LEFT, mps=2)
    scene.gap(106.15)
    scene.course(106.16, LEFT, mps=2)
    scene.shows(at_s, x=0, y=0)
    assert scene.judged(WALKER).position_error_m.near.n == 0


def test_others_are_not_judged(scene: Scene) -> None:
    scene.course(100, LEFT)
    scene.shows(101, x=0, avatar=OTHER)
    assert scene.judged(WALKER, OTHER).position_error_m.near.n == 0


# ---- who -----------------------------------------------------------------------------------------


def test_who_is_shown_and_was_not_there_is_a_ghost(scene: Scene) -> None:
    scene.has_in_view(48, 48)
    scene.shows(120, avatar=99)  # gone by the last look
    for avatar in (WALKER, OTHER, WITNESS, 77):
        scene.shows(129.9, avatar=avatar)
    assert scene.judged(WALKER, OTHER).strays == 1


def test_who_is_away_is_no_ghost(scene: Scene) -> None:
    scene.has_in_view(48, 48)
    scene.shows(129.9, avatar=77, state=State.AWAY)
    assert scene.judged().strays == 0


def test_a_marked_walker_in_the_cells_in_view_has_to_be_shown(scene: Scene) -> None:
    scene.has_in_view(48, 48)
    scene.course(100, LEFT, x=50, y=50)
    scene.shows(129.9, avatar=OTHER)
    assert scene.judged(WALKER, OTHER).strays == 1


def test_one_who_has_just_come_or_stands_elsewhere_need_not_be(scene: Scene) -> None:
    scene.has_in_view(48, 48)
    scene.course(100, LEFT, x=57, y=50)
    scene.course(127, LEFT, x=55, y=50, avatar=OTHER)
    scene.shows(129.9, avatar=WITNESS)
    assert scene.judged(WALKER, OTHER).strays == 0


def test_on_several_levels_only_who_was_seen_on_this_one_can_be_missing(scene: Scene) -> None:
    scene.grounds = {"hall": ground("hall", "ground", "upper")}
    scene.has_in_view(48, 48)
    scene.course(100, LEFT, x=50, y=50)
    scene.course(100, LEFT, x=50, y=50, avatar=OTHER)
    scene.shows(110, avatar=WALKER)
    scene.shows(129.9, avatar=WITNESS)
    assert scene.judged(WALKER, OTHER).strays == 1


def test_a_witness_that_was_not_there_at_the_end_says_nothing_of_ghosts(scene: Scene) -> None:
    scene.shows(110, avatar=77)
    assert scene.judged().strays == 0


def test_moves_of_avatars_never_introduced_are_strays(scene: Scene) -> None:
    assert scene.judged(report=replace(scene.report(), unknown_moves=3)).strays == 3


# ---- counts and clocks ---------------------------------------------------------------------------


def test_ages_and_updates_by_ring(scene: Scene) -> None:
    report = scene.report()
    report.ages[NEAR, 20] = 10
    report.ages[FAR, 100] = 1
    report.records[:] = (200, 60, 0)
    report.avatar_s[:] = (100, 60, 0)
    found = scene.judged(report=report)
    assert found.frame_age_by_ring_ms.near.p50 == pytest.approx(20.5)
    assert found.frame_age_by_ring_ms.far.most == 101
    assert found.updates_per_s == {"near": 2.0, "middle": 1.0}


def test_one_clock_has_no_error_where_all_estimates_agree() -> None:
    here, there = "ws://127.0.0.1:8080/ws", "ws://10.0.0.7:8080/ws"
    agreed = [(2**32 - 0.5, 3.0), (0.5, 1.0)]
    assert offset_error_ms(here, agreed) == 0
    assert offset_error_ms(there, agreed) == 3
    assert offset_error_ms(here, [(5.0, 3.0), (8.0, 1.0)]) == 3
    assert offset_error_ms(there, []) == 0


# ---- a sleeper ---------------------------------------------------------------------------------


def woken(scene: Scene, *looks: tuple[float, float]) -> WitnessReport:
    """It wakes at 120 and shows the walker, who stands at x = 50, at these x."""
    scene.course(100, LEFT, x=50, y=50)
    frames = [(120.01, 19_000.0), (120.2, 280.0), *((at_s, 20.0) for at_s, _ in looks)]
    shown = [(at_s, x, 50.0, WALKER, 0, 3, NEAR, 0) for at_s, x in looks]
    return replace(
        scene.report(), woke_s=120.0, woken_frames=np.array(frames, FRAME_SEEN),
        woken_shown=np.array(shown, SHOWN),
    )  # fmt: skip


def test_a_sleeper_is_whole_when_it_shows_everybody_where_they_are(scene: Scene) -> None:
    report = woken(scene, (120.3, 44.0), (120.4, 50.5), (120.5, 50.0))
    assert all_are(scene.judged(WALKER, report=report).whole_again_ms, 400, n=1)


def test_one_that_never_is_counts_with_the_time_it_was_watched(scene: Scene) -> None:
    report = woken(scene, (120.3, 44.0), (129.0, 44.0))
    assert scene.judged(WALKER, report=report).whole_again_ms.most == pytest.approx(10_000)


def test_bots_that_slept_count_too(scene: Scene) -> None:
    report = woken(scene, (120.3, 50.0))
    found = result()
    judge(
        found, scene.rows(), report, np.empty((0, 2), np.int64), GROUNDS,
        whole_again_ms=np.array([100.0, 200.0]),
    )  # fmt: skip
    assert (found.whole_again_ms.n, found.whole_again_ms.p50) == (3, pytest.approx(200))


def test_nothing_seen_is_nothing_measured() -> None:
    found = result()
    judge(found, np.empty((0, 8)), WitnessReport(), np.empty((0, 2), np.int64), GROUNDS)
    assert found == result()
