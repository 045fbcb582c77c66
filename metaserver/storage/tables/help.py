"""Talks of live help, and their lines."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Double,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    and_,
    column,
)

from metaserver.storage.tables.base import METADATA


def _live(owner: str) -> ColumnElement[bool]:
    """Of somebody, and not over."""
    return and_(column(owner) != "", column("ended_ms").is_(None))


TALKS = Table(
    "talks",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("number", Text, unique=True),
    Column("code_salt", Text, nullable=False),
    Column("asked_ms", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("visitor", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("visit_key", Text, nullable=False),
    Column("world", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("x_m", Double),
    Column("y_m", Double),
    Column("lat", Double),
    Column("lon", Double),
    Column("official", Text, nullable=False),
    Column("taken_ms", BigInteger),
    Column("first_taken_ms", BigInteger),
    Column("first_answer_ms", BigInteger),
    Column("away_ms", BigInteger),
    Column("ended_ms", BigInteger),
    Column("ended_by", Text, nullable=False),
    Column("complaint", Text, nullable=False),
    Column("stars", Integer),
    Column("lines", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("once_key", Text, unique=True),
    Column("body_hash", Text, nullable=False),
    Index("ix_talks_queue", "state", "asked_ms", "id"),
    Index("ix_talks_official", "official", "state"),
    Index(None, "account"),
    Index(None, "first_taken_ms"),
    Index(None, "ended_ms"),
    # One at a time: the database itself holds to it, whoever is quicker.
    Index(
        "uq_talks_live_account",
        "account",
        unique=True,
        sqlite_where=_live("account"),
        postgresql_where=_live("account"),
    ),
    Index(
        "uq_talks_live_visit",
        "visit_key",
        unique=True,
        sqlite_where=_live("visit_key"),
        postgresql_where=_live("visit_key"),
    ),
    sqlite_autoincrement=True,
)
"""``once_key`` and ``body_hash``: of the request that asked for it, which may come again."""

TALK_LINES = Table(
    "talk_lines",
    METADATA,
    Column(
        "talk",
        Integer,
        ForeignKey("talks.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("time_ms", BigInteger, nullable=False),
    Column("side", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("key", Text),
    Index("uq_talk_lines_key", "talk", "side", "key", unique=True),
    Index(None, "author"),
)
"""``key``: made by whoever said it, so that what is sent again is not said twice."""
