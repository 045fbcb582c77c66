from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from metaserver.civic.complaints.outward import remote
from tests.support.database import city_database
from tests.support.otherserver import OtherServer, other_server
from tests.unit.civic.outward.town import Town

Found = Callable[..., Town]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "SILENT_S", 0.6)
    monkeypatch.setattr(remote, "TOTAL_S", 1.2)


@pytest.fixture
async def other() -> AsyncIterator[OtherServer]:
    async with other_server() as server:
        yield server


@pytest.fixture
async def found(tmp_path: Path, other: OtherServer) -> AsyncIterator[Found]:
    """Founds a town that forwards to ``other``, in the ways of a forward map."""
    async with city_database(tmp_path) as database:
        towns: list[Town] = []

        def make(**ways: Any) -> Town:
            towns.append(Town(database, other.url, **ways))
            return towns[-1]

        yield make
        for town in towns:
            await town.remote.close()
