from collections.abc import AsyncIterator

import pytest

from tests.unit.web.help.town import Visit
from tests.unit.web.tourism.town import GuideTown


@pytest.fixture
async def town() -> GuideTown:
    made = GuideTown()
    await made.open()
    return made


@pytest.fixture
async def visit(town: GuideTown) -> AsyncIterator[Visit]:
    async with town.visitor() as one:
        yield one
