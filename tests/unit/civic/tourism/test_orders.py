"""The order of a day: the best one up to ten places, never worse than nearest neighbour."""

from itertools import permutations
from random import Random

import pytest

from metaserver.civic.tourism.orders import best_order, exact_order, nearest
from metaserver.civic.tourism.visits import Cost, Day, cost, visits


def drawn(count: int, random: Random) -> Day:
    points = [(random.uniform(0, 90), random.uniform(0, 90)) for _ in range(count)]
    anywhere = random.random() < 0.5
    return Day(
        begin_min=600,
        stay_min=45,
        first_min=tuple(0 if anywhere else random.randrange(60) for _ in points),
        travel_min=tuple(
            tuple(1 + int(abs(a - c) + abs(b - d)) for c, d in points) for a, b in points
        ),
        spans=tuple(_spans(random) for _ in points),
        anywhere=anywhere,
    )


def _spans(random: Random) -> tuple[tuple[int, int], ...] | None:
    if random.random() < 0.2:
        return None
    opens = random.randrange(480, 900, 30)
    return ((opens, opens + 120), (opens + 180, opens + 400))


@pytest.mark.parametrize("seed", range(12))
def test_no_order_of_up_to_six_places_is_better(seed: int) -> None:
    day = drawn(2 + seed % 5, Random(seed))
    assert cost(day, exact_order(day)) == min(cost(day, each) for each in permutations(day.stops))


@pytest.mark.parametrize("count", [1, 2, 8, 10, 11, 14])
def test_an_order_has_every_place_once_and_is_never_worse_than_nearest_neighbour(
    count: int,
) -> None:
    day = drawn(count, Random(count))
    order = best_order(day)
    assert sorted(order) == list(day.stops)
    assert cost(day, order) <= cost(day, nearest(day))


def test_who_comes_early_waits_and_who_comes_late_goes_on() -> None:
    day = Day(540, 60, (0, 0), ((0, 30), (30, 0)), (((600, 720),), ((600, 660),)), True)
    first, second = visits(day, (0, 1))
    assert (first.enter_min - first.arrive_min, first.fits) == (60, True)
    assert (second.arrive_min, second.fits) == (690, False)
    assert cost(day, (0, 1)) == Cost(closed=1, end_min=750)
