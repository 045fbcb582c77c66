from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.database import city_database
from tests.unit.civic.help.kit import HelpCity


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[HelpCity]:
    async with city_database(tmp_path) as database:
        yield HelpCity(database)
