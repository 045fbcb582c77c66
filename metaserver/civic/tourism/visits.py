"""A day's visits in a given order: when one arrives, waits, goes in and leaves.

Whoever comes too early waits where the place opens later that day, long enough for the stay;
where it does not, the stop is counted as closed and one goes on after the stay all the same: from
outside there is something to see too. Times are minutes from the midnight of the plan's day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from metaserver.civic.tourism.hours import Span


class Cost(NamedTuple):
    """Less is better: first fewer closed doors, then an earlier end."""

    closed: int
    end_min: int


class Visit(NamedTuple):
    arrive_min: int
    enter_min: int
    leave_min: int
    fits: bool


@dataclass(frozen=True, slots=True)
class Day:
    """What a plan is made of; plain numbers, so that a worker can make it.

    ``travel_min[a][b]`` leads from stop ``a`` to ``b``; ``first_min[b]`` from the start, 0 for
    all where there is none. ``spans[a]``: when stop ``a`` is open; None where nobody knows, which
    never makes one wait.
    """

    begin_min: int
    stay_min: int
    first_min: tuple[int, ...]
    travel_min: tuple[tuple[int, ...], ...]
    spans: tuple[tuple[Span, ...] | None, ...]
    anywhere: bool
    """It may begin at any stop."""

    @property
    def stops(self) -> range:
        return range(len(self.spans))


def visit(day: Day, stop: int, arrive_min: int) -> Visit:
    spans = day.spans[stop]
    if spans is None:
        return Visit(arrive_min, arrive_min, arrive_min + day.stay_min, True)
    for opens, closes in spans:
        enter_min = max(arrive_min, opens)
        if enter_min + day.stay_min <= closes:
            return Visit(arrive_min, enter_min, enter_min + day.stay_min, True)
    return Visit(arrive_min, arrive_min, arrive_min + day.stay_min, False)


def visits(day: Day, order: Iterable[int]) -> list[Visit]:
    found = list[Visit]()
    before, now_min = -1, day.begin_min
    for stop in order:
        now_min += day.first_min[stop] if before < 0 else day.travel_min[before][stop]
        found.append(visit(day, stop, now_min))
        before, now_min = stop, found[-1].leave_min
    return found


def cost(day: Day, order: Sequence[int]) -> Cost:
    there = visits(day, order)
    return Cost(sum(not each.fits for each in there), there[-1].leave_min)
