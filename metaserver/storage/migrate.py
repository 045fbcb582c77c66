"""Brings a database to today's tables."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from metaserver.errors import StoreError

_SCRIPTS = Path(__file__).parent / "migrations"


def migrate(connection: Connection) -> None:
    """Runs what is missing, in the connection's transaction; the caller commits.

    Raises ``StoreError`` where the database was written by a newer version of the server.
    """
    config = Config()
    # Alembic reads this value as a format string.
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            f"The database was written by another version of the server ({error}); start that "
            "version, or choose another data folder."
        ) from error
