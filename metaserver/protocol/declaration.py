"""The declarations as plain data: what the hash of the handshake is made of, and what
``docs/protocol.md`` and ``clients/web/src/net/messages.ts`` are generated from.

The type of a field is one short notation, read from the model's JSON Schema without its titles
and descriptions, so that a better sentence in a docstring parts nobody:

``u8`` ``u16`` ``u32`` ``int`` ``int 0..31``      whole numbers
``float`` ``float -4000..4000``                   finite numbers
``text`` ``text <= 600`` ``text ^[a-z]+$``        UTF-8, length in characters, or a pattern
``bool``
``list of u8, 7 items``  ``[u16, text, float]``   arrays of one type, arrays of fixed columns
``map of int``                                    text keys
``Tier``                                          an enumeration, by value
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from metaserver.protocol.frames import Kind
from metaserver.protocol.messages import (
    CLIENT_MESSAGES,
    SERVER_MESSAGES,
    VERSION,
    Arrival,
    Channel,
    Do,
    Message,
    Reason,
    Relation,
    Tier,
    Visit,
)
from metaserver.protocol.quantise import State

ENUMS: tuple[type[enum.Enum], ...] = (
    Arrival, Channel, Do, Kind, Reason, Relation, State, Tier, Visit,
)  # fmt: skip
REQUIRED = object()
"""Default of a field that has none."""

_UNSIGNED = {255: "u8", 65535: "u16", 0xFFFFFFFF: "u32"}


@dataclass(frozen=True, slots=True)
class FieldShape:
    name: str
    type: str
    default: Any = REQUIRED

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


def fields_of(message: type[Message]) -> list[FieldShape]:
    """In the order of the wire."""
    properties = message.model_json_schema()["properties"] if message.model_fields else {}
    return [
        FieldShape(name, _type(schema), schema.get("default", REQUIRED))
        for name, schema in properties.items()
    ]


def declaration() -> str:
    """The whole protocol as canonical JSON: enumerations, codes, names, fields, types, defaults."""
    enums = {e.__name__: {member.name: member.value for member in e} for e in ENUMS}
    messages = [
        [m.code, m.__name__, [_row(field) for field in fields_of(m)]]
        for m in (*CLIENT_MESSAGES, *SERVER_MESSAGES)
    ]
    return json.dumps([VERSION, enums, messages], sort_keys=True, separators=(",", ":"))


def _row(field: FieldShape) -> list[Any]:
    return [field.name, field.type, *([] if field.required else [field.default])]


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    kind: str = schema["type"]
    return _NOTATION[kind](schema)


def _integer(schema: dict[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low == 0 and high in _UNSIGNED:
        return _UNSIGNED[high]
    return "int" + _bounds(low, high)


def _bounds(low: float | None, high: float | None) -> str:
    if high is None:
        return "" if low is None else f" >= {low:g}"
    return f" {low:g}..{high:g}"


def _text(schema: dict[str, Any]) -> str:
    if "pattern" in schema:
        return f"text {schema['pattern']}"
    return f"text <= {schema['maxLength']}" if "maxLength" in schema else "text"


def _array(schema: dict[str, Any]) -> str:
    if "prefixItems" in schema:
        return "[" + ", ".join(_type(item) for item in schema["prefixItems"]) + "]"
    items = f", {schema['minItems']} items" if "minItems" in schema else ""
    return f"list of {_type(schema['items'])}{items}"


_NOTATION: dict[str, Callable[[dict[str, Any]], str]] = {
    "integer": _integer,
    "number": lambda s: "float" + _bounds(s.get("minimum"), s.get("maximum")),
    "string": _text,
    "boolean": lambda _: "bool",
    "array": _array,
    "object": lambda s: f"map of {_type(s['additionalProperties'])}",
}

HASH = hashlib.sha256(declaration().encode()).hexdigest()[:16]
"""Sixteen hex digits; both peers must have the same."""
