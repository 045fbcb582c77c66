"""Days in Seoul: which are worked on, and by which one an answer is expected.

Saturdays, Sundays, public holidays and their substitutes are not counted, and neither is the day
of receipt.
"""

from __future__ import annotations

import datetime as dt
from typing import Final, Literal

import holidays

Deadline = Literal["ok", "soon", "overdue", "closed"]

SEOUL: Final = dt.timezone(dt.timedelta(hours=9))
SOON_WORKING_DAYS: Final = 2
"""So many left, or fewer, and the deadline is told as near."""
COUNT_MAX: Final = 400
"""Working days are not counted further than this."""
_MS: Final = 1000
_SATURDAY: Final = 5


def seoul_time(unix_ms: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(unix_ms // _MS, SEOUL)


def seoul_day(unix_ms: int) -> dt.date:
    return seoul_time(unix_ms).date()


def iso_time(unix_ms: int) -> str:
    """``2026-11-22T17:52:00+09:00``."""
    return seoul_time(unix_ms).isoformat()


def start_of(day: dt.date) -> int:
    """Midnight with which that day begins in Seoul, Unix ms."""
    return int(dt.datetime.combine(day, dt.time(), SEOUL).timestamp()) * _MS


def end_of(day: dt.date) -> int:
    """The day's last millisecond in Seoul."""
    return start_of(day + dt.timedelta(days=1)) - 1


class Calendar:
    """Working days of Korean offices."""

    def __init__(self) -> None:
        self._holidays = holidays.country_holidays("KR")

    def is_working(self, day: dt.date) -> bool:
        return day.weekday() < _SATURDAY and day not in self._holidays

    def after(self, day: dt.date, working_days: int) -> dt.date:
        """The ``working_days``-th working day after ``day``; the next one for less than 1."""
        left = max(1, working_days)
        while left:
            day += dt.timedelta(days=1)
            left -= self.is_working(day)
        return day

    def left(self, today: dt.date, last: dt.date) -> int:
        """Working days after ``today`` up to ``last``; below 0 by those since ``last``."""
        if last < today:
            return -self.left(last, today)
        span = min((last - today).days, COUNT_MAX)
        return sum(self.is_working(today + dt.timedelta(days=n + 1)) for n in range(span))

    def expected_ms(self, received_ms: int, working_days: int) -> int:
        """End of the day by which what was received then is to be answered."""
        return end_of(self.after(seoul_day(received_ms), working_days))

    def deadline(self, expected_ms: int, now_ms: int, *, is_open: bool) -> tuple[Deadline, int]:
        """How it stands, and the working days that are left."""
        if not is_open:
            return "closed", 0
        left = self.left(seoul_day(now_ms), seoul_day(expected_ms))
        if now_ms > expected_ms:
            return "overdue", min(left, -1)
        return ("soon" if left <= SOON_WORKING_DAYS else "ok"), left
