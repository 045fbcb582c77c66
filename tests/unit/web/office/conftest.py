from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from metaserver.storage import Database
from tests.unit.web.office.hall import Hall


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    database = Database(tmp_path / "city.sqlite")
    await database.open()
    yield Hall(database)
    await database.close()
