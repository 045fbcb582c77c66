"""Where somebody is, or begins: a place by its name, or coordinates as a script writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from metaserver.civic.models import Language
from metaserver.errors import Invalid
from metaserver.web.tourism.desk import Tourism

_NUMBER: Final = r"(-?\d{1,3}(?:\.\d{1,12})?)"
_POINT: Final = re.compile(rf"{_NUMBER}\s*,\s*{_NUMBER}")


@dataclass(frozen=True, slots=True)
class Spot:
    """``name``: of the place that was meant; '' for coordinates."""

    lat: float
    lon: float
    name: str = ""


async def spot_of(tourism: Tourism, text: str, field: str, language: Language) -> Spot | None:
    """None where nothing is said. Raises ``Invalid`` at ``field``: ``unknown_place``, and what a
    search may have wrong; whether coordinates are in the city is found out later."""
    if not text:
        return None
    if found := _POINT.fullmatch(text):
        return Spot(float(found[1]), float(found[2]))
    try:
        wish = tourism.check_search({"words": text, "limit": 1, "language": language})
    except Invalid as error:
        raise Invalid({field: next(iter(error.fields.values()))}) from None
    places = (await tourism.search(wish)).places
    if not places:
        raise Invalid({field: "unknown_place"})
    return Spot(places[0].lat, places[0].lon, places[0].name)
