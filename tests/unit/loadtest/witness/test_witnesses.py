"""Witnesses in a real city: marked walkers walk by hand, the judge compares."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import time
from collections.abc import AsyncIterator, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pytest
from metaclient import City, connect
from numpy.typing import NDArray

from loadtest.address import parse
from loadtest.city import CityProcess
from loadtest.crowd.job import Control
from loadtest.crowd.shared import Board
from loadtest.result import Result
from loadtest.scenario import Scenario
from loadtest.target import grounds, look
from loadtest.witness.job import WitnessJob, WitnessReport
from loadtest.witness.judge import judge
from loadtest.witness.process import main
from tests.unit.loadtest.witness.scenes import result

WORLD = "seoul-plaza"
WALKERS = 4
BEGINS_AFTER_S = 3.0
"""Witnesses are in by then, and at their posts or on their way."""
TURN_EVERY_S = 0.4
SPEED_MPS = 1.5


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityProcess]:
    with CityProcess(tmp_path_factory.mktemp("city") / "data") as process:
        yield process


def scenario(**more: object) -> Scenario:
    return Scenario.model_validate(
        {
            "format": 1, "name": "trial", "about": "A few walkers.", "worlds": {WORLD: 1},
            "place": "lawn", "arrive": {"per_s": 10}, "mix": [{"share": 1, "do": "walk"}], **more,
        }
    )  # fmt: skip


class Witnesses:
    """Their process, told what to do by hand."""

    def __init__(self, city: CityProcess, scenario: Scenario, count: int) -> None:
        self.target = look(parse(city.ws_url), city.pid)
        self.grounds = grounds(self.target, scenario)
        job = WitnessJob(
            ws_url=self.target.ws_url, scenario=scenario, grounds=self.grounds, count=count,
            seed=1,
        )  # fmt: skip
        self._board = Board(1)
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=main, args=(job, self._board, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def tell(self, control: Control, at_s: float) -> None:
        self._board.control[control] = at_s

    async def report(self, within_s: float = 30.0) -> WitnessReport:
        return await asyncio.to_thread(_received, self._pipe, within_s)

    def end(self) -> None:
        self.tell(Control.STOP, 1.0)
        self._process.join(10)
        assert self._process.exitcode == 0
        self._pipe.close()

    def judged(self, report: WitnessReport, walkers: Walkers) -> Result:
        found = result(self.target.ws_url)
        judge(found, walkers.rows(), report, walkers.present(), self.grounds)
        return found


def _received(pipe: Connection, within_s: float) -> WitnessReport:
    assert pipe.poll(within_s), "no report"
    report = pipe.recv()
    assert isinstance(report, WitnessReport)
    return report


@contextlib.asynccontextmanager
async def witnesses(
    city: CityProcess, scenario: Scenario, count: int
) -> AsyncIterator[Witnesses]:  # fmt: skip
    process = await asyncio.to_thread(Witnesses, city, scenario, count)
    try:
        yield process
    finally:
        await asyncio.to_thread(process.end)


class Walkers:
    """Each walks in a circle on the lawn, and writes down what it tells the server."""

    def __init__(self, people: list[City]) -> None:
        self._people = people
        self._rows: list[tuple[float, ...]] = []

    async def walk(self, until_s: float) -> None:
        await asyncio.gather(*(self._circle(i, until_s) for i in range(len(self._people))))

    async def _circle(self, number: int, until_s: float) -> None:
        city, turn = self._people[number], number * 3
        while time.monotonic() < until_s:
            turn += 1
            heading = turn * 25 % 256
            city.walk(heading, SPEED_MPS)
            at_s, (x, y) = time.monotonic(), city.position
            self._rows.append((at_s, 0, city.avatar, x, y, heading, SPEED_MPS, 1))
            await asyncio.sleep(TURN_EVERY_S)

    def rows(self) -> NDArray[np.float64]:
        return np.array(self._rows, np.float64)

    def present(self) -> NDArray[np.int64]:
        return np.array([(0, city.avatar) for city in self._people], np.int64)


@contextlib.asynccontextmanager
async def walkers(url: str) -> AsyncIterator[Walkers]:
    async with contextlib.AsyncExitStack() as stack:
        yield Walkers(
            [
                await stack.enter_async_context(
                    connect(url, watch=False, world=WORLD, place="lawn")
                )
                for _ in range(WALKERS)
            ]
        )


async def test_witnesses_see_who_turns_and_where_everybody_is(city: CityProcess) -> None:
    async with witnesses(city, scenario(), count=2) as looking, walkers(city.url) as people:
        begin_s = time.monotonic()
        from_s = begin_s + BEGINS_AFTER_S
        looking.tell(Control.BEGIN, begin_s)
        looking.tell(Control.MEASURE_UNTIL, from_s + 4)
        looking.tell(Control.MEASURE_FROM, from_s)
        await people.walk(from_s + 4)
        report = await looking.report()
        found = looking.judged(report, people)
    assert report.errors == []
    assert report.until_s - report.from_s == pytest.approx(4, abs=0.5)
    assert found.strays == 0
    assert found.clock_offset_error_ms == 0
    assert found.seen_ms.near.n > 20
    assert found.seen_ms.near.p50 is not None and found.seen_ms.near.p50 < 500
    assert found.turns_seen["near"] > 0.9
    assert found.position_error_m.near.n >= 2 * WALKERS
    assert found.position_error_m.near.p50 is not None and found.position_error_m.near.p50 < 0.2
    assert found.frame_age_by_ring_ms.near.n > 20
    assert 0.5 < found.updates_per_s["near"] < 12


async def test_one_who_sleeps_is_whole_again_soon(city: CityProcess) -> None:
    asleep = scenario(sleeps={"share": 0.1, "after_s": 0.5, "for_s": 2.0})
    async with witnesses(city, asleep, count=0) as looking, walkers(city.url) as people:
        begin_s = time.monotonic()
        from_s = begin_s + BEGINS_AFTER_S
        looking.tell(Control.BEGIN, begin_s)
        looking.tell(Control.MEASURE_UNTIL, from_s + 6)
        looking.tell(Control.MEASURE_FROM, from_s)
        await people.walk(from_s + 6)
        report = await looking.report()
        found = looking.judged(report, people)
    assert report.errors == []
    assert report.woke_s - from_s == pytest.approx(2.5, abs=0.5)
    assert report.woken_frames["age_ms"].max() > 1000, "it has slept"
    assert found.whole_again_ms.n == 1
    assert found.whole_again_ms.most is not None and found.whole_again_ms.most < 2000


async def test_a_server_that_dies_leaves_what_was_seen_until_then(tmp_path: Path) -> None:
    with CityProcess(tmp_path / "data") as city:
        async with witnesses(city, scenario(), count=1) as looking:
            begin_s = time.monotonic()
            looking.tell(Control.BEGIN, begin_s)
            looking.tell(Control.MEASURE_UNTIL, begin_s + 60)
            looking.tell(Control.MEASURE_FROM, begin_s + 2)
            await asyncio.sleep(4)
            city.kill()
            await asyncio.sleep(1)
            looking.tell(Control.STOP, 1.0)
            report = await looking.report()
    assert report.errors == ["witness 0: not connected at the end"]
    assert len(report.shown) > 0
    assert 0 < report.until_s - report.from_s < 4
    assert len(report.cells) == 0


async def test_a_run_that_ends_before_it_began_has_nothing_to_tell(city: CityProcess) -> None:
    async with witnesses(city, scenario(), count=1) as looking:
        looking.tell(Control.STOP, 1.0)
        report = await looking.report()
    assert (report.from_s, len(report.shown), report.clocks) == (0, 0, [])
