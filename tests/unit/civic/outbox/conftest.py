from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from metaserver.storage.outbox import SqlOutboxStore
from tests.support.database import city_database
from tests.unit.civic.outbox.office import Office, Post
from tests.unit.storage.lines import FixedClock


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlOutboxStore]:
    async with city_database(tmp_path) as database:
        yield SqlOutboxStore(database)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def post(store: SqlOutboxStore, clock: FixedClock, office: Office) -> Post:
    return Post(store, clock, office)
