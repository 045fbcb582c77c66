"""Points of the city."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metaserver.civic.complaints.places import (
    COARSE_DEG,
    SEOUL,
    box_around,
    coarse,
    distance_m,
    is_inside,
    point_problem,
    square_words,
)

lats, lons = st.floats(SEOUL[0], SEOUL[2]), st.floats(SEOUL[1], SEOUL[3])
CITY_HALL = (37.5665, 126.978)


@pytest.mark.parametrize(
    ("lat", "lon", "problem"),
    [
        (*CITY_HALL, {}),
        (126.978, 37.5665, {"lat": "swapped", "lon": "swapped"}),
        (35.1796, 129.0756, {"lat": "outside", "lon": "outside"}),  # Busan
        (37.4, 126.978, {"lat": "outside"}),
        (37.5, 127.3, {"lon": "outside"}),
        (0.0, 0.0, {"lat": "outside", "lon": "outside"}),
        (-90.0, 1e308, {"lat": "outside", "lon": "outside"}),
    ],
)
def test_points_outside_seoul(lat: float, lon: float, problem: dict[str, str]) -> None:
    assert point_problem(lat, lon) == problem


@given(lats, lons)
def test_whatever_is_inside_is_told_as_swapped_when_it_is(lat: float, lon: float) -> None:
    assert point_problem(lat, lon) == {}
    assert set(point_problem(lon, lat).values()) == {"swapped"}


def test_a_distance_that_is_known() -> None:
    """One minute of latitude is a nautical mile, near enough."""
    assert distance_m(37.5, 127.0, 37.5 + 1 / 60, 127.0) == pytest.approx(1853, abs=1)


@given(lats, lons, lats, lons)
def test_there_and_back_are_as_far(lat: float, lon: float, lat_2: float, lon_2: float) -> None:
    assert distance_m(lat, lon, lat_2, lon_2) == pytest.approx(distance_m(lat_2, lon_2, lat, lon))
    assert distance_m(lat, lon, lat, lon) == 0


@given(lats, lons, st.floats(1, 1000), st.floats(-0.02, 0.02), st.floats(-0.02, 0.02))
def test_the_box_holds_all_that_is_near(
    lat: float, lon: float, radius_m: float, north: float, east: float
) -> None:
    if distance_m(lat, lon, lat + north, lon + east) <= radius_m:
        assert is_inside(lat + north, lon + east, box_around(lat, lon, radius_m))


@given(lats, lons)
def test_a_coarse_place_is_the_middle_of_a_square_around_it(lat: float, lon: float) -> None:
    middle = coarse(lat, lon)
    assert abs(middle[0] - lat) <= COARSE_DEG / 2 + 1e-6
    assert abs(middle[1] - lon) <= COARSE_DEG / 2 + 1e-6
    assert coarse(*middle) == middle
    assert square_words(*middle) == square_words(lat, lon)


def test_a_square_in_words() -> None:
    assert square_words(*CITY_HALL) == "37.565-37.570, 126.975-126.980"
