from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from metaserver.storage import Database
from tests.support.database import city_database
from tests.unit.web.account.town import Browser, Town


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    async with city_database(tmp_path) as database:
        yield database


@pytest.fixture
async def town(db: Database) -> AsyncIterator[Town]:
    made = Town(db)
    yield made
    await made.accounts.settle()


@pytest.fixture
async def browser(town: Town) -> AsyncIterator[Browser]:
    async with town.browser() as one:
        yield one
