"""What other servers told of the city's places and events, and saved day plans."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table, Text

from metaserver.storage.tables.base import METADATA, Json

TOUR_FACTS = Table(
    "tour_facts",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("fetched_ms", BigInteger, nullable=False),
    Column("body", Json, nullable=False),
)

TOUR_PLANS = Table(
    "tour_plans",
    METADATA,
    Column("share", Text, primary_key=True),
    Column("created_ms", BigInteger, nullable=False),
    Column("used_ms", BigInteger, nullable=False),
    Column("body", Json, nullable=False),
    Index(None, "used_ms"),
)
