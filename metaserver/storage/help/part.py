"""What the parts of the store have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from metaserver.ports.help import Line, Side, Talk, TalkState
from metaserver.storage.database import Database
from metaserver.storage.rows import columns
from metaserver.storage.tables import TALK_LINES

_STORES_OWN: Final = frozenset({"once_key", "body_hash"})


class TalkPart:
    def __init__(self, db: Database) -> None:
        self._db = db


def talk_of(row: Mapping[Any, Any]) -> Talk:
    values = {name: value for name, value in row.items() if name not in _STORES_OWN}
    return Talk(**{**values, "state": TalkState(row["state"])})


def line_of(row: Mapping[Any, Any]) -> Line:
    values = {name: value for name, value in row.items() if name != "key"}
    return Line(**{**values, "side": Side(row["side"])})


async def add_lines(
    connection: AsyncConnection, talk: Talk, lines: Sequence[Line], key: str | None = None
) -> None:
    """The last ones of a talk that counts them already."""
    if not lines:
        return
    first = talk.lines - len(lines) + 1
    rows = [
        columns(line) | {"talk": talk.id, "seq": first + n, "key": key}
        for n, line in enumerate(lines)
    ]
    await connection.execute(insert(TALK_LINES), rows)
