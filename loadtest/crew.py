"""The processes of a run: starts them, tells them when, takes their reports, ends them."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loadtest.crowd.job import Control, Job, WorkerReport
from loadtest.crowd.shared import Board
from loadtest.errors import LoadError
from loadtest.witness.job import WitnessJob, WitnessReport

READY = "ready"
READY_WITHIN_S = 60.0
REPORT_WITHIN_S = 30.0
END_WITHIN_S = 5.0


class Crew:
    """A context manager; whoever is left at its end is killed.

    ``begin``, ``measure`` and ``stop`` are moments of ``time.monotonic``, told to all processes at
    once by shared memory.
    """

    def __init__(self, jobs: Sequence[Job], witness: WitnessJob | None) -> None:
        self._spawn = multiprocessing.get_context("spawn")
        self._board = Board(len(jobs))
        self._members: list[tuple[str, Any, Connection]] = []
        for index, job in enumerate(jobs):
            self._add(f"worker {index}", _work, (job, self._board, index))
        if witness is not None:
            self._add("the witnesses", _watch, (witness, self._board))

    def _add(self, name: str, target: Callable[..., None], args: tuple[Any, ...]) -> None:
        ours, theirs = self._spawn.Pipe()
        process = self._spawn.Process(target=target, args=(*args, theirs), daemon=True)
        process.start()
        theirs.close()
        self._members.append((name, process, ours))

    # ---- while it runs ---------------------------------------------------------------------------

    @property
    def pids(self) -> list[int]:
        return [process.pid for _, process, _ in self._members]

    def wait_ready(self) -> None:
        """Returns when all can begin. Raises ``LoadError``."""
        for name, _, pipe in self._members:
            if _received(pipe, READY_WITHIN_S) != READY:
                raise LoadError(f"A process of the crowd did not start ({name}); see above.")

    def totals(self) -> NDArray[np.float64]:
        """Sums over all workers, by ``Count``; the ages (``AGE_*``) are the worst of any."""
        return np.asarray(self._board.rows.sum(axis=0))

    def worst(self) -> NDArray[np.float64]:
        """The largest of any worker, by ``Count``."""
        return np.asarray(self._board.rows.max(axis=0))

    def begin(self, at_s: float) -> None:
        self._board.control[Control.BEGIN] = at_s

    def measure(self, from_s: float, until_s: float) -> None:
        control = self._board.control
        control[Control.MEASURE_UNTIL] = until_s
        control[Control.MEASURE_FROM] = from_s

    def stop(self) -> None:
        """All end at once and report what there is."""
        self._board.control[Control.STOP] = 1.0

    def check(self) -> None:
        """Raises ``LoadError`` if one has died."""
        for name, process, _ in self._members:
            if process.exitcode:
                raise LoadError(
                    f"A process of the crowd died ({name}, exit code {process.exitcode}); what it "
                    "said is above."
                )

    # ---- the end ---------------------------------------------------------------------------------

    def reports(self) -> tuple[list[WorkerReport], WitnessReport | None, list[str]]:
        """What all have to tell, and a sentence for each who does not."""
        workers: list[WorkerReport] = []
        witness: WitnessReport | None = None
        silent: list[str] = []
        until = time.monotonic() + REPORT_WITHIN_S
        for name, _, pipe in self._members:
            told = _received(pipe, max(until - time.monotonic(), 0.1))
            if isinstance(told, WorkerReport):
                workers.append(told)
            elif isinstance(told, WitnessReport):
                witness = told
            else:
                silent.append(f"A process of the crowd ended without a report ({name}).")
        return workers, witness, silent

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()
        until = time.monotonic() + END_WITHIN_S
        for _, process, pipe in self._members:
            process.join(max(until - time.monotonic(), 0.1))
            if process.is_alive():
                process.kill()
                process.join()
            pipe.close()


def _received(pipe: Connection, within_s: float) -> object:
    """The next of a process; None if it is silent or gone."""
    if not wait([pipe], within_s):
        return None
    try:
        return pipe.recv()
    except (EOFError, OSError):
        return None


def _work(job: Job, board: Board, index: int, pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from loadtest.crowd.worker import work

    pipe.send(READY)
    work(job, board.row(index), board.control, pipe)


def _watch(job: WitnessJob, board: Board, pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from loadtest.witness import process

    pipe.send(READY)
    process.main(job, board, pipe)
