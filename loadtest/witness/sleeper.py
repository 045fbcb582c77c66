"""A witness that reads nothing for a while, as a frozen tab or a phone in a pocket.

It has a thread and an event loop of its own, and stops the loop: so the whole client sleeps, its
timers too, while the system goes on taking what the server sends until its buffers are full.
"""

from __future__ import annotations

import asyncio
import threading
import time

import numpy as np
from numpy.typing import NDArray

from loadtest.crowd.ground import Grounds
from loadtest.crowd.job import Control
from loadtest.witness.job import FRAME_SEEN, FRESH_MS, SHOWN, Rows, WitnessJob, WitnessReport
from loadtest.witness.report import note
from loadtest.witness.witness import Witness

STEP_S = 0.05
WATCHED_S = 10.0
"""So long after waking it writes down what it shows after each frame."""
END_WITHIN_S = 5.0

F64 = NDArray[np.float64]


class Sleeper:
    """Made where ``job.scenario.sleeps``; its number comes after those who stay awake."""

    def __init__(self, job: WitnessJob, grounds: Grounds, control: F64) -> None:
        assert job.scenario.sleeps is not None
        self._sleeps, self._control = job.scenario.sleeps, control
        self._witness = Witness(job, job.count, grounds, most=0, walks=False)
        self._woke_s = 0.0
        self._frames: list[tuple[float, float]] = []
        self._shown: list[Rows] = []
        self._ending = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live()), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Blocks until it has left."""
        self._ending.set()
        self._thread.join(END_WITHIN_S)

    def write(self, report: WitnessReport) -> None:
        """After ``end``."""
        report.woke_s = self._woke_s
        report.woken_frames = np.array(self._frames, FRAME_SEEN)
        report.woken_shown = np.concatenate([np.empty(0, SHOWN), *self._shown])
        report.unknown_moves += self._witness.unknown_moves
        if self._witness.world is not None:
            own = np.array([[self._witness.world, self._witness.avatar]], np.int64)
            report.avatars = np.concatenate([report.avatars, own])
        if self._witness.error or not self._witness.last_frame_s:
            note(report, self._witness.error or "the witness that sleeps never got in")

    async def _live(self) -> None:
        life = asyncio.create_task(self._witness.run())
        asleep_s = 0.0
        while not self._ending.is_set() and not life.done():
            from_s = self._control[Control.MEASURE_FROM]
            asleep_s = from_s + self._sleeps.after_s if from_s else 0.0
            if not self._woke_s and 0 < asleep_s <= time.monotonic():
                self._sleep(asleep_s + self._sleeps.for_s)
            await asyncio.sleep(STEP_S)
        self._witness.leave()
        await asyncio.wait([life], timeout=END_WITHIN_S / 2)
        life.cancel()
        await asyncio.gather(life, return_exceptions=True)

    def _sleep(self, until_s: float) -> None:
        """Not the thread alone: nothing of the client runs meanwhile."""
        while time.monotonic() < until_s:
            if self._ending.wait(STEP_S):
                return
        self._witness.after_frame = self._note
        self._woke_s = time.monotonic()

    def _note(self, age_ms: float) -> None:
        now_s = self._witness.last_frame_s
        if now_s > self._woke_s + WATCHED_S:
            self._witness.after_frame = None
            return
        self._frames.append((now_s, age_ms))
        # Looking takes time, and with old frames still to be read it would tell nothing new.
        if age_ms < FRESH_MS and (shown := self._witness.look()) is not None:
            self._shown.append(shown)
