"""What the parts of the store have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from metaserver.ports.complaints import (
    Channel,
    Complaint,
    Event,
    EventKind,
    Follower,
    PlaceSource,
    Status,
)
from metaserver.storage.database import Database
from metaserver.storage.rows import columns
from metaserver.storage.tables import COMPLAINT_EVENTS

ID: Final = frozenset({"id"})


class Part:
    def __init__(self, db: Database) -> None:
        self._db = db


async def add_event(connection: AsyncConnection, event: Event, complaint: int) -> int:
    """Its number. Raises ``NotFound("gone")`` where there is no such complaint."""
    row = columns(event, without=ID) | {"complaint": complaint}
    new = insert(COMPLAINT_EVENTS).returning(COMPLAINT_EVENTS.c.id)
    return int((await connection.execute(new, row)).scalar_one())


def complaint_of(row: Mapping[Any, Any]) -> Complaint:
    return Complaint(
        **{
            **row,
            "status": Status(row["status"]),
            "channel": Channel(row["channel"]),
            "place_source": PlaceSource(row["place_source"]),
        }
    )


def event_of(row: Mapping[Any, Any]) -> Event:
    return Event(**{**row, "kind": EventKind(row["kind"]), "status": Status(row["status"])})


def follower_of(row: Mapping[Any, Any]) -> Follower:
    """When its complaint closed is the retention's affair only."""
    return Follower(**{name: value for name, value in row.items() if name != "closed_ms"})
