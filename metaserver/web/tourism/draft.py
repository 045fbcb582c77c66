"""A plan as an address carries it, so that it is made without scripts and kept by nobody:
``?plan=ID&plan=ID&start=&day=&begin=&mode=&stay=&order=``.

Buttons send ``add``, ``remove``, ``up`` or ``down`` with the id of a place along with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from metaserver.civic.tourism.models import STOPS_MAX
from metaserver.web.tourism.asked import Pairs, Values
from metaserver.web.tourism.where import Spot

KEPT: Final = "kept"
"""``order``: as the places stand; else the city finds one."""
MODES: Final = ("mixed", "walk", "transit")
FIELDS: Final[Mapping[str, str]] = {"stay_min": "stay", "keep_order": "order"}
"""What the form calls whatever the wish names otherwise."""
_ID: Final = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,79}")
_TIME: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?")
_SHORT: Final = 20
_START_MAX: Final = 201


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was chosen and typed, whether it can be or not; '' for what was not."""

    places: tuple[str, ...] = ()
    start: str = ""
    day: str = ""
    begin: str = ""
    """``HH:MM``."""
    mode: str = ""
    stay: str = ""
    order: str = ""

    @classmethod
    def of(cls, values: Values) -> Self:
        places = [each for each in values.getlist("plan") if _ID.fullmatch(each)]
        return cls(
            # One too many is kept: then that is what is told.
            places=tuple(dict.fromkeys(places))[: STOPS_MAX + 1],
            start=values.get("start", "").strip()[:_START_MAX],
            day=values.get("day", "").strip()[:_SHORT],
            begin=values.get("begin", "").strip()[:_SHORT],
            mode=values.get("mode", "").strip()[:_SHORT],
            stay=values.get("stay", "").strip()[:_SHORT],
            order=KEPT if values.get("order", "") == KEPT else "",
        )

    @property
    def pairs(self) -> Pairs:
        """For an address, or for hidden fields."""
        single = [
            ("start", self.start), ("day", self.day), ("begin", self.begin), ("mode", self.mode),
            ("stay", self.stay), ("order", self.order),
        ]  # fmt: skip
        return [("plan", each) for each in self.places] + [pair for pair in single if pair[1]]

    def form(self, spot: Spot | None, day: str) -> dict[str, Any]:
        """As ``Tourism.check_plan`` takes it; ``day``: where none was chosen."""
        return {
            "places": list(self.places), "day": self.day or day, "mode": self.mode,
            "begin": _minute(self.begin), "stay_min": self.stay,
            "start": {"lat": spot.lat, "lon": spot.lon} if spot else None,
            "keep_order": self.order == KEPT,
        }  # fmt: skip

    def in_order(self, places: Sequence[str]) -> Draft:
        return replace(self, places=tuple(places))


def changed(draft: Draft, values: Values) -> tuple[Draft, Pairs] | None:
    """The draft after a button was pressed, and what the page has to know of it: which place it
    was, and what was done. None where none was pressed."""
    for what, act in (("add", _add), ("remove", _remove), ("up", _up), ("down", _down)):
        place = values.get(what, "")
        if _ID.fullmatch(place):
            return act(draft, place), [("done", what), ("at", place)]
    return None


def _add(draft: Draft, place: str) -> Draft:
    """At the end; one that is there already stays where it is."""
    places = tuple(dict.fromkeys((*draft.places, place)))
    return replace(draft, places=places[: STOPS_MAX + 1])


def _remove(draft: Draft, place: str) -> Draft:
    return replace(draft, places=tuple(each for each in draft.places if each != place))


def _up(draft: Draft, place: str) -> Draft:
    return _moved(draft, place, -1)


def _down(draft: Draft, place: str) -> Draft:
    return _moved(draft, place, 1)


def _moved(draft: Draft, place: str, by: int) -> Draft:
    """From here on the order is the visitor's own."""
    places = list(draft.places)
    if place in places:
        at = places.index(place)
        to = min(max(at + by, 0), len(places) - 1)
        places.insert(to, places.pop(at))
    return replace(draft, places=tuple(places), order=KEPT)


def _minute(time: str) -> int | str:
    """Minutes from midnight; what is no time of day stays, and is refused later."""
    found = _TIME.fullmatch(time)
    return int(found[1]) * 60 + int(found[2]) if found else time
