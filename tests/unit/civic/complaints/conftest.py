from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from metaserver.civic.complaints.catalogue import Catalogue, load_catalogue
from tests.support.database import city_database
from tests.unit.civic.complaints.kit import City


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[City]:
    async with city_database(tmp_path) as database:
        yield City(database)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()
