"""Each test with a ``db`` runs on both databases; ``sqlite_db`` is for what only a file has."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from metaserver.storage import Database
from tests.support.postgres import Cluster, postgres

__all__ = ["postgres"]


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With today's tables: to copy it is quicker than to make them."""
    path = tmp_path_factory.mktemp("empty") / "city.sqlite"
    asyncio.run(_make(path))
    return path


@pytest.fixture(scope="session")
def empty_database(postgres: Cluster) -> str:
    url = asyncio.run(postgres.new_database())
    asyncio.run(_make(url))
    return url


async def _make(where: Path | str) -> None:
    database = Database(where)
    await database.open()
    await database.close()


@pytest.fixture
async def sqlite_db(tmp_path: Path, empty_file: Path) -> AsyncIterator[Database]:
    database = Database(shutil.copy(empty_file, tmp_path / "city.sqlite"))
    await database.open()
    yield database
    await database.close()


@pytest.fixture
async def postgres_db(postgres: Cluster, empty_database: str) -> AsyncIterator[Database]:
    url = await postgres.new_database(like=empty_database)
    database = Database(url)
    await database.open()
    yield database
    await database.close()
    await postgres.drop(url)


@pytest.fixture(params=["sqlite_db", "postgres_db"])
def db(request: pytest.FixtureRequest) -> Database:
    chosen: Database = request.getfixturevalue(request.param)
    return chosen
