"""Accounts on a database of the test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from metaserver.identity.oidc import Oidc
from tests.support.database import city_database
from tests.support.issuer import TestIssuer
from tests.unit.identity import oidc_kit
from tests.unit.identity.kit import City


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[City]:
    async with city_database(tmp_path) as db:
        city = City(db)
        yield city
        await city.accounts.settle()


@pytest.fixture
def issuer() -> Iterator[TestIssuer]:
    with TestIssuer() as issuer:
        yield issuer


@pytest.fixture
def clock() -> oidc_kit.Clock:
    return oidc_kit.Clock()


@pytest.fixture
async def oidc(issuer: TestIssuer, clock: oidc_kit.Clock) -> AsyncIterator[Oidc]:
    async with httpx.AsyncClient(trust_env=False) as http:
        yield oidc_kit.make(issuer, clock, http)
