import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from metaserver.storage import Database
from tests.unit.web.help.town import HelpTown, Visit


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
async def town(tmp_path: Path, empty_file: Path) -> AsyncIterator[HelpTown]:
    database = Database(shutil.copy(empty_file, tmp_path / "city.sqlite"))
    await database.open()
    yield HelpTown(database)
    await database.close()


@pytest.fixture
async def visit(town: HelpTown) -> AsyncIterator[Visit]:
    async with town.visitor() as one:
        yield one
