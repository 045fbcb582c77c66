from collections.abc import AsyncIterator

import pytest

from tests.unit.web.open311.town import Town


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    made = Town()
    async with made.program:
        yield made
