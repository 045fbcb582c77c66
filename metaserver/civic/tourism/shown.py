"""Facts as they are shown: in the reader's language, with their source and how old they are."""

from __future__ import annotations

import datetime as dt
from typing import Final

from metaserver.civic.models import Language
from metaserver.civic.texts import ServiceTexts
from metaserver.civic.tourism.hours import clock_words, is_open
from metaserver.civic.tourism.kinds import load_kinds
from metaserver.civic.tourism.models import (
    DAY_MIN,
    Event,
    EventShown,
    Fact,
    Hours,
    HoursShown,
    Place,
    PlaceShown,
    SourceShown,
)

STALE_FETCHED: Final = dt.timedelta(days=30)
STALE_SHIPPED: Final = dt.timedelta(days=365)


def source_shown(fact: Fact, language: Language, today: dt.date) -> SourceShown:
    limit = STALE_FETCHED if fact.fetched else STALE_SHIPPED
    return SourceShown(
        title=fact.source.in_(language),
        url=fact.url,
        as_of=fact.as_of,
        stale=today - fact.as_of > limit,
    )


def place_shown(
    place: Place, texts: ServiceTexts, language: Language, at: dt.datetime, today: dt.date,
    distance_m: float | None = None,
) -> PlaceShown:  # fmt: skip
    """``at``: in Seoul's time; whether it is open then."""
    name = place.name.in_(language)
    other = place.name.in_("en" if language == "ko" else "ko")
    return PlaceShown(
        id=place.id,
        name=name,
        other_name=other if other != name else "",
        kind=place.kind,
        kind_title=load_kinds().name(place.kind, language),
        lat=place.lat,
        lon=place.lon,
        fact=place.fact.in_(language) if place.fact else "",
        hours=_hours(place.hours, texts) if place.hours else None,
        holidays=place.hours.holidays if place.hours else None,
        open=is_open(place.hours, at),
        accessible=place.accessible,
        address=place.address,
        notes=place.notes,
        distance_m=None if distance_m is None else round(distance_m),
        source=source_shown(place, language, today),
        world=place.world,
        warning=texts.words[f"doubt.{place.doubt}"] if place.doubt else "",
    )


def _hours(hours: Hours, texts: ServiceTexts) -> tuple[HoursShown, ...]:
    return tuple(
        HoursShown(
            day=day,
            title=texts.words[f"day.{day}"],
            periods=tuple(
                f"{clock_words(each.opens)}-{clock_words(each.closes or DAY_MIN)}"
                for each in sorted(hours.periods, key=lambda period: period.opens)
                if each.day == day
            ),
        )
        for day in range(7)
    )


def event_shown(event: Event, language: Language, today: dt.date) -> EventShown:
    return EventShown(
        id=event.id,
        name=event.name.in_(language),
        venue=event.venue,
        lat=event.lat,
        lon=event.lon,
        from_day=event.from_day,
        to_day=event.to_day,
        hours=event.hours,
        source=source_shown(event, language, today),
        example=event.example,
    )
