from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.database import city_database
from tests.unit.web.help.town import HelpTown, Visit


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[HelpTown]:
    async with city_database(tmp_path) as database:
        yield HelpTown(database)


@pytest.fixture
async def visit(town: HelpTown) -> AsyncIterator[Visit]:
    async with town.visitor() as one:
        yield one
