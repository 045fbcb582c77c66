from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from metaserver.storage import Database
from tests.unit.web.services.desk import Browser, Desk


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(tmp_path / "city.sqlite")
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


@pytest.fixture
async def browser(desk: Desk) -> AsyncIterator[Browser]:
    async with desk.browser() as one:
        yield one
