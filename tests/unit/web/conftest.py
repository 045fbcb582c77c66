from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.unit.web.city import City, built_client


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(built_client(tmp_path / "dist"))


@pytest.fixture
async def browser(city: City) -> AsyncIterator[httpx.AsyncClient]:
    async with city.visitor() as client:
        yield client
