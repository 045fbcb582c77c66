"""For development: one worker against a server, its counters once a second, and what a frame cost
it. No witnesses, no gates: those are ``python -m loadtest run``.

``python -m loadtest.crowd.trial --url ws://127.0.0.1:8080/ws --clients 200 --seconds 10``
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from typing import Any

from loadtest.address import parse
from loadtest.crowd.job import Control, Count, Job, WorkerReport
from loadtest.crowd.shared import Board
from loadtest.crowd.worker import work
from loadtest.quantiles import of_histogram, of_samples
from loadtest.scenario import Scenario
from loadtest.target import grounds, look


def main() -> None:
    options = _options()
    scenario = Scenario.model_validate(_scenario(options))
    found = grounds(look(parse(options.url)), scenario)
    arrive_s = tuple(i / options.per_s for i in range(options.clients))
    job = Job(
        url=options.url, scenario=scenario, clients=options.clients, bots=range(options.clients),
        seed=options.seed, grounds=found, arrive_s=arrive_s, cpu=options.cpu,
    )  # fmt: skip
    board = Board(1)
    spawn = multiprocessing.get_context("spawn")
    pipe, theirs = spawn.Pipe()
    process = spawn.Process(target=_work, args=(job, board, theirs))
    process.start()
    theirs.close()
    begin = time.monotonic() + 1.0
    board.control[Control.BEGIN] = begin
    board.control[Control.MEASURE_FROM] = begin + arrive_s[-1] + options.settle
    board.control[Control.MEASURE_UNTIL] = begin + arrive_s[-1] + options.settle + options.seconds
    _watch(board, process, pipe)


def _work(job: Job, board: Board, pipe: Any) -> None:
    work(job, board.row(0), board.control, pipe)


def _watch(board: Board, process: Any, pipe: Any) -> None:
    before = board.row(0).copy()
    while not pipe.poll(1.0) and process.is_alive():
        now = board.row(0).copy()
        new = now - before
        before = now
        print(
            f"open {now[Count.CONNECTED]:.0f} present {now[Count.PRESENT]:.0f}"
            f" frames/s {new[Count.FRAMES]:.0f} kB/s {new[Count.BYTES] / 1000:.0f}"
            f" sent/s {new[Count.SENT]:.0f} age p50 {now[Count.AGE_P50]:.0f}"
            f" p99 {now[Count.AGE_P99]:.0f} dropped {now[Count.DROPPED]:.0f}"
            f" resumed {now[Count.RESUMED]:.0f} lost {now[Count.LOST]:.0f}"
            f" refused {now[Count.REFUSED]:.0f} corrected {now[Count.CORRECTED]:.0f}"
            f" errors {now[Count.ERRORS]:.0f} chat {now[Count.CHAT]:.0f}",
            flush=True,
        )
    report: WorkerReport = pipe.recv()
    print("age", [of_histogram(row) for row in report.age_histogram if row.sum()])
    print("join", of_samples(report.join_ms), "lag", of_samples(report.lag_ms))
    print("whole again", of_samples(report.whole_again_ms), "tracks", report.tracks.shape)
    per_frame_us = 1e6 * report.cpu_s_measured / max(report.frames_measured, 1)
    print(f"cpu {report.cpu_s_measured:.2f} s, {per_frame_us:.1f} us a frame, ", end="")
    print(report.close_codes, report.errors, report.more.get("clock"))
    process.join()


def _scenario(options: argparse.Namespace) -> dict[str, Any]:
    walk = {"share": 1.0, "do": options.do, "turns_per_s": options.turns}
    return {
        "format": 1, "name": "trial", "about": "A trial.", "worlds": {options.world: 1},
        "place": options.place, "arrive": {"per_s": options.per_s}, "mix": [walk],
        "tier": options.tier,
    }  # fmt: skip


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--settle", type=float, default=3)
    parser.add_argument("--per-s", type=float, default=200, help="arrivals")
    parser.add_argument("--turns", type=float, default=2, help="changes of course a second")
    parser.add_argument("--do", default="walk", help="walk, stroll, gather, tour, stand")
    parser.add_argument("--world", default="seoul-plaza")
    parser.add_argument("--place", default="")
    parser.add_argument("--tier", default="full")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cpu", type=int, default=None, help="core of the worker")
    return parser.parse_args()


if __name__ == "__main__":
    main()
