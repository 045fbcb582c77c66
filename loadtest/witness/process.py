"""The witnesses' process: lets them in, measures while it is told to, and reports.

``main`` is the target of a process that ``multiprocessing`` spawned.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import signal
import time
from multiprocessing.connection import Connection

import numpy as np
from numpy.typing import NDArray

from loadtest.crowd.ground import Grounds
from loadtest.crowd.job import Control
from loadtest.crowd.shared import Board
from loadtest.witness.job import ROWS_MAX, WitnessJob, WitnessReport
from loadtest.witness.report import write
from loadtest.witness.sleeper import Sleeper
from loadtest.witness.witness import Witness

STEP_S = 0.02
GC_THRESHOLDS = (100_000, 50, 1000)
LOOK_EVERY_S = 1.0
BEFORE_ALL_LEAVE_S = 0.1
"""At the end of the measured time bots leave; the last look is a little earlier."""
LEAVE_WITHIN_S = 2.0

F64 = NDArray[np.float64]


def main(job: WitnessJob, board: Board, pipe: Connection) -> None:
    """Target of the process; the orchestrator tells it by ``board.control`` when to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if job.cpu is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {job.cpu})
    watch(job, board.control, pipe)


def watch(job: WitnessJob, control: F64, pipe: Connection) -> None:
    """Until ``MEASURE_UNTIL``, ``STOP``, or the parent is gone; sends one ``WitnessReport``.

    ``control`` is shared memory, see ``Control``.
    """
    # What witnesses hold lives as long as they; pauses to look through it would be measured.
    gc.set_threshold(*GC_THRESHOLDS)
    report = asyncio.run(_watch(job, control))
    pipe.send(report)
    pipe.close()


async def _watch(job: WitnessJob, control: F64) -> WitnessReport:
    desk = _Desk(job, control)
    if await desk.until(Control.BEGIN):
        await desk.work()
    return desk.report


class _Desk:
    def __init__(self, job: WitnessJob, control: F64) -> None:
        self.report = WitnessReport()
        self._job, self._control = job, control
        self._parent = multiprocessing.parent_process()
        grounds = Grounds(job.grounds)
        most = ROWS_MAX // max(1, job.count)
        self._witnesses = [
            Witness(job, i, grounds, most=most, walks=i == job.count - 1 > 0)
            for i in range(job.count)
        ]
        self._sleeper = Sleeper(job, grounds, control) if job.scenario.sleeps else None
        self._look_s = [0.0] * job.count
        """When the next look of each is due."""

    def _over(self) -> bool:
        alive = self._parent is None or self._parent.is_alive()
        return bool(self._control[Control.STOP]) or not alive

    async def until(self, when: Control) -> bool:
        """False: it is over before that."""
        while not self._over():
            if 0 < self._control[when] <= time.monotonic():
                return True
            await asyncio.sleep(STEP_S)
        return False

    async def work(self) -> None:
        tasks = [asyncio.create_task(witness.run()) for witness in self._witnesses]
        if self._sleeper:
            self._sleeper.start()
        if await self.until(Control.MEASURE_FROM):
            await self._measure()
        await self._close(tasks)

    async def _measure(self) -> None:
        self._begin(time.monotonic())
        while not self._over() and not self._past(self._control[Control.MEASURE_UNTIL]):
            self._look_in_turn(time.monotonic())
            await asyncio.sleep(STEP_S)
        write(self.report, self._witnesses)

    def _past(self, until_s: float) -> bool:
        return 0 < until_s <= time.monotonic() + BEFORE_ALL_LEAVE_S

    def _begin(self, now_s: float) -> None:
        seconds = (self._control[Control.MEASURE_UNTIL] or now_s) - now_s
        most = max((w.in_view * max(seconds, 0.0) / w.recorder.shown.most
                    for w in self._witnesses), default=0.0)  # fmt: skip
        every_s = self.report.look_every_s = max(LOOK_EVERY_S, 1.1 * most)
        self.report.from_s = now_s
        for i, witness in enumerate(self._witnesses):
            witness.recorder.measuring = True
            witness.look()
            self._look_s[i] = now_s + every_s * (i + 1) / len(self._witnesses)

    def _look_in_turn(self, now_s: float) -> None:
        """One at most, so that no frame waits for more than that."""
        for i, witness in enumerate(self._witnesses):
            if now_s >= self._look_s[i]:
                witness.look()
                self._look_s[i] += self.report.look_every_s
                return

    async def _close(self, tasks: list[asyncio.Task[None]]) -> None:
        for witness in self._witnesses:
            witness.leave()
        if tasks:
            await asyncio.wait(tasks, timeout=LEAVE_WITHIN_S)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._sleeper:
            await asyncio.to_thread(self._sleeper.end)
            self._sleeper.write(self.report)
