"""Bytes of another Open311 server to rows of text, whatever the bytes may be.

A row is one ``request``; what is nested in it (``extended_attributes``) is taken as its own.
"""

from __future__ import annotations

import json
from typing import Any, Final, Literal, NoReturn
from xml.parsers import expat

from metaserver.errors import Malformed

Form = Literal["json", "xml"]
Row = dict[str, str]

ROWS_MAX: Final = 5000
DEPTH_MAX: Final = 8
TEXT_MAX: Final = 20_000
"""Characters of one value; what is longer is cut."""
_ROOT: Final = "service_requests"
_ROW_DEPTH: Final = 2


def read_rows(body: bytes, form: Form) -> list[Row]:
    """Raises ``Malformed`` for what is no list of requests, an HTML page for one."""
    return _json_rows(body) if form == "json" else _xml_rows(body)


def _json_rows(body: bytes) -> list[Row]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("This is not JSON.") from error
    if not isinstance(data, list) or not all(isinstance(each, dict) for each in data):
        raise Malformed("This is not a list of requests.")
    if len(data) > ROWS_MAX:
        raise Malformed(f"These are more than {ROWS_MAX} requests.")
    return [_flat(each, 0) for each in data]


def _flat(data: dict[str, Any], depth: int) -> Row:
    row: Row = {}
    for name, value in data.items():
        if isinstance(value, dict) and depth < DEPTH_MAX:
            row = _flat(value, depth + 1) | row
        elif isinstance(value, str):
            row[name] = value[:TEXT_MAX]
        elif isinstance(value, int | float) and not isinstance(value, bool):
            row[name] = str(value)
    return row


def _xml_rows(body: bytes) -> list[Row]:
    rows = _Rows()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = rows.start
    parser.EndElementHandler = rows.end
    parser.CharacterDataHandler = rows.text
    # Without a document type there are no entities, and so nothing that grows or reads files.
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Malformed("This is not XML.") from error
    return rows.rows


def _refuse_doctype(*_declared: object) -> NoReturn:
    raise Malformed("A document type is not taken.")


class _Rows:
    """Takes expat's events down."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._depth = 0
        self._text: list[str] = []

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        self._text.clear()
        if self._depth == 1 and name != _ROOT:
            raise Malformed("This is not a list of requests.")
        if self._depth > DEPTH_MAX:
            raise Malformed("This is nested too deeply.")
        if self._depth == _ROW_DEPTH:
            self.rows.append({})
        if len(self.rows) > ROWS_MAX:
            raise Malformed(f"These are more than {ROWS_MAX} requests.")

    def text(self, text: str) -> None:
        self._text.append(text)

    def end(self, name: str) -> None:
        if self._depth > _ROW_DEPTH:
            self.rows[-1].setdefault(name, "".join(self._text).strip()[:TEXT_MAX])
        self._text.clear()
        self._depth -= 1
