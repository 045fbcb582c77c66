"""What a guide does when, told only the time and how far its nearest follower is."""

from __future__ import annotations

import math

import pytest

from metaserver.zones.legs import Leg, heading_to
from metaserver.zones.tourscript import (
    ALONE_MS,
    FAREWELL_MS,
    HELLO_MS,
    PATIENCE_MS,
    Phase,
    TourScript,
)

TICK_MS = 100
FAR = math.inf
STAYS_MS = (20_000, 5_000)


class Rehearsal:
    """A script on a clock, and what was said when."""

    def __init__(self, stays_ms: tuple[int, ...] = STAYS_MS) -> None:
        self.now_ms = 1_000_000
        self.began_ms = self.now_ms
        self.script = TourScript(stays_ms, self.now_ms)
        self.said: list[tuple[str, int]] = []

    def go_on(self, for_ms: int, nearest_m: float) -> None:
        """So long, without arriving anywhere."""
        for _ in range(for_ms // TICK_MS):
            self.now_ms += TICK_MS
            self._note(self.script.step(self.now_ms, nearest_m, arrived=False))

    def arrive(self, nearest_m: float) -> None:
        self.now_ms += TICK_MS
        self._note(self.script.step(self.now_ms, nearest_m, arrived=True))

    def _note(self, said: str | None) -> None:
        if said is not None:
            self.said.append((said, self.now_ms))

    @property
    def phase(self) -> Phase:
        return self.script.phase

    @property
    def words(self) -> list[str]:
        return [said for said, _ in self.said]


def test_a_tour_from_hello_to_farewell() -> None:
    tour = Rehearsal()
    assert (tour.phase, tour.script.stop) == (Phase.MEETING, -1)
    tour.go_on(TICK_MS, 3.0)
    assert (tour.words, tour.script.stop) == (["hello"], -1)
    tour.go_on(HELLO_MS, 3.0)
    assert (tour.phase, tour.script.stop) == (Phase.WALKING, 0)
    tour.go_on(30_000, 3.0)
    assert tour.words == ["hello"], "it tells nothing on the way"
    tour.arrive(3.0)
    assert tour.words[-1] == "stops.0"
    tour.go_on(STAYS_MS[0] - TICK_MS, 3.0)
    assert tour.phase is Phase.TELLING
    tour.go_on(3 * TICK_MS, 3.0)
    assert (tour.phase, tour.script.stop) == (Phase.WALKING, 1)
    tour.arrive(3.0)
    tour.go_on(STAYS_MS[1] + 3 * TICK_MS, 3.0)
    assert tour.words == ["hello", "stops.0", "stops.1", "farewell"]
    assert tour.phase is Phase.LEAVING
    tour.go_on(FAREWELL_MS, 3.0)
    assert tour.phase is Phase.GONE


def test_it_waits_at_the_start_until_somebody_is_near() -> None:
    tour = Rehearsal()
    tour.go_on(40_000, 150.0)
    tour.go_on(10_000, 15.0)
    assert tour.words == []
    tour.go_on(TICK_MS, 8.0)
    assert tour.words == ["hello"]


def test_it_does_not_wait_for_ever_for_one_who_stands_a_bit_off() -> None:
    tour = Rehearsal()
    tour.go_on(PATIENCE_MS - TICK_MS, 15.0)
    assert tour.words == []
    tour.go_on(2 * TICK_MS, 15.0)
    assert tour.words == ["hello"]


@pytest.mark.parametrize(
    ("nearest_m", "waits_ms"), [(8.0, 0), (8.1, PATIENCE_MS), (30.0, PATIENCE_MS)]
)
def test_at_a_stop_it_waits_for_those_behind_but_not_too_long(
    nearest_m: float, waits_ms: int
) -> None:
    tour = Rehearsal()
    tour.go_on(TICK_MS + HELLO_MS, 1.0)
    tour.arrive(1.0)
    tour.go_on(STAYS_MS[0] + waits_ms - TICK_MS, nearest_m)
    assert tour.script.stop == 0
    tour.go_on(2 * TICK_MS, nearest_m)
    assert (tour.phase, tour.script.stop) == (Phase.WALKING, 1)


@pytest.mark.parametrize("nearest_m", [20.1, FAR])
def test_with_nobody_along_for_a_minute_it_takes_its_leave(nearest_m: float) -> None:
    tour = Rehearsal()
    tour.go_on(TICK_MS + HELLO_MS, 1.0)
    tour.go_on(ALONE_MS - TICK_MS, nearest_m)
    assert tour.words == ["hello"]
    tour.go_on(TICK_MS, nearest_m)
    assert tour.words == ["hello", "farewell"]
    assert tour.script.over
    tour.go_on(FAREWELL_MS, nearest_m)
    assert tour.phase is Phase.GONE


def test_whom_nobody_came_to_meet_is_gone_after_a_minute_too() -> None:
    tour = Rehearsal()
    tour.go_on(ALONE_MS + FAREWELL_MS + TICK_MS, FAR)
    assert (tour.words, tour.phase) == (["farewell"], Phase.GONE)


def test_one_who_comes_back_in_time_saves_the_tour() -> None:
    tour = Rehearsal()
    tour.go_on(TICK_MS + HELLO_MS, 1.0)
    for _ in range(5):
        tour.go_on(ALONE_MS - TICK_MS, FAR)
        tour.go_on(TICK_MS, 19.0)
    assert tour.words == ["hello"]


def test_what_is_gone_says_nothing_more() -> None:
    tour = Rehearsal()
    tour.go_on(ALONE_MS * 3, FAR)
    assert tour.words == ["farewell"]


# ---- legs ----------------------------------------------------------------------------------------


def test_a_leg_around_a_corner() -> None:
    leg = Leg((0, 0), [(0, 10), (5, 10)], 1.0)
    assert leg.at(0) == ((0, 0), 0)
    assert leg.at(4) == ((0, 4), 0)
    assert leg.at(12) == ((2, 10), 192)
    assert not leg.over(14.9)
    assert leg.over(15) and leg.at(99) == ((5, 10), 192)


def test_a_leg_to_where_one_is_is_over_at_once() -> None:
    leg = Leg((3, 4), [(3, 4)], 1.0)
    assert leg.over(0) and leg.at(0)[0] == (3, 4)


@pytest.mark.parametrize(
    ("goal", "heading"), [((0, 1), 0), ((-1, 0), 64), ((0, -1), 128), ((1, 0), 192), ((1, 1), 224)]
)
def test_headings_count_counter_clockwise_from_north(
    goal: tuple[float, float], heading: int
) -> None:
    assert heading_to((0, 0), goal) == heading
