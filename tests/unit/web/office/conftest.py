from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.database import city_database
from tests.unit.web.office.hall import Hall


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with city_database(tmp_path) as database:
        yield Hall(database)
