"""Who waits is woken, and nobody misses what rang while they looked away."""

import asyncio

import pytest

from metaserver.civic.help import bell as bells
from metaserver.civic.help.bell import WAITERS_EACH_MAX, Bell
from metaserver.errors import Limited
from tests.unit.civic.complaints.kit import Clock

LONG_S = 20.0


@pytest.fixture
def bell() -> Bell:
    return Bell(Clock())


async def test_who_waits_is_woken_by_their_topic_alone(bell: Bell) -> None:
    stamp = bell.now
    ours = asyncio.create_task(bell.wait(["a", "b"], stamp, LONG_S, who="x"))
    theirs = asyncio.create_task(bell.wait(["c"], stamp, LONG_S, who="y"))
    await asyncio.sleep(0)
    bell.ring("b")
    await asyncio.wait_for(ours, 1)
    assert not theirs.done()
    theirs.cancel()


async def test_what_rang_before_the_wait_is_not_missed(bell: Bell) -> None:
    stamp = bell.now
    bell.ring("a")
    await asyncio.wait_for(bell.wait(["a"], stamp, LONG_S, who="x"), 1)
    assert bell.has_rung(["a"], stamp) and not bell.has_rung(["a"], bell.now)


async def test_the_time_ends_a_wait(bell: Bell) -> None:
    await bell.wait(["a"], bell.now, 0.01, who="x")
    await bell.wait(["a"], bell.now, 0.0, who="x")
    assert not bell._waiting and not bell._by_whom


async def test_a_stamp_of_another_servers_life_is_news(bell: Bell) -> None:
    await asyncio.wait_for(bell.wait(["a"], bell.now + 1000, LONG_S, who="x"), 1)
    await asyncio.wait_for(bell.wait(["a"], 0, LONG_S, who="x"), 1)


async def test_nobody_waits_too_often_at_once(bell: Bell) -> None:
    waits = [
        asyncio.create_task(bell.wait(["a"], bell.now, LONG_S, who="x"))
        for _ in range(WAITERS_EACH_MAX)
    ]
    await asyncio.sleep(0)
    with pytest.raises(Limited):
        await bell.wait(["a"], bell.now, LONG_S, who="x")
    bell.ring("a")
    await asyncio.gather(*waits)
    assert not bell._waiting and not bell._by_whom


async def test_all_together_are_bounded(bell: Bell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bells, "WAITERS_MAX", 1)
    first = asyncio.create_task(bell.wait(["a"], bell.now, LONG_S, who="x"))
    await asyncio.sleep(0)
    with pytest.raises(Limited):
        await bell.wait(["a"], bell.now, LONG_S, who="y")
    bell.close()
    await asyncio.wait_for(first, 1)


async def test_a_closed_bell_keeps_nobody(bell: Bell) -> None:
    first = asyncio.create_task(bell.wait(["a"], bell.now, LONG_S, who="x"))
    await asyncio.sleep(0)
    bell.close()
    await asyncio.wait_for(first, 1)
    await asyncio.wait_for(bell.wait(["a"], bell.now, LONG_S, who="x"), 1)


def test_topics_are_bounded_and_a_forgotten_one_counts_as_rung(
    bell: Bell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bells, "TOPICS_MAX", 2)
    stamp = bell.now
    bell.ring("a")
    for topic in ("b", "c"):
        bell.ring(topic)
    assert len(bell._rung) == 2
    assert bell.has_rung(["a"], stamp)
    assert not bell.has_rung(["a"], bell.now)
