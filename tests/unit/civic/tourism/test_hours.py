"""Opening hours: nights, several periods a day, holidays, and what cannot be."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metaserver.civic.complaints.days import SEOUL
from metaserver.civic.tourism.hours import contradictions, is_holiday, is_open, open_spans
from metaserver.civic.tourism.index import Index
from metaserver.civic.tourism.models import Hours, Period
from tests.unit.civic.tourism.kit import NEW_YEAR, TUESDAY, at, daily, place

PERIODS = st.builds(
    Period, day=st.integers(0, 6), opens=st.integers(0, 1439), closes=st.integers(0, 1440)
)
DAYS = st.dates(dt.date(2026, 9, 20), dt.date(2027, 1, 10))
HOURS = st.builds(
    Hours,
    periods=st.lists(PERIODS, min_size=1, max_size=6).map(tuple),
    closed_days=st.lists(DAYS, max_size=2).map(tuple),
    holidays=st.sampled_from(["usual", "closed", "unknown"]),
)
TIMES = st.datetimes(dt.datetime(2026, 9, 20), dt.datetime(2027, 1, 10))  # noqa: DTZ001


def test_two_periods_a_day_leave_a_break() -> None:
    hours = Hours(
        periods=(Period(day=1, opens=540, closes=720), Period(day=1, opens=780, closes=1080))
    )
    assert [is_open(hours, at(hour, 30)) for hour in (8, 11, 12, 13, 18)] == [
        False, True, False, True, False,
    ]  # fmt: skip


def test_a_night_goes_on_after_midnight() -> None:
    monday_night = Hours(periods=(Period(day=0, opens=1320, closes=120),))
    assert is_open(monday_night, at(1, 59))
    assert not is_open(monday_night, at(2))
    assert not is_open(monday_night, at(23))


def test_sunday_night_goes_on_on_monday() -> None:
    hours = Hours(periods=(Period(day=6, opens=1320, closes=120),))
    assert is_open(hours, at(1, day=dt.date(2026, 11, 23)))


def test_nobody_knows_of_public_holidays_unless_it_is_said() -> None:
    assert is_holiday(NEW_YEAR)
    assert is_open(daily(0, 1440), at(12, day=NEW_YEAR)) is None
    assert is_open(daily(0, 1440, holidays="usual"), at(12, day=NEW_YEAR)) is True
    assert is_open(daily(0, 1440, holidays="closed"), at(12, day=NEW_YEAR)) is False


def test_closed_days_are_closed() -> None:
    assert is_open(daily(0, 1440, closed_days=(TUESDAY,)), at(12)) is False
    assert is_open(None, at(12)) is None


def test_what_follows_at_once_is_one_span() -> None:
    assert open_spans(daily(0, 1440), TUESDAY) == [(-1440, 2880)]


@pytest.mark.parametrize(
    ("hours", "wrong"),
    [
        (daily(540, 540), ("empty",)),
        (daily(540, 1080, closed_weekdays=(2,)), ("closed_and_open",)),
        (
            Hours(
                periods=(Period(day=0, opens=540, closes=720), Period(day=0, opens=700, closes=800))
            ),
            ("overlap",),
        ),
        (daily(1200, 1140), ()),
        (daily(0, 1440), ()),
        (
            Hours(
                periods=(Period(day=6, opens=1320, closes=120), Period(day=0, opens=60, closes=90))
            ),
            ("overlap",),
        ),
    ],
)
def test_contradictions_are_found(hours: Hours, wrong: tuple[str, ...]) -> None:
    assert contradictions(hours) == wrong


@given(hours=HOURS, time=TIMES)
def test_the_index_says_the_same_as_the_rules(hours: Hours, time: dt.datetime) -> None:
    time = time.replace(tzinfo=SEOUL)
    is_open_there, known = Index([place("a", hours=hours), place("b")]).open_at(time)
    expected = is_open(hours, time)
    assert known.tolist() == [expected is not None, False]
    assert is_open_there.tolist() == [bool(expected), False]
    assert is_open_there.dtype == np.bool_
