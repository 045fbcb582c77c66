import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from metaserver.storage import Database
from tests.unit.web.account.town import Browser, Town


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with today's tables, made once."""
    path = tmp_path_factory.mktemp("empty") / "city.sqlite"

    async def make() -> None:
        db = Database(path)
        await db.open()
        await db.close()

    asyncio.run(make())
    return path


@pytest.fixture
async def db(empty: Path, tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(Path(shutil.copy(empty, tmp_path)))
    await database.open()
    yield database
    await database.close()


@pytest.fixture
async def town(db: Database) -> AsyncIterator[Town]:
    made = Town(db)
    yield made
    await made.accounts.settle()


@pytest.fixture
async def browser(town: Town) -> AsyncIterator[Browser]:
    async with town.browser() as one:
        yield one
