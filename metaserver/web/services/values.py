"""What a form carried, as the request that a service checks; and back again.

What was typed stays text as it is for showing it again. For the request it becomes numbers,
truths and lists where the field says so; text that is no number stays text, and the service says
what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from metaserver.web.services.fields import Field, walk

Typed = Mapping[str, Sequence[str]]
"""Dotted name to what was typed or chosen there."""

_NUMBER: Final = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?")
_NUL: Final = "\0"


def typed(pairs: Iterable[tuple[str, str]], fields: Sequence[Field]) -> dict[str, list[str]]:
    """Of what a form carried, what the fields ask for; all else is dropped."""
    known = {each.name for each in walk(fields)} | _beside(fields)
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if name in known:
            found.setdefault(name, []).append(_clean(value))
    return found


def request_of(fields: Sequence[Field], values: Typed, prefix: str = "") -> dict[str, Any]:
    """The request: nested as the fields are, without what does not apply or was left empty.

    ``prefix`` is that of the group they are in; a field's own name may hold dots too.
    """
    applying = [each for each in fields if each.applies(values)]
    found = {each.name.removeprefix(prefix): _value(each, values) for each in applying}
    return {name: value for name, value in found.items() if value not in (None, "", [], {})}


def pairs(values: Typed) -> list[tuple[str, str]]:
    """For hidden fields that carry everything on to the next step."""
    return [(name, value) for name, several in values.items() for value in several]


def _value(field: Field, values: Typed) -> Any:
    given = [value for value in values.get(field.name, ()) if value.strip()]
    match field.widget:
        case "group":
            return request_of(field.parts, values, f"{field.name}.")
        case "place":
            return _place(field, values)
        case "tick":
            return bool(given)
        case "choices":
            return [_chosen(field, value) for value in given]
        case "photos":
            return list(given)
        case "choice":
            return _chosen(field, given[0]) if given else None
        case "number":
            return _number(field, given[0].strip()) if given else None
        case _:
            return given[0].strip() if given else None


def _place(field: Field, values: Typed) -> dict[str, Any]:
    place = request_of(field.parts, values, f"{field.name}.")
    if not place:
        return {}
    source = next(iter(values.get(f"{field.name}.source", ())), "")
    pointed = "lat" in place or "lon" in place
    place["source"] = (source if source == "map" else "point") if pointed else "address"
    return place


def _chosen(field: Field, value: str) -> Any:
    return next((each.given for each in field.choices if each.value == value), value)


def _number(field: Field, text: str) -> int | float | str:
    if not _NUMBER.fullmatch(text):
        return text
    return int(text) if field.whole and "." not in text else float(text)


def level_of(field: Field) -> str:
    """Under what name a form carries how close a place's map is."""
    return f"map.level.{field.name}"


def _beside(fields: Sequence[Field]) -> set[str]:
    """What a form carries of a place besides what is asked."""
    places = [each for each in walk(fields) if each.widget == "place"]
    return {f"{each.name}.source" for each in places} | {level_of(each) for each in places}


def _clean(value: str) -> str:
    """Lines end as they do everywhere but in forms; a zero byte is no character of a text."""
    return value.replace("\r\n", "\n").replace("\r", "\n").replace(_NUL, "")
