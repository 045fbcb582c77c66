"""Accounts, their log-ins, and what officials did."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from metaserver.storage.tables.base import METADATA, Json

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("created_ms", BigInteger, nullable=False),
    Column("login", Text, unique=True),
    Column("password_hash", Text),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("email_verified_ms", BigInteger),
    Column("language", Text, nullable=False),
    Column("grants", Json, nullable=False),
    Column("age_14_ms", BigInteger),
    Column("consents", Json, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("locked_until_ms", BigInteger, nullable=False),
    Column("disabled_ms", BigInteger),
    Column("used_ms", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Index(None, "email"),
    Index(None, "used_ms"),
)
"""``grants``: list of [role, department]."""

ACCOUNT_SUBJECTS = Table(
    "account_subjects",
    METADATA,
    Column("issuer", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("account", Text, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Index(None, "account"),
)
"""Who somebody is elsewhere: issuer and subject, never an e-mail address."""

LOGIN_SESSIONS = Table(
    "login_sessions",
    METADATA,
    Column("cookie_hash", Text, primary_key=True),
    Column("account", Text, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("seen_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Index(None, "account"),
    Index(None, "until_ms"),
)

ONE_TIME_TOKENS = Table(
    "one_time_tokens",
    METADATA,
    Column("token_hash", Text, primary_key=True),
    Column("account", Text, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Index(None, "account"),
    Index(None, "until_ms"),
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("time_ms", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Json, nullable=False),
    Index(None, "time_ms"),
    Index(None, "actor"),
    sqlite_autoincrement=True,
)
"""Triggers forbid to change a row, and to take one out before its time."""
