"""Files of places and events: what is shipped, and the operator's own (YAML or JSON)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, model_validator

from metaserver.civic.complaints.places import is_inside, point_problem
from metaserver.civic.models import Part
from metaserver.civic.tourism.hours import contradictions
from metaserver.civic.tourism.kinds import load_kinds
from metaserver.civic.tourism.models import Event, Named, Place, Url
from metaserver.civic.yamlfile import load_yaml

PLACES: Final = Path(__file__).with_name("places.json")
EVENTS_EXAMPLE: Final = Path(__file__).with_name("events-example.json")
_SENTENCES: Final = {
    "outside": "it lies outside Seoul; give WGS84 degrees",
    "swapped": "lat and lon are swapped",
    "empty": "hours: a period closes when it opens; write 0 to 1440 for a whole day",
    "overlap": "hours: two periods overlap",
    "closed_and_open": "hours: a weekday is both open and closed",
}


class _Facts(Part):
    """Source and day are those of the file, but where a fact has its own."""

    format: Literal[1]
    as_of: dt.date
    source: Named
    url: Url = ""
    note: str = ""
    crs: Literal["WGS84"] = "WGS84"
    accuracy_m: float | None = None

    @model_validator(mode="before")
    @classmethod
    def _handed_down(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        common = {name: data[name] for name in ("as_of", "source", "url") if name in data}
        common |= {"example": True} if data.get("example") is True else {}
        lists = {name: data[name] for name in ("places", "events") if name in data}
        return data | {
            name: [common | each if isinstance(each, dict) else each for each in rows]
            for name, rows in lists.items()
            if isinstance(rows, list)
        }


class PlacesFile(_Facts):
    places: Annotated[tuple[Place, ...], Field(max_length=50_000)]

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        _once([each.id for each in self.places])
        for place in self.places:
            if place.kind not in load_kinds().kinds:
                raise ValueError(f"{place.id}: there is no kind {place.kind}")
            for code in point_problem(place.lat, place.lon).values():
                raise ValueError(f"{place.id}: {_SENTENCES[code]}")
            for wrong in contradictions(place.hours) if place.hours else ():
                raise ValueError(f"{place.id}: {_SENTENCES[wrong]}")
        return self


class EventsFile(_Facts):
    example: bool = False
    events: Annotated[tuple[Event, ...], Field(max_length=50_000)]

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        _once([each.id for each in self.events])
        for event in self.events:
            if (event.lat is None) != (event.lon is None):
                raise ValueError(f"{event.id}: lat and lon belong together")
            if event.lat is not None and not is_inside(event.lat, event.lon or 0.0):
                raise ValueError(f"{event.id}: {_SENTENCES['outside']}")
        return self


def _once(ids: list[str]) -> None:
    seen = set[str]()
    for each in ids:
        if each in seen:
            raise ValueError(f"{each} is there twice")
        seen.add(each)


def load_places(path: Path = PLACES) -> tuple[Place, ...]:
    """Raises ``SettingError`` with one sentence a mistake, each with its line."""
    return load_yaml(path, PlacesFile).places


def load_events(path: Path) -> tuple[Event, ...]:
    """Raises ``SettingError`` as ``load_places`` does."""
    return load_yaml(path, EventsFile).events
