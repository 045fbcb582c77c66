"""Opening hours: what in them cannot be, and when a place is open.

Times are minutes from midnight in Seoul. Closing before opening means the next day, so a night
belongs to the day on which it begins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, Literal

import holidays

from metaserver.civic.tourism.models import DAY_MIN, Hours, Period

Span = tuple[int, int]
"""From and to, in minutes from the midnight with which a day begins; may lie outside of it."""
Contradiction = Literal["empty", "overlap", "closed_and_open"]

WEEK_MIN: Final = 7 * DAY_MIN
YEARS: Final = range(2000, 2101)


def is_holiday(day: dt.date) -> bool:
    """Whether it is a public holiday in Korea, substitutes included."""
    return day.year in YEARS and day in _holidays(day.year)


@lru_cache(maxsize=4)
def _holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("KR", years=year))


def length_min(period: Period) -> int:
    """More than 0 and at most a day, but for an empty one."""
    return period.closes - period.opens + (DAY_MIN if period.closes < period.opens else 0)


def contradictions(hours: Hours) -> tuple[Contradiction, ...]:
    """Of: a period ends when it begins; two overlap; a weekday is open and closed."""
    found: dict[Contradiction, None] = {}
    if any(not length_min(each) for each in hours.periods):
        found["empty"] = None
    if any(each.day in hours.closed_weekdays for each in hours.periods):
        found["closed_and_open"] = None
    if _overlaps(hours):
        found["overlap"] = None
    return tuple(found)


def _overlaps(hours: Hours) -> bool:
    starts = sorted((each.day * DAY_MIN + each.opens, length_min(each)) for each in hours.periods)
    first = starts[0][0] + WEEK_MIN, 0
    pairs = zip(starts, [*starts[1:], first], strict=True)
    return any(start + length > after for (start, length), (after, _) in pairs)


def day_spans(hours: Hours, day: dt.date) -> list[Span] | None:
    """What begins on that day, in its order; None where nobody knows, as on public holidays."""
    if day in hours.closed_days:
        return []
    if is_holiday(day) and hours.holidays != "usual":
        return [] if hours.holidays == "closed" else None
    weekday = day.weekday()
    periods = [each for each in hours.periods if each.day == weekday]
    return sorted((each.opens, each.opens + length_min(each)) for each in periods)


def open_spans(hours: Hours, day: dt.date) -> list[Span] | None:
    """While it is open on that day and in the nights around it, merged where one follows at once.

    None where that day is not known.
    """
    if (today := day_spans(hours, day)) is None:
        return None
    spans = [*_shifted(hours, day, -1), *today, *_shifted(hours, day, 1)]
    merged = list[Span]()
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return [span for span in merged if span[1] > 0]


def _shifted(hours: Hours, day: dt.date, days: int) -> Iterator[Span]:
    for start, end in day_spans(hours, day + dt.timedelta(days=days)) or ():
        yield start + days * DAY_MIN, end + days * DAY_MIN


def is_open(hours: Hours | None, at: dt.datetime) -> bool | None:
    """``at`` in Seoul's time. None where nobody knows."""
    if hours is None or (spans := open_spans(hours, at.date())) is None:
        return None
    minute = at.hour * 60 + at.minute
    return any(start <= minute < end for start, end in spans)


def clock_words(minute: int) -> str:
    """``09:05``; 24:00 stays 24:00."""
    minute = minute if minute == DAY_MIN else minute % DAY_MIN
    return f"{minute // 60:02}:{minute % 60:02}"
