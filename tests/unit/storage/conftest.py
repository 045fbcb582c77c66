"""Each test with a ``db`` runs on both databases; ``sqlite_db`` is for what only a file has."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from metaserver.storage import Database
from tests.support.database import city_database
from tests.support.postgres import Cluster, postgres

__all__ = ["postgres"]


@pytest.fixture(scope="session")
def empty_database(postgres: Cluster) -> str:
    url = asyncio.run(postgres.new_database())
    asyncio.run(_make(url))
    return url


async def _make(url: str) -> None:
    database = Database(url)
    await database.open()
    await database.close()


@pytest.fixture
async def sqlite_db(tmp_path: Path) -> AsyncIterator[Database]:
    async with city_database(tmp_path) as database:
        yield database


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
