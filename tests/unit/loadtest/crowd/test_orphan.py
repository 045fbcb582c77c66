"""A worker whose orchestrator has died ends by itself."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path

from loadtest.crowd.job import Job
from loadtest.crowd.shared import Board
from loadtest.crowd.worker import work
from tests.unit.loadtest.crowd.town import rooms, scenario


def _work(job: Job, board: Board, pipe: Connection) -> None:
    work(job, board.row(0), board.control, pipe)


def _orchestrate(told: Connection) -> None:
    """Starts a worker that waits for the beginning, says which process it is, and dies."""
    job = Job(
        url="ws://127.0.0.1:1/ws", scenario=scenario({"share": 1, "do": "stand"}), clients=1,
        bots=range(1), seed=1, grounds={"hall": rooms()}, arrive_s=(0.0,),
    )  # fmt: skip
    spawn = multiprocessing.get_context("spawn")
    _, theirs = spawn.Pipe()
    worker = spawn.Process(target=_work, args=(job, Board(1), theirs))
    worker.start()
    told.send(worker.pid)
    time.sleep(0.5)
    os._exit(1)


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_worker_does_not_outlive_its_orchestrator() -> None:
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    orchestrator = spawn.Process(target=_orchestrate, args=(theirs,))
    orchestrator.start()
    assert ours.poll(20), "the orchestrator did not start"
    pid = ours.recv()
    assert _lives(pid)
    orchestrator.join(20)
    deadline_s = time.monotonic() + 15
    while _lives(pid) and time.monotonic() < deadline_s:
        time.sleep(0.1)
    if _lives(pid):
        os.kill(pid, signal.SIGKILL)
        raise AssertionError("the worker lives on")
