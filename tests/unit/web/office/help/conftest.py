from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.database import city_database
from tests.unit.web.office.help.hall import HelpHall


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[HelpHall]:
    async with city_database(tmp_path) as database:
        yield HelpHall(database)
