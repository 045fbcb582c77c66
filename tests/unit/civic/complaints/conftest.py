from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from metaserver.civic.complaints.catalogue import Catalogue, load_catalogue
from metaserver.storage import Database
from tests.unit.civic.complaints.kit import City


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[City]:
    database = Database(tmp_path / "city.sqlite")
    await database.open()
    yield City(database)
    await database.close()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()
