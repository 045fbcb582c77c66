"""A day plan as an iCalendar file (RFC 5545): one event a stop, in Seoul's time."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Final

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from metaserver.civic.models import Language
from metaserver.civic.texts import ServiceTexts
from metaserver.civic.tourism.models import Leg, Plan, Stop

ZONE: Final = "Asia/Seoul"
PRODUCT: Final = "-//Metaverse Seoul//Tourism//EN"
_OFFSET: Final = dt.timedelta(hours=9)
_SINCE: Final = dt.datetime(1988, 10, 9)  # noqa: DTZ001 - RFC 5545 wants local time here
"""Since the last summer time ended, clocks in Korea have not been changed."""


def calendar_of(plan: Plan, texts: ServiceTexts, language: Language, now: dt.datetime) -> bytes:
    """The same plan has the same events, so that it can be imported again. ``now`` in UTC."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", texts.words["ics.title"])
    calendar.add_component(_seoul())
    ways: list[Leg | None] = [*plan.legs] if plan.wish.start else [None, *plan.legs]
    for number, (stop, leg) in enumerate(zip(plan.stops, ways, strict=True)):
        event = _event(stop, leg, texts)
        event.add("uid", _uid(plan, number, stop))
        event.add("dtstamp", now)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _seoul() -> Timezone:
    standard = TimezoneStandard()
    standard.add("dtstart", _SINCE)
    standard.add("tzoffsetfrom", _OFFSET)
    standard.add("tzoffsetto", _OFFSET)
    standard.add("tzname", "KST")
    zone = Timezone()
    zone.add("tzid", ZONE)
    zone.add_component(standard)
    return zone


def _event(stop: Stop, leg: Leg | None, texts: ServiceTexts) -> Event:
    place = stop.place
    event = Event()
    event.add("summary", place.name)
    arrive = dt.datetime.fromisoformat(stop.arrive) + dt.timedelta(minutes=stop.wait_min)
    for name, time in (("dtstart", arrive), ("dtend", dt.datetime.fromisoformat(stop.leave))):
        event.add(name, time.replace(tzinfo=None), parameters={"TZID": ZONE})
    event.add("location", place.address or place.name)
    event.add("geo", (place.lat, place.lon))
    event.add("description", _description(stop, leg, texts))
    return event


def _description(stop: Stop, leg: Leg | None, texts: ServiceTexts) -> str:
    source = stop.place.source
    lines = [
        stop.place.fact,
        texts.words[f"ics.{leg.mode}"].format(minutes=leg.minutes, metres=leg.metres)
        if leg
        else "",
        stop.warning_words,
        texts.words["ics.source"].format(title=source.title, day=source.as_of.isoformat()),
    ]
    return "\n".join(filter(None, lines))


def _uid(plan: Plan, number: int, stop: Stop) -> str:
    told = f"{plan.wish.model_dump_json()}\0{number}\0{stop.place.id}"
    return f"{hashlib.sha256(told.encode()).hexdigest()[:32]}@metaverse-seoul"
