"""pydantic's errors as sentences that say what to do."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from metaserver.worldfiles import models, wording
from metaserver.worldfiles.problems import Way
from metaserver.worldfiles.yamlfile import Document

_FIELDS = sorted(
    {
        name
        for model in (*vars(models).values(), *vars(wording).values())
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name in model.model_fields
    }
)

_PATTERNS = {
    r"^[a-z][a-z0-9-]{1,39}$": "Write a short id: a small letter first, then small letters, "
    "digits or hyphens, 2 to 40 characters",
    r"^#[0-9a-f]{6}$": 'Write a colour as six small hex digits in quotes, like "#c9a46b"',
    r"^\d{4}-\d{2}-\d{2}$": "Write a date as year-month-day, like 2026-11-22",
    r"^https://": "Write an address that begins with https://",
    r"^[0-9a-f]{64}$": "Write the sha256 as 64 hex digits; scripts/hash_assets.py fills it in",
    r"^[a-z0-9][a-z0-9._-]*\.(webp|png|svg)$": "Write the name of a .webp, .png or .svg file "
    "in small letters, without a folder",
}

_TYPES = {
    "float": "a number",
    "int": "a whole number",
    "bool": "true or false",
    "string": "text (in quotes if it looks like a number)",
    "list": "a list",
    "tuple": "a list of numbers in brackets",
    "dict": "a block of fields",
    "model": "a block of fields",
}

_LIMITS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("more than", "gt"),
    "less_than_equal": ("at most", "le"),
    "less_than": ("less than", "lt"),
}


_UNWRITTEN = ("[key]", "rect", "circle", "polygon", "row", "structure")
"""Steps that pydantic adds to a way."""


def report(error: ValidationError, document: Document) -> None:
    """Add one problem to the document for each error."""
    for detail in error.errors(include_url=False):
        path, name = _path(detail["loc"], document.data)
        sentence = _sentence(detail, name)
        line = document.line((*path, name) if detail["type"] == "extra_forbidden" else path)
        document.add((*path, name) if name else path, sentence, line)


def _path(loc: tuple[int | str, ...], data: Any) -> tuple[Way, str]:
    """The part of ``loc`` that is written in the file, and the name of the field if it is not.

    pydantic puts names of union members and ``[key]`` between the real steps.
    """
    path: list[str | int] = []
    for step in loc:
        if _holds(data, step):
            data = data[step]
            path.append(step)
    absent = loc[-1] if loc and (not path or path[-1] != loc[-1]) else ""
    is_field = isinstance(absent, str) and absent not in _UNWRITTEN
    return tuple(path), str(absent) if is_field else ""


def _holds(data: Any, step: int | str) -> bool:
    if isinstance(data, list):
        return isinstance(step, int) and 0 <= step < len(data)
    return isinstance(data, dict) and step in data


def _sentence(detail: Mapping[str, Any], name: str) -> str:
    kind = str(detail["type"])
    context: Mapping[str, Any] = detail.get("ctx", {})
    given = _shown(detail.get("input"))
    if kind in _SPECIAL:
        return _SPECIAL[kind](name or str(detail["loc"][-1]), context, given)
    if kind in _LIMITS:
        words, key = _LIMITS[kind]
        return f"{given} is out of range; write a number of {words} {context[key]:g}."
    return _of_type(kind) or f"{given} cannot be used here: {detail['msg']}."


def _of_type(kind: str) -> str | None:
    base = kind.removesuffix("_type").removesuffix("_parsing").removesuffix("_from_float")
    base = base.removesuffix("_parsing_size")
    return f"Write {_TYPES[base]} here." if base in _TYPES else None


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    text = re.sub(r"\s+", " ", text)
    return f"'{text[:40]}{'…' if len(text) > 40 else ''}'"


def _missing(name: str, _: Mapping[str, Any], __: str) -> str:
    if name.isdigit():
        return f"A number is missing in this list: it needs at least {int(name) + 1}."
    return f"The field '{name}' is missing; add it."


def _extra(name: str, _: Mapping[str, Any], __: str) -> str:
    close = difflib.get_close_matches(name, _FIELDS, 1)
    hint = f" did you mean '{close[0]}'?" if close else " remove it."
    return f"There is no field '{name[:40]}' here;{hint}"


def _pattern(_: str, context: Mapping[str, Any], given: str) -> str:
    what = _PATTERNS.get(context["pattern"], f"It must match {context['pattern']}")
    return f"{what}; {given} is not."


def _short(_: str, context: Mapping[str, Any], __: str) -> str:
    return f"There must be at least {context['min_length']} entries here; add some."


def _long(_: str, context: Mapping[str, Any], __: str) -> str:
    return f"There may be at most {context['max_length']} entries here; drop some."


_SPECIAL: dict[str, Callable[[str, Mapping[str, Any], str], str]] = {
    "missing": _missing,
    "extra_forbidden": _extra,
    "string_pattern_mismatch": _pattern,
    "literal_error": lambda _, c, given: f"{given} is not known; write one of {c['expected']}.",
    "finite_number": lambda *_: "Write a finite number here.",
    "union_tag_not_found": lambda *_: "Give the shape as one of rect, circle or polygon.",
    "too_short": _short,
    "too_long": _long,
    "string_too_short": lambda *_: "The text is empty; write at least a character.",
    "string_too_long": lambda _, c, __: (
        f"The text is too long; at most {c['max_length']} characters fit."
    ),
}
