"""The small parts of the process: clock, logs, jobs that come back."""

import asyncio
import json
import logging
import time
from collections.abc import Iterator

import pytest
import structlog

from metaserver.clock import SystemClock
from metaserver.errors import StoreError
from metaserver.jobs import every
from metaserver.logs import configure_logs


@pytest.fixture
def stderr(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    before = (logging.root.handlers[:], logging.root.level)
    yield capsys
    logging.root.handlers[:], logging.root.level = before
    structlog.reset_defaults()


def test_the_clock_is_the_wall_clock_modulo_2_32() -> None:
    clock = SystemClock()
    wall_ms = time.time_ns() // 1_000_000
    assert abs((clock.server_ms() - wall_ms + 2**31) % 2**32 - 2**31) < 50
    assert abs(clock.unix_ms() - wall_ms) < 50


def test_a_step_of_the_wall_clock_does_not_move_the_servers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = SystemClock()
    before = clock.server_ms()
    hour_later = time.time_ns() + 3_600_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: hour_later)
    assert 0 <= clock.server_ms() - before < 1000


def test_json_logs_are_one_object_a_line_for_our_lines_and_the_libraries(
    stderr: pytest.CaptureFixture[str],
) -> None:
    configure_logs("json", "info")
    structlog.get_logger("metaserver.test").info("told", person="00aa", words="안녕\n둘째 줄")
    logging.getLogger("library").warning("%s of them", 3)
    try:
        raise ValueError("why")
    except ValueError:
        logging.getLogger("library").exception("it broke")
    logging.getLogger("uvicorn.error").info("10.0.0.1 connected")
    ours, theirs, broken = (json.loads(line) for line in stderr.readouterr().err.splitlines())
    assert (ours["event"], ours["words"], ours["level"]) == ("told", "안녕\n둘째 줄", "info")
    assert (theirs["event"], theirs["logger"]) == ("3 of them", "library")
    assert "ValueError: why" in broken["exception"]


def test_console_logs_are_for_people(stderr: pytest.CaptureFixture[str]) -> None:
    configure_logs("console", "warning")
    structlog.get_logger("metaserver.test").info("not told")
    structlog.get_logger("metaserver.test").warning("told", n=3)
    told = stderr.readouterr().err
    assert "not told" not in told
    assert "told" in told
    assert "n=3" in told


async def test_a_job_comes_again_after_an_error(caplog: pytest.LogCaptureFixture) -> None:
    runs = 0
    thrice = asyncio.Event()

    async def job() -> None:
        nonlocal runs
        runs += 1
        if runs == 3:
            thrice.set()
        raise StoreError("disk full")

    task = asyncio.create_task(every(0.001, job))
    async with asyncio.timeout(2):
        await thrice.wait()
    task.cancel()
    assert "disk full" in caplog.text
