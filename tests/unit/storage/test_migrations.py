"""From empty to today's tables, and nothing between the two forgotten."""

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine

from metaserver.errors import StoreError
from metaserver.storage import Database
from metaserver.storage.migrate import alembic_config, is_current, migrate
from metaserver.storage.tables import METADATA


def test_migrations_from_empty_give_exactly_the_tables() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        migrate(connection)
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


async def test_and_so_they_do_on_postgresql(postgres_db: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, METADATA))

    async with postgres_db.write("compare") as connection:
        assert await connection.run_sync(differences) == []


def test_what_an_older_server_wrote_is_still_there_after_the_upgrade() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("INSERT INTO chat_heads VALUES ('plaza', 41)")
        assert not is_current(connection)
        migrate(connection)
        assert is_current(connection)
        assert connection.exec_driver_sql("SELECT seq FROM chat_heads").scalar() == 41
    engine.dispose()


async def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "city.sqlite"
    for _ in range(2):
        database = Database(path)
        await database.open()
        await database.close()
    with sqlite3.connect(path) as plain:
        versions = plain.execute("SELECT version_num FROM alembic_version").fetchall()
    plain.close()
    assert len(versions) == 1
    assert path.stat().st_mode & 0o077 == 0, "chat is nobody else's to read"


async def test_a_database_of_a_newer_server_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "city.sqlite"
    with sqlite3.connect(path) as plain:
        plain.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        plain.execute("INSERT INTO alembic_version VALUES ('9999')")
    plain.close()
    with pytest.raises(StoreError, match="another version of the server"):
        await Database(path).open()


async def test_what_is_no_database_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "city.sqlite"
    path.write_bytes(b"this is a letter, not a database" * 100)
    with pytest.raises(StoreError, match=r"city\.sqlite cannot be used"):
        await Database(path).open()
    with pytest.raises(StoreError, match="cannot be used"):
        await Database(tmp_path / "missing" / "city.sqlite").open()
