"""Brings a database to today's tables."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from metaserver.errors import StoreError

_SCRIPTS = Path(__file__).parent / "migrations"


def migrate(connection: Connection) -> None:
    """Runs what is missing, in the connection's transaction; the caller commits.

    Raises ``StoreError`` where the database was written by a newer version of the server.
    """
    config = alembic_config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            f"The database was written by another version of the server ({error}); start that "
            "version, or choose another data folder."
        ) from error


def is_current(connection: Connection) -> bool:
    """Whether it has today's tables."""
    newest = ScriptDirectory.from_config(alembic_config()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == newest


def alembic_config() -> Config:
    config = Config()
    # Alembic reads this value as a format string.
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
