"""One worker in a process of its own, against a real city."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import httpx
import msgpack
import numpy as np

from loadtest.crowd.job import Control, Job, WorkerReport
from loadtest.crowd.shared import Board
from loadtest.crowd.worker import work
from loadtest.crowd.worlds import world_ground
from loadtest.scenario import Scenario

CLIENTS = 60
ARRIVE_S = 1.0


def grounds(url: str, wanted: list[str]) -> dict[str, Any]:
    with httpx.Client(base_url=url, trust_env=False) as http:
        worlds = http.get("/api/worlds").json()["worlds"]
        return {w["id"]: _ground(http, w) for w in worlds if w["id"] in wanted}


def _ground(http: httpx.Client, world: dict[str, Any]) -> Any:
    spec = http.get(world["urls"]["world"]).json()
    raster = msgpack.unpackb(http.get(world["urls"]["raster"]).content)
    return world_ground(spec, raster, world["hash"])


def plaza(*mix: dict[str, Any], **more: Any) -> Scenario:
    said = {"format": 1, "name": "test", "about": "A test.", "worlds": {"seoul-plaza": 1}}
    arrive = {"within_s": ARRIVE_S}
    return Scenario.model_validate({**said, "arrive": arrive, "marked": 10, "mix": mix, **more})


def _work(job: Job, board: Board, pipe: Connection) -> None:
    work(job, board.row(0), board.control, pipe)


class Worker:
    """Bots of one scenario; measuring begins ``settle_s`` after the last arrival."""

    def __init__(self, http_url: str, scenario: Scenario, *, settle_s: float, seconds: float):
        self.job = Job(
            url=http_url.replace("http", "ws") + "/ws", scenario=scenario, clients=CLIENTS,
            bots=range(CLIENTS), seed=1, grounds=grounds(http_url, list(scenario.worlds)),
            arrive_s=tuple(np.linspace(0, ARRIVE_S, CLIENTS).tolist()),
        )  # fmt: skip
        self.board = Board(1)
        self.counters, self.control = self.board.row(0), self.board.control
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_work, args=(self.job, self.board, theirs))
        self._process.start()
        theirs.close()
        begin_s = time.monotonic() + 0.5
        self.control[Control.BEGIN] = begin_s
        self.control[Control.MEASURE_FROM] = begin_s + ARRIVE_S + settle_s
        self.control[Control.MEASURE_UNTIL] = begin_s + ARRIVE_S + settle_s + seconds

    def wait(self, until: Callable[[], bool], within_s: float) -> None:
        deadline_s = time.monotonic() + within_s
        while not until():
            assert time.monotonic() < deadline_s, f"not within {within_s} s: {self.counters}"
            time.sleep(0.05)

    def stop(self) -> None:
        self.control[Control.STOP] = 1

    def report(self, within_s: float = 30.0) -> WorkerReport:
        assert self._pipe.poll(within_s), f"no report: {self.counters}"
        report: WorkerReport = self._pipe.recv()
        return report

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._process.join(5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._pipe.close()
