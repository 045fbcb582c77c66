"""Complaints, what officials need for them, and what is still to be told to others."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from metaserver.storage.tables.base import METADATA, Json

COMPLAINTS = Table(
    "complaints",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("number", Text, unique=True),
    Column("code_salt", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("attributes", Json, nullable=False),
    Column("description", Text, nullable=False),
    Column("lat", Double),
    Column("lon", Double),
    Column("address", Text, nullable=False),
    Column("place_source", Text, nullable=False),
    Column("world", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("public", Boolean, nullable=False),
    Column("reporter", Text, nullable=False),
    Column("api_key", Integer),
    Column("expected_ms", BigInteger, nullable=False),
    Column("closed_ms", BigInteger),
    # It may be filed before and erased after the other; a restore fills rows in any order.
    Column(
        "merged_into",
        Integer,
        ForeignKey("complaints.id", ondelete="SET NULL", deferrable=True, initially="IMMEDIATE"),
    ),
    Column("assignee", Text, nullable=False),
    Column("reopened", Integer, nullable=False),
    Column("rating", Integer),
    Column("rating_words", Text, nullable=False),
    Column("joined", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index(None, "created_ms"),
    Index(None, "updated_ms"),
    Index(None, "closed_ms"),
    Index(None, "reporter"),
    Index(None, "assignee"),
    Index(None, "merged_into"),
    Index("ix_complaints_inbox", "status", "department", "expected_ms"),
    Index("ix_complaints_near", "status", "kind", "lat", "lon"),
    sqlite_autoincrement=True,
)

_COMPLAINT = "complaints.id"

COMPLAINT_CONTACTS = Table(
    "complaint_contacts",
    METADATA,
    Column(
        "complaint",
        Integer,
        ForeignKey(_COMPLAINT, ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("notice_mail", Boolean, nullable=False),
    Column("closed_ms", BigInteger),
    Index(None, "closed_ms"),
)
"""``closed_ms`` is the complaint's: the retention counts from it."""

COMPLAINT_FOLLOWERS = Table(
    "complaint_followers",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("complaint", Integer, ForeignKey(_COMPLAINT, ondelete="CASCADE"), nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("account", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("code_salt", Text, nullable=False),
    Column("closed_ms", BigInteger),
    Index(None, "complaint"),
    Index(None, "account"),
    Index(None, "closed_ms"),
    sqlite_autoincrement=True,
)

COMPLAINT_EVENTS = Table(
    "complaint_events",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("complaint", Integer, ForeignKey(_COMPLAINT, ondelete="CASCADE"), nullable=False),
    Column("time_ms", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("public", Boolean, nullable=False),
    Index(None, "complaint"),
    sqlite_autoincrement=True,
)

COMPLAINT_PHOTOS = Table(
    "complaint_photos",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("complaint", Integer, ForeignKey(_COMPLAINT, ondelete="CASCADE")),
    Column("created_ms", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("loose_ms", BigInteger),
    Index(None, "complaint"),
    Index(None, "loose_ms"),
)
"""``loose_ms``: when it came, while it is of no complaint; it is erased a day later. Pictures lie
here and not in files, so that one transaction keeps a complaint whole, and one backup too."""

API_KEYS = Table(
    "api_keys",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("key_hash", Text, nullable=False, unique=True),
    Column("hint", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("per_minute", Integer, nullable=False),
    Column("revoked_ms", BigInteger),
    Column("used_ms", BigInteger),
    sqlite_autoincrement=True,
)

ONCE = Table(
    "once",
    METADATA,
    Column("scope", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("body_hash", Text, nullable=False),
    Column("complaint", Integer, ForeignKey(_COMPLAINT, ondelete="CASCADE"), nullable=False),
    Column("time_ms", BigInteger, nullable=False),
    Index(None, "time_ms"),
    Index(None, "complaint"),
)
"""Requests that may come again."""

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("created_ms", BigInteger, nullable=False),
    Column("target", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("order", Text, nullable=False),
    Column("complaint", Integer, ForeignKey(_COMPLAINT, ondelete="CASCADE")),
    Column("payload", Json, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("uncertain", Boolean, nullable=False),
    Column("due_ms", BigInteger, nullable=False),
    Column("ended_ms", BigInteger),
    Column("error", Text, nullable=False),
    Column("result", Json, nullable=False),
    Index("ix_outbox_due", "state", "due_ms"),
    Index("ix_outbox_order", "order", "id"),
    Index(None, "complaint"),
    Index(None, "ended_ms"),
    sqlite_autoincrement=True,
)

OUTBOX_LINKS = Table(
    "outbox_links",
    METADATA,
    Column("target", Text, primary_key=True),
    Column(
        "complaint",
        Integer,
        ForeignKey(_COMPLAINT, ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("remote", Text, nullable=False),
    Column("token", Text, nullable=False),
)
"""What a complaint is called on another server."""

DUTY = Table(
    "duty",
    METADATA,
    Column("account", Text, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("department", Text, nullable=False),
    Column("since_ms", BigInteger, nullable=False),
    Column("seen_ms", BigInteger, nullable=False),
)

ABSENCES = Table(
    "absences",
    METADATA,
    Column("account", Text, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("cover", Text, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("from_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
)
