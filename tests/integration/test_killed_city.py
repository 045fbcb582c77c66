"""A city that is killed with -9 in a storm of complaints loses none, doubles none, and forwards
each once to a server that honours keys."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

import pytest

from tests.support.killing import Found, Storm, drained, forwarding_city, look, storm
from tests.support.otherserver import other_server

KILLS = 6


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> tuple[Storm, Found]:
    return asyncio.run(_killed(tmp_path_factory.mktemp("killed")))


async def _killed(folder: Path) -> tuple[Storm, Found]:
    async with other_server(honours_keys=True) as there:
        with forwarding_city(folder, url=there.url, key="example-key") as city:
            seen = await storm(city, KILLS, Random(11), lambda kill, seen: None)
            await drained(city.data / "city.sqlite", lambda waiting: None)
        found = look(
            city.data / "city.sqlite", seen, [stored.description for stored in there.stored]
        )
    return seen, found


def test_it_was_a_storm(after: tuple[Storm, Found]) -> None:
    seen, _ = after
    assert len(seen.receipts) > KILLS and seen.cut_off > 0


def test_a_request_that_is_sent_again_after_a_death_gets_the_same_receipt(
    after: tuple[Storm, Found],
) -> None:
    seen, _ = after
    assert seen.asked_again > 0 and seen.others == []
    assert len(set(seen.receipts.values())) == len(seen.receipts), "each has its own"


def test_every_acknowledged_complaint_is_there_exactly_once(after: tuple[Storm, Found]) -> None:
    _, found = after
    assert (found.lost, found.doubled) == ([], [])


def test_each_is_delivered_exactly_once(after: tuple[Storm, Found]) -> None:
    _, found = after
    assert (found.dead, found.not_delivered, found.delivered_twice) == ([], [], [])
