"""Who is next, how long it takes, and when somebody counts as gone: plain functions."""

from __future__ import annotations

import enum
import math
import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from metaserver.civic.complaints.rules import is_of
from metaserver.ports.help import Handled, Spread, Talk, TalkState

CAPACITY: Final = 4
"""Open talks that one official may have."""
WAITING_MAX: Final = 500
"""In all; whoever comes then leaves it in writing."""
LINES_MAX: Final = 600
"""Of one talk, everything that happens included."""
MEASURED: Final = 20
"""The last so many talks tell how long one takes."""
MEASURED_MIN: Final = 5
"""Fewer tell nothing."""
TOLD_MIN: Final = 10
"""Of fewer talks nobody is told how soon help comes."""
ON_DUTY_S: Final = 60.0
"""A console that was not heard of for longer is not at the desk."""
AWAY_S: Final = 30.0
"""So long without a sign, and the visitor is told."""
BACK_S: Final = 90.0
"""So long, and the talk goes back to the queue."""
GONE_S: Final = 15 * 60.0
"""A visitor who gave no sign for so long has gone."""
HERE_S: Final = 60.0
ROUND_S: Final = 10
"""What is only expected is told in steps."""
KEPT_DAYS: Final = 30
"""After the end, as the register says."""

_NUMBER: Final = re.compile(r"H-\d{4}-\d{6,9}", re.ASCII)

Departments = frozenset[str] | None
"""What an official covers; None is all."""


@dataclass(frozen=True, slots=True)
class Post:
    """An official who is at a console."""

    account: str
    departments: Departments


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a talk stands in the queue of its department."""

    ahead: int
    wait_s: int | None


class Due(enum.Enum):
    """What time alone makes of a talk."""

    NOTHING = "nothing"
    AWAY = "away"
    """Its visitor is to be told that the official cannot be reached."""
    BACK = "back"
    """It goes back to the queue."""
    GONE = "gone"
    """It ends, for its visitor has gone."""


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def covered(live: Iterable[Talk], departments: Departments) -> list[Talk]:
    """Those of them that wait, and that an official may take, in their order."""
    return [
        each
        for each in live
        if each.state is TalkState.WAITING and is_of(each.department, departments)
    ]


def on_duty_for(department: str, posts: Iterable[Post]) -> list[Post]:
    return [each for each in posts if is_of(department, each.departments)]


def standing(
    department: str, before: Sequence[Talk], live: Sequence[Talk], posts: Sequence[Post],
    handling_s: Sequence[float],
) -> Standing:  # fmt: skip
    """Of a talk of that department with ``before`` waiting longer, in all departments.

    Others than the department's own count for the time, as far as its officials cover them too,
    but not for the place.
    """
    ours = on_duty_for(department, posts)
    accounts = {each.account for each in ours}
    first = sum(any(is_of(each.department, post.departments) for post in ours) for each in before)
    busy = sum(each.state is TalkState.OPEN and each.official in accounts for each in live)
    return Standing(
        ahead=sum(each.department == department for each in before),
        wait_s=expected_wait_s(first, len(ours) * CAPACITY, busy, handling_s),
    )


def expected_wait_s(before: int, slots: int, busy: int, handling_s: Sequence[float]) -> int | None:
    """Until somebody takes the one that has ``before`` in front of it.

    ``slots``: talks that all officials together can have at once, of which ``busy`` are taken. One
    of them becomes free every median/slots seconds. None where there is no ground to say: nobody
    on duty, or too few talks measured.
    """
    if not slots or len(handling_s) < MEASURED_MIN:
        return None
    to_end = max(0, before + 1 - max(0, slots - busy))
    return math.ceil(to_end * statistics.median(handling_s) / slots / ROUND_S) * ROUND_S


def handling_s(handled: Iterable[Handled]) -> list[float]:
    """From being taken to the end, of each that is over."""
    return [
        (each.ended_ms - each.first_taken_ms) / 1000
        for each in handled
        if each.ended_ms is not None
    ]


def to_person_s(handled: Iterable[Handled]) -> list[float]:
    return [(each.first_taken_ms - each.asked_ms) / 1000 for each in handled]


def to_answer_s(handled: Iterable[Handled]) -> list[float]:
    """Of each that was answered."""
    return [
        (each.first_answer_ms - each.asked_ms) / 1000
        for each in handled
        if each.first_answer_ms is not None
    ]


def median_s(values: Sequence[float]) -> int | None:
    """Whole seconds; None for none."""
    return round(statistics.median(values)) if values else None


def told_s(spread: Spread) -> tuple[int | None, int | None]:
    """Median and what nine of ten do not exceed, in whole seconds; None of too few."""
    if spread.count < TOLD_MIN or spread.median_ms is None or spread.p90_ms is None:
        return None, None
    return round(spread.median_ms / 1000), round(spread.p90_ms / 1000)


def due(talk: Talk, *, visitor_silent_s: float, official_silent_s: float, may_go_on: bool) -> Due:
    """``may_go_on``: whether whoever has it is still an official of its department."""
    if visitor_silent_s > GONE_S:
        return Due.GONE
    if talk.state is not TalkState.OPEN:
        return Due.NOTHING
    if not may_go_on or official_silent_s > BACK_S:
        return Due.BACK
    is_away = official_silent_s > AWAY_S and talk.away_ms is None
    return Due.AWAY if is_away else Due.NOTHING
