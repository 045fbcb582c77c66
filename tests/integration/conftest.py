"""A real server of four worlds for the tests of a module; nothing is faked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import CityProcess


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityProcess]:
    with CityProcess(tmp_path_factory.mktemp("city") / "data") as process:
        yield process


@pytest.fixture
def own_city(tmp_path: Path) -> Iterator[CityProcess]:
    """One that a test may kill and start again."""
    with CityProcess(tmp_path / "data") as process:
        yield process
