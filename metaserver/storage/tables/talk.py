"""Chat, reports and bans."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, Table, Text

from metaserver.storage.tables.base import METADATA

CHAT = Table(
    "chat",
    METADATA,
    Column("world", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("time_ms", BigInteger, nullable=False),
    Column("channel", Integer, nullable=False),
    Column("person", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("to_person", Text),
    Column("address_key", Text, nullable=False),
    Index(None, "time_ms"),
)

CHAT_HEADS = Table(
    "chat_heads",
    METADATA,
    Column("world", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
)
"""Newest number of each world's chat: it goes on counting when the lines are erased."""

REPORTS = Table(
    "reports",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("time_ms", BigInteger, nullable=False),
    Column("world", Text, nullable=False),
    Column("reporter", Text, nullable=False),
    Column("reported", Text, nullable=False),
    Column("reported_name", Text, nullable=False),
    Column("reported_address_key", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("decided_ms", BigInteger),
    Column("decision", Text),
    Index(None, "decided_ms"),
    sqlite_autoincrement=True,  # a case's number is never given twice
)

BANS = Table(
    "bans",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("address_key", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("since_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Index(None, "until_ms"),
    sqlite_autoincrement=True,
)
