"""What is known now: the shipped facts, the operator's own, and what other servers told.

The operator's places stand in for shipped ones of the same id. A fetched place that is one of
those already, by name and point, only adds what its source says of it.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from metaserver.civic.complaints.places import distance_m
from metaserver.civic.tourism.hours import contradictions
from metaserver.civic.tourism.index import Index
from metaserver.civic.tourism.kinds import load_kinds
from metaserver.civic.tourism.models import Event, Note, Place
from metaserver.civic.tourism.search import Searcher
from metaserver.civic.tourism.text import normal
from metaserver.ports.tourism import Fetched

SAME_WITHIN_M: Final = 600.0
"""Points of the same place lie so near to each other: palaces are large."""

_Fact = TypeVar("_Fact", Place, Event)
_log = logging.getLogger(__name__)


class Shelf:
    """Never changed: what is known later is another one. Takes a while to make for many places."""

    def __init__(
        self, own: Iterable[Place], fetched: Sequence[Fetched], events: Iterable[Event],
        worlds: Collection[str] | None,
    ) -> None:  # fmt: skip
        """``worlds`` are those one can go to; None for those that the places name."""
        places = {each.id: _in_worlds(each, worlds) for each in own}
        told = _read(Place, [each.body for each in fetched if each.kind == "place"])
        by_name = {_plain(each): each.id for each in places.values()}
        for place in map(without_contradictions, told):
            _add(places, place, places.get(by_name.get(_plain(place), "")))
        self.places = tuple(places.values())
        self.by_id = places
        self.events = (
            *events,
            *_read(Event, [each.body for each in fetched if each.kind == "event"]),
        )
        self.searcher = Searcher(self.places, Index(self.places), load_kinds())


def without_contradictions(place: Place) -> Place:
    """Hours that cannot be are unknown hours."""
    if place.hours is None or not contradictions(place.hours):
        return place
    return place.model_copy(update={"hours": None, "doubt": "hours"})


def _in_worlds(place: Place, worlds: Collection[str] | None) -> Place:
    if not place.world or worlds is None or place.world in worlds:
        return place
    return place.model_copy(update={"world": ""})


def _read(model: type[_Fact], bodies: Iterable[Mapping[str, Any]]) -> list[_Fact]:
    """Those that are still what a fact is: an older server may have written others."""
    found, refused = list[_Fact](), 0
    for body in bodies:
        try:
            found.append(model.model_validate(body))
        except ValidationError:
            refused += 1
    if refused:
        _log.warning("%s kept facts cannot be read; the next refresh brings them anew", refused)
    return found


def _add(places: dict[str, Place], told: Place, alike: Place | None) -> None:
    if alike is None or not _is_there(alike, told):
        places[told.id] = told
        return
    source = Note(title=told.source.in_("ko")[:100], words=told.as_of.isoformat())
    notes = (*alike.notes, *told.notes, source)[:20]
    address = alike.address or told.address
    places[alike.id] = alike.model_copy(update={"notes": notes, "address": address})


def _is_there(place: Place, told: Place) -> bool:
    return distance_m(place.lat, place.lon, told.lat, told.lon) < SAME_WITHIN_M


def _plain(place: Place) -> str:
    return normal(place.name.ko).replace(" ", "")
