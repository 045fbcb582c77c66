"""Complaints, what officials need for them, and what is still to be told to others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "complaints",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("number", sa.Text),
        sa.Column("code_salt", sa.Text, nullable=False),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
        sa.Column("updated_ms", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("attributes", JSON, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("lat", sa.Double),
        sa.Column("lon", sa.Double),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("place_source", sa.Text, nullable=False),
        sa.Column("world", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("public", sa.Boolean, nullable=False),
        sa.Column("reporter", sa.Text, nullable=False),
        sa.Column("api_key", sa.Integer),
        sa.Column("expected_ms", sa.BigInteger, nullable=False),
        sa.Column("closed_ms", sa.BigInteger),
        sa.Column(
            "merged_into",
            sa.Integer,
            sa.ForeignKey(
                "complaints.id",
                name="fk_complaints_merged_into",
                ondelete="SET NULL",
                deferrable=True,
                initially="IMMEDIATE",
            ),
        ),
        sa.Column("assignee", sa.Text, nullable=False),
        sa.Column("reopened", sa.Integer, nullable=False),
        sa.Column("rating", sa.Integer),
        sa.Column("rating_words", sa.Text, nullable=False),
        sa.Column("joined", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_complaints"),
        sa.UniqueConstraint("number", name="uq_complaints_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_complaints_assignee", "complaints", ["assignee"])
    op.create_index("ix_complaints_closed_ms", "complaints", ["closed_ms"])
    op.create_index("ix_complaints_created_ms", "complaints", ["created_ms"])
    op.create_index("ix_complaints_inbox", "complaints", ["status", "department", "expected_ms"])
    op.create_index("ix_complaints_merged_into", "complaints", ["merged_into"])
    op.create_index("ix_complaints_near", "complaints", ["status", "kind", "lat", "lon"])
    op.create_index("ix_complaints_reporter", "complaints", ["reporter"])
    op.create_index("ix_complaints_updated_ms", "complaints", ["updated_ms"])
    op.create_table(
        "complaint_contacts",
        sa.Column(
            "complaint",
            sa.Integer,
            sa.ForeignKey(
                "complaints.id", name="fk_complaint_contacts_complaint", ondelete="CASCADE"
            ),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("notice_mail", sa.Boolean, nullable=False),
        sa.Column("closed_ms", sa.BigInteger),
        sa.PrimaryKeyConstraint("complaint", name="pk_complaint_contacts"),
    )
    op.create_index("ix_complaint_contacts_closed_ms", "complaint_contacts", ["closed_ms"])
    op.create_table(
        "complaint_followers",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column(
            "complaint",
            sa.Integer,
            sa.ForeignKey(
                "complaints.id", name="fk_complaint_followers_complaint", ondelete="CASCADE"
            ),
            nullable=False,
        ),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("code_salt", sa.Text, nullable=False),
        sa.Column("closed_ms", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_complaint_followers"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_complaint_followers_account", "complaint_followers", ["account"])
    op.create_index("ix_complaint_followers_closed_ms", "complaint_followers", ["closed_ms"])
    op.create_index("ix_complaint_followers_complaint", "complaint_followers", ["complaint"])
    op.create_table(
        "complaint_events",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column(
            "complaint",
            sa.Integer,
            sa.ForeignKey(
                "complaints.id", name="fk_complaint_events_complaint", ondelete="CASCADE"
            ),
            nullable=False,
        ),
        sa.Column("time_ms", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("public", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_complaint_events"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_complaint_events_complaint", "complaint_events", ["complaint"])
    op.create_table(
        "complaint_photos",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column(
            "complaint",
            sa.Integer,
            sa.ForeignKey(
                "complaints.id", name="fk_complaint_photos_complaint", ondelete="CASCADE"
            ),
        ),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("loose_ms", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_complaint_photos"),
    )
    op.create_index("ix_complaint_photos_complaint", "complaint_photos", ["complaint"])
    op.create_index("ix_complaint_photos_loose_ms", "complaint_photos", ["loose_ms"])
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("key_hash", sa.Text, nullable=False),
        sa.Column("hint", sa.Text, nullable=False),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
        sa.Column("per_minute", sa.Integer, nullable=False),
        sa.Column("revoked_ms", sa.BigInteger),
        sa.Column("used_ms", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("key_hash", name="uq_api_keys_key_hash"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "once",
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("body_hash", sa.Text, nullable=False),
        sa.Column(
            "complaint",
            sa.Integer,
            sa.ForeignKey("complaints.id", name="fk_once_complaint", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("time_ms", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("scope", "key", name="pk_once"),
    )
    op.create_index("ix_once_complaint", "once", ["complaint"])
    op.create_index("ix_once_time_ms", "once", ["time_ms"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("order", sa.Text, nullable=False),
        sa.Column(
            "complaint",
            sa.Integer,
            sa.ForeignKey("complaints.id", name="fk_outbox_complaint", ondelete="CASCADE"),
        ),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("uncertain", sa.Boolean, nullable=False),
        sa.Column("due_ms", sa.BigInteger, nullable=False),
        sa.Column("ended_ms", sa.BigInteger),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("result", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_complaint", "outbox", ["complaint"])
    op.create_index("ix_outbox_due", "outbox", ["state", "due_ms"])
    op.create_index("ix_outbox_ended_ms", "outbox", ["ended_ms"])
    op.create_index("ix_outbox_order", "outbox", ["order", "id"])
    op.create_table(
        "outbox_links",
        sa.Column("target", sa.Text, nullable=False),
        sa.Column(
            "complaint",
            sa.Integer,
            sa.ForeignKey("complaints.id", name="fk_outbox_links_complaint", ondelete="CASCADE"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("remote", sa.Text, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("target", "complaint", name="pk_outbox_links"),
    )
    op.create_table(
        "duty",
        sa.Column(
            "account",
            sa.Text,
            sa.ForeignKey("accounts.id", name="fk_duty_account", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("since_ms", sa.BigInteger, nullable=False),
        sa.Column("seen_ms", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_duty"),
    )
    op.create_table(
        "absences",
        sa.Column(
            "account",
            sa.Text,
            sa.ForeignKey("accounts.id", name="fk_absences_account", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column(
            "cover",
            sa.Text,
            sa.ForeignKey("accounts.id", name="fk_absences_cover", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("from_ms", sa.BigInteger, nullable=False),
        sa.Column("until_ms", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_absences"),
    )
