"""Numbers on the wire are off by no more than the document says."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from metaserver.protocol.quantise import (
    DIRECTION_X,
    DIRECTION_Y,
    HEADINGS,
    State,
    heading_of,
    position,
    quantise_position,
    state_byte,
)

CORNERS = st.floats(-2000, 2000)
SIDES = st.sampled_from([4.0, 8.0, 16.0, 32.0])


@given(corner=CORNERS, inside=st.floats(0, 1, exclude_max=True), cell_m=SIDES)
def test_a_position_is_off_by_at_most_half_a_step(
    corner: float, inside: float, cell_m: float
) -> None:
    x0, x = np.array([corner]), np.array([corner + inside * cell_m])
    qx, qy = quantise_position(x, x, x0, x0, cell_m)
    assert 0 <= qx[0] <= 4095
    again, _ = position(qx, qy, x0, x0, cell_m)
    assert abs(again[0] - x[0]) <= cell_m / 8192 * (1 + 1e-6)


def test_a_position_past_the_border_stays_in_the_cell() -> None:
    corner = np.zeros(3)
    qx, _ = quantise_position(np.array([-0.001, 8.0, 8.9]), corner, corner, corner, 8.0)
    assert qx.tolist() == [0, 4095, 4095]


def test_quantising_twice_changes_nothing() -> None:
    steps = np.arange(4096)
    x, y = position(steps, steps, 100.0, -100.0, 8.0)
    corner = np.full(4096, 100.0)
    qx, qy = quantise_position(x, y, corner, -corner, 8.0)
    assert (qx == steps).all()
    assert (qy == steps).all()


@given(heading=st.integers(0, HEADINGS - 1))
def test_a_heading_survives_its_direction(heading: int) -> None:
    assert heading_of(DIRECTION_X[heading], DIRECTION_Y[heading]) == heading


@given(angle=st.floats(-np.pi, np.pi), length=st.floats(0.01, 10))
def test_a_heading_is_off_by_at_most_half_a_step(angle: float, length: float) -> None:
    heading = heading_of(-np.sin(angle) * length, np.cos(angle) * length)
    along = DIRECTION_X[heading] * -np.sin(angle) + DIRECTION_Y[heading] * np.cos(angle)
    assert along >= np.cos(np.pi / HEADINGS) - 1e-9


def test_headings_turn_counter_clockwise_from_ahead() -> None:
    assert heading_of(0, 1) == 0
    assert heading_of(-1, 0) == 64
    assert heading_of(0, -1) == 128
    assert heading_of(1, 0) == 192


@given(state=st.sampled_from(State), speed=st.integers(0, 31))
def test_state_and_speed_share_a_byte(state: State, speed: int) -> None:
    byte = int(state_byte(np.array([state], np.uint8), np.array([speed], np.uint8))[0])
    assert (byte >> 5, byte & 31) == (state, speed)
