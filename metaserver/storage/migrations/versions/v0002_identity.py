"""Accounts, their log-ins, and what officials did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
        sa.Column("login", sa.Text),
        sa.Column("password_hash", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("email_verified_ms", sa.BigInteger),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("grants", JSON, nullable=False),
        sa.Column("age_14_ms", sa.BigInteger),
        sa.Column("consents", JSON, nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("locked_until_ms", sa.BigInteger, nullable=False),
        sa.Column("disabled_ms", sa.BigInteger),
        sa.Column("used_ms", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("login", name="uq_accounts_login"),
    )
    op.create_index("ix_accounts_email", "accounts", ["email"])
    op.create_index("ix_accounts_used_ms", "accounts", ["used_ms"])
    op.create_table(
        "account_subjects",
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column(
            "account",
            sa.Text,
            sa.ForeignKey("accounts.id", name="fk_account_subjects_account", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_account_subjects"),
    )
    op.create_index("ix_account_subjects_account", "account_subjects", ["account"])
    op.create_table(
        "login_sessions",
        sa.Column("cookie_hash", sa.Text, nullable=False),
        sa.Column(
            "account",
            sa.Text,
            sa.ForeignKey("accounts.id", name="fk_login_sessions_account", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
        sa.Column("seen_ms", sa.BigInteger, nullable=False),
        sa.Column("until_ms", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("cookie_hash", name="pk_login_sessions"),
    )
    op.create_index("ix_login_sessions_account", "login_sessions", ["account"])
    op.create_index("ix_login_sessions_until_ms", "login_sessions", ["until_ms"])
    op.create_table(
        "one_time_tokens",
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column(
            "account",
            sa.Text,
            sa.ForeignKey("accounts.id", name="fk_one_time_tokens_account", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("until_ms", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_one_time_tokens"),
    )
    op.create_index("ix_one_time_tokens_account", "one_time_tokens", ["account"])
    op.create_index("ix_one_time_tokens_until_ms", "one_time_tokens", ["until_ms"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("time_ms", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_actor", "audit", ["actor"])
    op.create_index("ix_audit_time_ms", "audit", ["time_ms"])
