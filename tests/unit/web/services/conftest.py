from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from metaserver.storage import Database
from tests.support.database import city_database
from tests.unit.web.services.desk import Browser, Desk


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    async with city_database(tmp_path) as database:
        yield database


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


@pytest.fixture
async def browser(desk: Desk) -> AsyncIterator[Browser]:
    async with desk.browser() as one:
        yield one
