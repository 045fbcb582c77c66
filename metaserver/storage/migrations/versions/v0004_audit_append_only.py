"""Audit entries are never changed, and not taken out before three years are over.

The database itself refuses it, so that no mistake in the server and no hand on the database does
it unnoticed. Who owns the database can still drop the triggers: that is seen in its schema.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEPT_S = 1095 * 86400 - 3600
"""An hour less than the register says: the clocks of server and database may differ."""
REFUSAL = "audit is append-only"

SQLITE = (
    f"""CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER audit_kept BEFORE DELETE ON audit
    WHEN OLD.time_ms > (CAST(strftime('%s', 'now') AS INTEGER) - {KEPT_S}) * 1000
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    # INSERT OR REPLACE would take the old row out without asking the trigger above.
    f"""CREATE TRIGGER audit_not_replaced BEFORE INSERT ON audit
    WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",  # noqa: S608 - nothing of it comes from outside
)
POSTGRESQL = (
    f"""CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.time_ms <= (extract(epoch FROM now()) - {KEPT_S}) * 1000 THEN
                RETURN OLD;
            END IF;
        END IF;
        RAISE EXCEPTION '{REFUSAL}';
    END $$""",
    """CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_append_only()""",
    """CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()""",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.exec_driver_sql(statement)
