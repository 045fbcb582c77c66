"""Talks of live help, and their lines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "talks",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("number", sa.Text),
        sa.Column("code_salt", sa.Text, nullable=False),
        sa.Column("asked_ms", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("visitor", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("visit_key", sa.Text, nullable=False),
        sa.Column("world", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("x_m", sa.Double),
        sa.Column("y_m", sa.Double),
        sa.Column("lat", sa.Double),
        sa.Column("lon", sa.Double),
        sa.Column("official", sa.Text, nullable=False),
        sa.Column("taken_ms", sa.BigInteger),
        sa.Column("first_taken_ms", sa.BigInteger),
        sa.Column("first_answer_ms", sa.BigInteger),
        sa.Column("away_ms", sa.BigInteger),
        sa.Column("ended_ms", sa.BigInteger),
        sa.Column("ended_by", sa.Text, nullable=False),
        sa.Column("complaint", sa.Text, nullable=False),
        sa.Column("stars", sa.Integer),
        sa.Column("lines", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("once_key", sa.Text),
        sa.Column("body_hash", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_talks"),
        sa.UniqueConstraint("number", name="uq_talks_number"),
        sa.UniqueConstraint("once_key", name="uq_talks_once_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_talks_queue", "talks", ["state", "asked_ms", "id"])
    op.create_index("ix_talks_official", "talks", ["official", "state"])
    op.create_index("ix_talks_account", "talks", ["account"])
    op.create_index("ix_talks_first_taken_ms", "talks", ["first_taken_ms"])
    op.create_index("ix_talks_ended_ms", "talks", ["ended_ms"])
    for name, owner in (
        ("uq_talks_live_account", "account"),
        ("uq_talks_live_visit", "visit_key"),
    ):
        live = sa.text(f"{owner} != '' AND ended_ms IS NULL")
        op.create_index(
            name, "talks", [owner], unique=True, sqlite_where=live, postgresql_where=live
        )
    op.create_table(
        "talk_lines",
        sa.Column(
            "talk",
            sa.Integer,
            sa.ForeignKey("talks.id", name="fk_talk_lines_talk", ondelete="CASCADE"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("seq", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("time_ms", sa.BigInteger, nullable=False),
        sa.Column("side", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("key", sa.Text),
        sa.PrimaryKeyConstraint("talk", "seq", name="pk_talk_lines"),
    )
    op.create_index("uq_talk_lines_key", "talk_lines", ["talk", "side", "key"], unique=True)
    op.create_index("ix_talk_lines_author", "talk_lines", ["author"])
