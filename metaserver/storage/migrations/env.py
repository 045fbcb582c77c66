"""Run by Alembic on the connection that ``migrate`` hands over; never from a command line."""

from alembic import context

from metaserver.storage.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite cannot alter a table in place
)
context.run_migrations()
