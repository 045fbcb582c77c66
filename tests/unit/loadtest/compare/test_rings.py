"""Updates of one avatar a second, by its distance from the middle."""

import pytest

from loadtest.compare.rings import Rings


def test_rates_are_those_of_one_avatar() -> None:
    rings = Rings()
    for tick in range(10):
        rings.heard(0, 5.0, 5.0)
        rings.heard(1, -5.0, 5.0)
        if tick % 5 == 0:
            rings.heard(7, 70.0, 0.0)
    rings.look()
    assert rings.rates(1.0) == pytest.approx({"near": 10.0, "far": 2.0})


def test_whoever_has_come_nearer_counts_there() -> None:
    rings = Rings()
    rings.heard(1, 40.0, 0.0)
    rings.look()
    rings.begin()
    rings.heard(1, 20.0, 0.0)
    rings.look()
    rings.look()
    assert rings.rates(2.0) == pytest.approx({"near": 0.5})


def test_a_ring_that_is_empty_most_of_the_time_has_no_rate() -> None:
    rings = Rings()
    rings.heard(1, 20.0, 0.0)
    rings.look()
    rings.heard(1, 25.0, 0.0)
    rings.look()
    assert rings.rates(1.0) == {}


def test_nobody_there_is_no_rate() -> None:
    assert Rings().rates(1.0) == {}
