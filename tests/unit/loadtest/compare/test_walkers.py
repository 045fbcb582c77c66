"""Everybody walks all the time, at their own pace, and turns twice a second."""

import numpy as np

from loadtest.compare.walkers import DEPTH_M, SPEED_MPS, WIDTH_M, Walkers

STEP_S = 0.1


def test_they_walk_at_one_to_two_metres_a_second_and_stay_on_the_ground() -> None:
    walkers = Walkers(200, seed=1)
    for _ in range(100):
        x, y = walkers.x.copy(), walkers.y.copy()
        walkers.step(STEP_S)
        mps = np.hypot(walkers.x - x, walkers.y - y) / STEP_S
        walking = mps > 0  # who turns around at the edge stands for a tenth of a second
        assert walking.mean() > 0.95
        assert mps[walking].min() >= SPEED_MPS[0] - 1e-9
        assert mps[walking].max() <= SPEED_MPS[1] + 1e-9
    assert np.abs(walkers.x).max() <= WIDTH_M / 2
    assert np.abs(walkers.y).max() <= DEPTH_M / 2


def test_each_turns_twice_a_second() -> None:
    walkers = Walkers(500, seed=2)
    turns = 0
    for _ in range(50):
        before = walkers.heading.copy()
        walkers.step(STEP_S)
        turns += int((walkers.heading != before).sum())
    assert 1.9 < turns / 500 / (50 * STEP_S) < 2.2  # a few turn at the edge besides


def test_a_heading_is_the_direction_they_go() -> None:
    walkers = Walkers(100, seed=3)
    x, y = walkers.x.copy(), walkers.y.copy()
    walkers.step(STEP_S)
    angle = np.arctan2(-(walkers.x - x), walkers.y - y) % (2 * np.pi)
    walking = (walkers.x != x) | (walkers.y != y)
    expected = walkers.heading * 2 * np.pi / 256
    assert np.allclose(angle[walking], expected[walking], atol=1e-6)


def test_a_seed_repeats_them() -> None:
    one, other = Walkers(20, seed=4), Walkers(20, seed=4)
    for walkers in (one, other):
        for _ in range(20):
            walkers.step(STEP_S)
    assert (one.x == other.x).all() and (one.heading == other.heading).all()
