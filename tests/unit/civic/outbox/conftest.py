from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from metaserver.storage import Database
from metaserver.storage.outbox import SqlOutboxStore
from tests.unit.civic.outbox.office import Office, Post
from tests.unit.storage.lines import FixedClock


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlOutboxStore]:
    database = Database(tmp_path / "city.sqlite")
    await database.open()
    yield SqlOutboxStore(database)
    await database.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def post(store: SqlOutboxStore, clock: FixedClock, office: Office) -> Post:
    return Post(store, clock, office)
