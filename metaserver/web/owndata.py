"""What is kept of somebody, told along the register: each kind with why and how long."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from metaserver.ports.owndata import Rows
from metaserver.register import Kind, Register, Words
from metaserver.web.resources import NEVER


@dataclass(frozen=True, slots=True)
class Told:
    """One kind, and what there is of it: table to rows, with the columns of the register."""

    kind: Kind
    tables: Mapping[str, Sequence[Mapping[str, Any]]]

    @property
    def count(self) -> int:
        return sum(len(rows) for rows in self.tables.values())


def told(register: Register, rows: Rows) -> list[Told]:
    """Every kind that may name the person, in the order of the register."""
    found = []
    for kind in register.kinds:
        known = {each: columns for each, columns in _tables(kind).items() if each in rows}
        if known:
            tables = {
                table: [_columns(row, columns) for row in rows[table]]
                for table, columns in known.items()
            }
            found.append(Told(kind, tables))
    return found


def apart(register: Register, told_of: Sequence[Told]) -> list[Kind]:
    """The others: what is kept without a word of whose it is, or not on the server."""
    known = {each.kind.id for each in told_of}
    return [kind for kind in register.kinds if kind.id not in known]


def download(register: Register, rows: Rows, name: str, **about: str) -> Response:
    """As JSON, in both languages; kept by nobody on the way."""
    found = told(register, rows)
    body = {
        **about,
        "register_changed": register.changed,
        "kinds": [
            {**_described(each.kind), "tables": {t: list(rows) for t, rows in each.tables.items()}}
            for each in found
        ],
        "kept_without_a_name": [_described(kind) for kind in apart(register, found)],
    }
    text = json.dumps(body, ensure_ascii=False, indent=1)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.json"',
        "Cache-Control": NEVER,
    }
    return Response(text, headers=headers, media_type="application/json")


def _tables(kind: Kind) -> dict[str, list[str]]:
    """Table to columns; none of what the database does not hold."""
    if kind.rule is None:
        return {}
    return {kind.rule.table: kind.columns, **kind.goes_with}


def _columns(row: Mapping[str, Any], columns: Sequence[str]) -> dict[str, Any]:
    return {name: row[name] for name in columns if name in row}


def _described(kind: Kind) -> dict[str, Any]:
    return {
        "id": kind.id,
        "where": kind.where,
        "name": _both(kind.name),
        "what": _both(kind.what),
        "purpose": _both(kind.purpose),
        "kept": {"ko": kind.kept_words("ko"), "en": kind.kept_words("en")},
    }


def _both(words: Words) -> dict[str, str]:
    return {"ko": words.ko, "en": words.en}
