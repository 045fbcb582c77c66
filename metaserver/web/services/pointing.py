"""A form's fields for places, and the maps on which they are pointed at."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from metaserver.civic.models import Language
from metaserver.web.forms import Form
from metaserver.web.services.fields import Field, walk
from metaserver.web.services.placemap import (
    Landmark,
    Look,
    PlaceMap,
    looking_at,
    place_map,
    steered,
)
from metaserver.web.services.sending import Sheet
from metaserver.web.services.values import Typed, level_of, request_of

Landmarks = Callable[[Language], Sequence[Landmark]]


class Pointing:
    def __init__(self, landmarks: Landmarks) -> None:
        self._landmarks = landmarks

    def maps(self, sheet: Sheet, language: Language) -> dict[str, PlaceMap]:
        """Name of the field to its map."""
        landmarks = self._landmarks(language)
        return {
            each.name: place_map(_look(each, sheet.values), landmarks)
            for each in _pointed(sheet.drawn)
        }

    def steer(self, sheet: Sheet, form: Form, language: Language) -> bool:
        """Does what a map's button says, to ``sheet.values``: False where none was pressed."""
        for each in _pointed(sheet.drawn):
            if wanted := form.text(f"map.{each.name}"):
                to = self._landmark(form.text(f"map.to.{each.name}"), language)
                _point(each, sheet, steered(_look(each, sheet.values), wanted, to))
                return True
        return False

    def _landmark(self, number: str, language: Language) -> Landmark | None:
        known = self._landmarks(language)
        is_number = number.isascii() and number.isdecimal() and len(number) < 4
        return known[int(number)] if is_number and int(number) < len(known) else None


def _pointed(fields: Sequence[Field]) -> list[Field]:
    """Those for a place that may have coordinates."""
    return [
        each
        for each in walk(fields)
        if each.widget == "place" and {f"{each.name}.lat", f"{each.name}.lon"} <= _parts(each)
    ]


def _parts(field: Field) -> set[str]:
    return {part.name for part in field.parts}


def _look(field: Field, values: Typed) -> Look:
    place = request_of((field,), values).get(field.name, {})
    level = next(iter(values.get(level_of(field), ())), "")
    return looking_at(place.get("lat"), place.get("lon"), level)


def _point(field: Field, sheet: Sheet, look: Look) -> None:
    sheet.values[level_of(field)] = [str(look.level)]
    if look.lat is None or look.lon is None:
        return
    sheet.values[f"{field.name}.lat"] = [f"{look.lat:.6f}"]
    sheet.values[f"{field.name}.lon"] = [f"{look.lon:.6f}"]
    sheet.values[f"{field.name}.source"] = ["map"]
