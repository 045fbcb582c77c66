from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from metaserver.storage import Database


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(tmp_path / "city.sqlite")
    await database.open()
    yield database
    await database.close()
