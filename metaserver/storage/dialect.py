"""Where SQLite and PostgreSQL want different words for the same."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Table, case
from sqlalchemy.dialects import postgresql, sqlite

from metaserver.storage.engines import Dialect


def upsert(table: Table, dialect: Dialect) -> Any:
    """An insert with ``on_conflict_do_nothing``, ``on_conflict_do_update`` and ``excluded``, and
    with ``returning``: of the rows that were written, so none where nothing was done."""
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return make(table)


def larger(a: ColumnElement[Any], b: ColumnElement[Any]) -> ColumnElement[Any]:
    """The larger of two values, neither of which is null."""
    return case((a > b, a), else_=b)
