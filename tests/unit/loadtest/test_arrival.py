import numpy as np

from loadtest import arrival
from loadtest.scenario import Arrive


def test_the_same_seed_gives_the_same_arrivals_and_another_one_does_not() -> None:
    rate = Arrive(per_s=50)
    once, again, other = (arrival.times_s(rate, 500, seed) for seed in (1, 1, 2))
    assert np.array_equal(once, again)
    assert not np.array_equal(once, other)


def test_a_rate_is_kept_in_every_second() -> None:
    times_s = arrival.times_s(Arrive(per_s=50), 500, seed=3)
    per_second = np.histogram(times_s, bins=np.arange(11))[0]
    assert per_second.tolist() == [50] * 10


def test_all_come_within_the_time_given() -> None:
    times_s = arrival.times_s(Arrive(within_s=4), 300, seed=1)
    assert times_s.min() >= 0 and 3.9 < times_s.max() < 4


def test_each_process_has_somebody_to_let_in_all_the_time() -> None:
    times_s = arrival.times_s(Arrive(within_s=10), 1000, seed=1)
    for part in arrival.parts(1000, 3):
        own = times_s[part.start : part.stop]
        assert np.histogram(own, bins=np.arange(11))[0].min() > 15


def test_parts_are_even_and_leave_nobody_out() -> None:
    parts = arrival.parts(10, 3)
    assert [bot for part in parts for bot in part] == list(range(10))
    assert {len(part) for part in parts} == {3, 4}
