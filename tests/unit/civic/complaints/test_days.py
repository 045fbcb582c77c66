"""Which days are counted, and when an answer is expected."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metaserver.civic.complaints.days import SEOUL, Calendar, end_of, iso_time, seoul_day, start_of

CALENDAR = Calendar()
day = dt.date.fromisoformat
days = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))


def ms(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).replace(tzinfo=SEOUL).timestamp() * 1000)


@pytest.mark.parametrize(
    ("received", "working_days", "expected"),
    [
        ("2026-11-23", 7, "2026-12-02"),  # a Monday: the next one, and two days more
        ("2026-11-20", 1, "2026-11-23"),  # a Friday: over the weekend
        ("2026-11-21", 1, "2026-11-23"),  # a Saturday counts as little as a Sunday
        ("2026-12-23", 7, "2027-01-05"),  # Christmas, New Year's Day and two weekends
        ("2026-12-31", 1, "2027-01-04"),  # Thursday; the year begins with a long weekend
        ("2026-02-13", 1, "2026-02-19"),  # Friday before Seollal, 16 to 18 February
        ("2026-02-10", 7, "2026-02-24"),  # with Seollal in it
        ("2025-10-02", 1, "2025-10-10"),  # Foundation Day, Chuseok, its substitute, Hangul Day
        ("2026-09-23", 1, "2026-09-28"),  # Chuseok, 24 to 26 September
        ("2026-02-27", 1, "2026-03-03"),  # 1 March is a Sunday: the Monday stands in for it
        ("2026-05-22", 1, "2026-05-26"),  # Buddha's birthday is a Sunday
        ("2026-08-14", 1, "2026-08-18"),  # Liberation Day is a Saturday
    ],
)
def test_the_day_of_the_answer(received: str, working_days: int, expected: str) -> None:
    assert CALENDAR.after(day(received), working_days) == day(expected)


def test_it_is_expected_by_the_end_of_the_day_in_seoul() -> None:
    expected_ms = CALENDAR.expected_ms(ms("2026-11-23T23:59:59"), 7)
    assert iso_time(expected_ms) == "2026-12-02T23:59:59+09:00"


def test_received_after_midnight_in_seoul_is_the_next_day_although_it_is_not_in_utc() -> None:
    assert seoul_day(ms("2026-11-24T00:00:00")) == day("2026-11-24")
    assert CALENDAR.expected_ms(ms("2026-11-24T00:00:01"), 1) == end_of(day("2026-11-25"))


@given(days, st.integers(1, 60))
def test_it_is_a_working_day_and_so_many_are_left(received: dt.date, working_days: int) -> None:
    expected = CALENDAR.after(received, working_days)
    assert CALENDAR.is_working(expected)
    assert CALENDAR.left(received, expected) == working_days
    assert CALENDAR.left(expected, received) == -working_days


@given(days, st.integers(1, 59))
def test_one_day_more_is_later(received: dt.date, working_days: int) -> None:
    assert CALENDAR.after(received, working_days) < CALENDAR.after(received, working_days + 1)


@given(days)
def test_a_day_ends_when_the_next_begins(any_day: dt.date) -> None:
    assert end_of(any_day) + 1 == start_of(any_day + dt.timedelta(days=1))
    assert seoul_day(start_of(any_day)) == seoul_day(end_of(any_day)) == any_day


@pytest.mark.parametrize(
    ("now", "deadline", "left"),
    [
        ("2026-11-23T10:00:00", "ok", 7),
        ("2026-11-27T10:00:00", "ok", 3),
        ("2026-11-30T10:00:00", "soon", 2),
        ("2026-12-02T23:59:59", "soon", 0),
        ("2026-12-03T00:00:00", "overdue", -1),
        ("2026-12-07T00:00:00", "overdue", -3),
    ],
)
def test_deadlines_turn_red(now: str, deadline: str, left: int) -> None:
    expected_ms = end_of(day("2026-12-02"))
    assert CALENDAR.deadline(expected_ms, ms(now), is_open=True) == (deadline, left)


def test_late_on_a_weekend_is_late_all_the_same() -> None:
    friday_ms = end_of(day("2026-11-27"))
    assert CALENDAR.deadline(friday_ms, ms("2026-11-28T09:00:00"), is_open=True)[0] == "overdue"


def test_a_closed_case_has_no_deadline() -> None:
    assert CALENDAR.deadline(0, ms("2026-11-23T10:00:00"), is_open=False) == ("closed", 0)
