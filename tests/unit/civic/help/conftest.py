import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from metaserver.storage import Database
from tests.unit.civic.help.kit import HelpCity


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With today's tables: to copy it is quicker than to make them."""
    path = tmp_path_factory.mktemp("empty") / "city.sqlite"
    asyncio.run(_make(path))
    return path


async def _make(path: Path) -> None:
    database = Database(path)
    await database.open()
    await database.close()


@pytest.fixture
async def city(tmp_path: Path, empty_file: Path) -> AsyncIterator[HelpCity]:
    database = Database(shutil.copy(empty_file, tmp_path / "city.sqlite"))
    await database.open()
    yield HelpCity(database)
    await database.close()
