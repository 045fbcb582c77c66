"""Where witnesses go."""

from __future__ import annotations

import math

import numpy as np
import pytest

from loadtest.crowd.ground import Grounds
from loadtest.crowd.job import Ground, WorldGround
from loadtest.witness.post import post


def grounds(*walls: tuple[slice, slice]) -> Grounds:
    """100 m x 100 m; walls are rows and columns of pixels of 25 cm."""
    walk = np.ones((400, 400), np.bool_)
    for rows, columns in walls:
        walk[rows, columns] = False
    level = Ground("ground", 0.0, 0.0, 0.25, walk)
    return Grounds({"w": WorldGround("w", "0" * 16, 8.0, "start", ("start",), (level,))})


def test_a_post_is_as_far_away_as_was_wished() -> None:
    x, y = post(grounds(), "w", "ground", (50.0, 50.0), 30.0, turn=7)
    assert math.isclose(math.hypot(x - 50, y - 50), 30.0, abs_tol=1e-6)


def test_who_shall_stay_stays() -> None:
    assert post(grounds(), "w", "ground", (50.0, 50.0), 0.0, turn=0) == (50.0, 50.0)


def test_where_one_is_shut_in_one_goes_as_far_as_one_can() -> None:
    """A yard of 20 m with one gate, to the east (heading 192)."""
    ring = [
        (slice(160, 162), slice(160, 241)), (slice(238, 240), slice(160, 241)),
        (slice(160, 240), slice(160, 162)), (slice(160, 195), slice(238, 240)),
        (slice(205, 240), slice(238, 240)),
    ]  # fmt: skip
    x, y = post(grounds(*ring), "w", "ground", (50.0, 50.0), 30.0, turn=0)
    assert (x, y) == pytest.approx((80.0, 50.0))


def test_on_unknown_ground_one_stays() -> None:
    assert post(grounds(), "elsewhere", "ground", (5.0, 5.0), 30.0, turn=0) == (5.0, 5.0)
