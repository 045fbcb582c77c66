"""A service's schema, read for who draws its form in HTML.

The words of the schema are those of ``civic.models.Service``; nothing here knows which service it
is. A field that is not understood is drawn as a line of text rather than left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

PLACE_PARTS: Final = ("address", "lat", "lon")
"""What of a place somebody can type; where the point comes from is not asked."""
_LENGTH_MAX: Final = 4000


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    """As a form carries it."""
    title: str
    hint: str = ""
    group: str = ""
    given: Any = None
    """As the schema has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question, or a group of them (``parts``)."""

    name: str
    """Dotted, as errors and forms name it: ``contact.email``."""
    widget: str
    title: str
    hint: str = ""
    required: bool = False
    optional: bool = False
    """To be marked as one that may be left out."""
    whole: bool = False
    """A number without decimals."""
    choices: Sequence[Choice] = ()
    when: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Name of another field to the values with which this one is asked for."""
    errors: Mapping[str, str] = field(default_factory=dict)
    parts: Sequence[Field] = ()
    length_max: int = _LENGTH_MAX
    items_max: int = 1
    minimum: float | None = None
    maximum: float | None = None

    @property
    def id(self) -> str:
        """Of its element in the page."""
        return "f-" + self.name.replace(".", "-")

    def applies(self, values: Mapping[str, Sequence[str]]) -> bool:
        """Whether it is asked for, by what was chosen elsewhere."""
        return all(
            any(given in allowed for given in values.get(name, ()))
            for name, allowed in self.when.items()
        )


def read_schema(schema: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields of an object's JSON Schema, in the order of the form."""
    return _parts(schema, "", schema.get("$defs", {}))


def walk(fields: Sequence[Field]) -> Iterator[Field]:
    """Every field, a group before its parts."""
    for each in fields:
        yield each
        yield from walk(each.parts)


def opening(fields: Sequence[Field]) -> Field | None:
    """The choice that decides what else is asked: it is made first, on a page of its own."""
    asked = {name for each in walk(fields) for name in each.when}
    for each in fields:
        if each.widget == "choice" and each.required and each.name in asked:
            return each
    return None


def asked(fields: Sequence[Field], values: Mapping[str, Sequence[str]]) -> tuple[Field, ...]:
    """What is drawn once the opening choice is made: the rest of the fields that go with it.

    What depends on any other field stays: a page without scripts cannot bring it back.
    """
    first = opening(fields)
    return _fitting(fields, first.name, values) if first else tuple(fields)


def text_of(value: Any) -> str:
    """A value of the schema as a form carries it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _fitting(
    fields: Sequence[Field], first: str, values: Mapping[str, Sequence[str]]
) -> tuple[Field, ...]:
    found = []
    for each in fields:
        fits = first not in each.when or set(values.get(first, ())) & set(each.when[first])
        parts = _fitting(each.parts, first, values)
        if each.name != first and fits and (parts or not each.parts):
            found.append(replace(each, parts=parts))
    return tuple(found)


def _parts(schema: Mapping[str, Any], prefix: str, defs: Mapping[str, Any]) -> tuple[Field, ...]:
    required = schema.get("required", ())
    properties = schema.get("properties", {})
    known = {name: _resolved(each, defs) for name, each in properties.items()}
    drawn = [pair for pair in known.items() if "x-widget" in pair[1]]
    ordered = sorted(drawn, key=lambda pair: pair[1].get("x-order", 1000))
    return tuple(_field(prefix + name, each, name in required, defs) for name, each in ordered)


def _field(name: str, schema: Mapping[str, Any], required: bool, defs: Mapping[str, Any]) -> Field:
    kind = _kind(schema)
    widget = schema["x-widget"]
    parts = _parts(schema, f"{name}.", defs) if kind == "object" else ()
    if widget == "place":
        # Any of them will do, so none is marked.
        known = [each for each in parts if each.name.rpartition(".")[2] in PLACE_PARTS]
        parts = tuple(replace(each, optional=False) for each in known)
    required = required or bool(schema.get("x-required"))
    return Field(
        name=name,
        widget=widget,
        title=schema.get("title", name),
        hint=schema.get("description", ""),
        required=required,
        optional=not required and widget not in ("tick", "group"),
        whole=kind == "integer",
        choices=tuple(_choice(each) for each in schema.get("x-choices", ())),
        when={
            other: tuple(text_of(value) for value in values)
            for other, values in schema.get("x-when", {}).items()
        },
        errors=schema.get("x-errors", {}),
        parts=parts,
        length_max=schema.get("maxLength", _LENGTH_MAX),
        items_max=schema.get("maxItems", 20),
        minimum=schema.get("minimum"),
        maximum=schema.get("maximum"),
    )


def _choice(given: Mapping[str, Any]) -> Choice:
    return Choice(
        value=text_of(given["value"]),
        title=given.get("title", text_of(given["value"])),
        hint=given.get("hint", given.get("description", "")),
        group=given.get("group", ""),
        given=given["value"],
    )


def _resolved(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a ``$ref`` into the same document points at, with what stands beside it."""
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return {**defs[name], **schema} if name in defs else schema


def _kind(schema: Mapping[str, Any]) -> str:
    """Its type; of ``anyOf`` the first that is not null."""
    options = [schema, *schema.get("anyOf", ())]
    kinds = [each["type"] for each in options if isinstance(each.get("type"), str)]
    return next((kind for kind in kinds if kind != "null"), "string")
