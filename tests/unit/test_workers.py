"""Heavy work in a process of its own: bounded, killable, with a limit of memory."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from collections.abc import AsyncIterator

import pytest

from metaserver.errors import Invalid, Limited, WorkerError
from metaserver.workers import Workers
from tests.support import heavy


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    workers = Workers(size=1, memory_mb=256, waiting_max=4)
    await workers.start()
    yield workers
    await workers.stop()


async def test_work_is_done_in_another_process(workers: Workers) -> None:
    assert await workers.run(heavy.double, 21) == 42
    first, second = await workers.run(heavy.who), await workers.run(heavy.who)
    assert first == second != os.getpid()


async def test_a_worker_knows_none_of_the_servers_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("METASERVER_DATABASE_URL", "postgresql://a:secret@b/c")
    workers = Workers()
    await workers.start()
    try:
        assert await workers.run(heavy.settings) == []
        assert await workers.run(heavy.priority) > os.nice(0), "the ticks come first"
    finally:
        await workers.stop()


async def test_what_is_refused_is_raised_here_with_its_fields(workers: Workers) -> None:
    with pytest.raises(Invalid) as invalid:
        await workers.run(heavy.refuse, "large")
    assert invalid.value.fields == {"photos": "large"}
    with pytest.raises(Limited) as limited:
        await workers.run(heavy.wait_first, 12.5)
    assert (limited.value.code, limited.value.wait_s) == ("login_wait", 12.5)


async def test_work_that_takes_too_long_is_killed_and_the_next_is_done(workers: Workers) -> None:
    before = await workers.run(heavy.who)
    began_s = time.monotonic()
    with pytest.raises(WorkerError, match="too long"):
        await workers.run(heavy.sleep, 60.0, within_s=0.2)
    assert time.monotonic() - began_s < 5
    assert await workers.run(heavy.who) != before


async def test_a_worker_that_dies_is_replaced(workers: Workers) -> None:
    with pytest.raises(WorkerError, match="died"):
        await workers.run(heavy.die)
    assert await workers.run(heavy.double, 1) == 2


async def test_a_worker_killed_while_it_rested_is_replaced(workers: Workers) -> None:
    os.kill(await workers.run(heavy.who), signal.SIGKILL)
    with pytest.raises(WorkerError):
        await workers.run(heavy.double, 1)
    assert await workers.run(heavy.double, 1) == 2


async def test_more_memory_than_allowed_is_an_error_and_no_more(workers: Workers) -> None:
    with pytest.raises(WorkerError, match="failed"):
        await workers.run(heavy.fill_memory, 1024)
    assert await workers.run(heavy.fill_memory, 32) == 32 << 20


async def test_a_failure_is_logged_without_its_words(
    workers: Workers, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(WorkerError):
        await workers.run(heavy.fail, "Kim, 010-1234-5678")
    assert "ValueError" in caplog.text and "heavy.py" in caplog.text
    assert "010" not in caplog.text


async def test_an_oserror_of_the_work_is_its_own_and_costs_no_worker(workers: Workers) -> None:
    before = await workers.run(heavy.who)
    with pytest.raises(WorkerError, match="failed"):
        await workers.run(heavy.broken_file)
    with pytest.raises(WorkerError, match="failed"):
        await workers.run(heavy.unpicklable)
    assert await workers.run(heavy.who) == before


async def test_a_crowd_is_refused_at_once_and_the_rest_is_done(workers: Workers) -> None:
    waiting = [asyncio.ensure_future(workers.run(heavy.sleep, 0.05)) for _ in range(4)]
    await asyncio.sleep(0)
    with pytest.raises(WorkerError, match="waits"):
        await workers.run(heavy.double, 1)
    assert await asyncio.gather(*waiting) == ["rested"] * 4
    assert await workers.run(heavy.double, 1) == 2


async def test_nobody_waits_for_a_worker_for_ever(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    await workers.run(heavy.double, 1)
    monkeypatch.setattr("metaserver.workers.pool.WAIT_MAX_S", 0.1)
    long = asyncio.ensure_future(workers.run(heavy.sleep, 1.0))
    await asyncio.sleep(0)
    with pytest.raises(WorkerError, match="waits"):
        await workers.run(heavy.double, 1)
    assert await long == "rested"


async def test_work_that_cannot_be_handed_over_harms_nobody_else(workers: Workers) -> None:
    with pytest.raises(Exception, match="pickle"):
        await workers.run(lambda: 1)
    assert await workers.run(heavy.double, 2, within_s=1.0) == 4


async def test_who_goes_away_leaves_the_worker_to_the_others(workers: Workers) -> None:
    gone = asyncio.ensure_future(workers.run(heavy.sleep, 0.3))
    await asyncio.sleep(0.1)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert await workers.run(heavy.double, 4) == 8


async def test_ten_megabytes_go_in_and_out_without_blocking_the_loop(workers: Workers) -> None:
    await workers.run(heavy.double, 1)
    work = asyncio.ensure_future(workers.run(heavy.large, 1, bytes(10 << 20)))
    worst_s = 0.0
    while not work.done():
        began_s = time.perf_counter()
        await asyncio.sleep(0.001)
        worst_s = max(worst_s, time.perf_counter() - began_s)
    assert len(await work) == 10 << 20
    assert worst_s < 0.25


async def test_the_end_does_not_wait_for_work() -> None:
    workers = Workers()
    await workers.start()
    process = await workers.run(heavy.who)
    waiting = [asyncio.ensure_future(workers.run(heavy.sleep, 60.0)) for _ in range(3)]
    await asyncio.sleep(0.1)
    began_s = time.monotonic()
    await workers.stop()
    ends = await asyncio.gather(*waiting, return_exceptions=True)
    assert time.monotonic() - began_s < 2
    assert all(isinstance(end, WorkerError) for end in ends)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    with pytest.raises(WorkerError):
        await workers.run(heavy.double, 1)
