"""A day plan of a wish: what is reckoned with, and how it is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Literal

from metaserver.civic.complaints.days import SEOUL
from metaserver.civic.models import Language
from metaserver.civic.texts import ServiceTexts
from metaserver.civic.tourism.estimates import Estimate, estimate
from metaserver.civic.tourism.hours import open_spans
from metaserver.civic.tourism.models import (
    DAY_MIN,
    Leg,
    Place,
    Plan,
    PlanWish,
    Point,
    Stop,
)
from metaserver.civic.tourism.orders import EXACT_MAX, Order
from metaserver.civic.tourism.shown import place_shown
from metaserver.civic.tourism.visits import Day, Visit, visits

Warning_ = Literal["", "closed", "closes_too_soon", "hours_unknown", "holiday"]
INLINE_MAX: Final = 6
"""Up to so many places the best order is found in under 5 ms."""


class Draft:
    """The wish with what is known of its places, in their order."""

    def __init__(self, wish: PlanWish, places: Sequence[Place]) -> None:
        self.wish = wish
        self.places = places
        points = [Point(lat=each.lat, lon=each.lon) for each in places]
        self._ways = [[estimate(a, b, wish.mode) for b in points] for a in points]
        self._first = [estimate(wish.start, b, wish.mode) for b in points] if wish.start else []
        self.day = Day(
            begin_min=wish.begin,
            stay_min=wish.stay_min,
            first_min=tuple(each.minutes for each in self._first) or (0,) * len(points),
            travel_min=tuple(tuple(each.minutes for each in row) for row in self._ways),
            spans=tuple(_spans(each, wish.day) for each in places),
            anywhere=wish.start is None,
        )

    def ways(self, order: Order) -> list[Estimate]:
        """One a leg, the one from the start first where there is a start."""
        first = [self._first[order[0]]] if self._first else []
        return first + [self._ways[a][b] for a, b in pairwise(order)]

    def told(
        self, order: Order, texts: ServiceTexts, language: Language, today: dt.date, gone: int
    ) -> Plan:
        """``gone``: so many places of the wish are not known any more."""
        there = visits(self.day, order)
        stops = tuple(
            self._stop(self.places[number], visit, texts, language, today)
            for number, visit in zip(order, there, strict=True)
        )
        ways = self.ways(order)
        return Plan(
            wish=self.wish,
            stops=stops,
            legs=tuple(
                Leg(metres=each.metres, minutes=each.minutes, mode=each.way) for each in ways
            ),
            total_min=there[-1].leave_min - self.day.begin_min,
            total_m=sum(each.metres for each in ways),
            order_kept=self.wish.keep_order,
            exact=not self.wish.keep_order and len(order) <= EXACT_MAX,
            warnings=_warnings(stops, there, texts, gone),
        )

    def _stop(
        self, place: Place, visit: Visit, texts: ServiceTexts, language: Language, today: dt.date
    ) -> Stop:
        warning = _warning(place, visit, self.wish.day)
        entered = _time(self.wish.day, visit.enter_min)
        unknown = warning in ("hours_unknown", "holiday")
        return Stop(
            place=place_shown(place, texts, language, entered, today),
            arrive=_time(self.wish.day, visit.arrive_min).isoformat(),
            leave=_time(self.wish.day, visit.leave_min).isoformat(),
            wait_min=visit.enter_min - visit.arrive_min,
            open=None if unknown else visit.fits,
            warning=warning,
            warning_words=texts.words[f"stop.{warning}"] if warning else "",
        )


def _spans(place: Place, day: dt.date) -> tuple[tuple[int, int], ...] | None:
    """Those that begin by midnight: nobody waits until tomorrow."""
    spans = open_spans(place.hours, day) if place.hours else None
    return None if spans is None else tuple(span for span in spans if span[0] < DAY_MIN)


def _warning(place: Place, visit: Visit, day: dt.date) -> Warning_:
    if place.hours is None:
        return "hours_unknown"
    spans = _spans(place, day)
    if spans is None:
        return "holiday"
    if visit.fits:
        return ""
    return "closes_too_soon" if spans else "closed"


def _warnings(
    stops: Sequence[Stop], there: Sequence[Visit], texts: ServiceTexts, gone: int
) -> tuple[str, ...]:
    counts = {
        "gone": gone,
        "closed": sum(each.open is False for each in stops),
        "midnight": int(there[-1].leave_min > DAY_MIN),
        "unknown": sum(each.open is None for each in stops),
        "stale": sum(each.place.source.stale for each in stops),
        "estimate": 1,
    }
    return tuple(
        texts.words[f"plan.{name}"].format(count=count) for name, count in counts.items() if count
    )


def _time(day: dt.date, minute: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), SEOUL) + dt.timedelta(minutes=minute)
