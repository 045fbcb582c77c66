"""One process of the crowd: the target of a process that ``multiprocessing`` spawned."""

from __future__ import annotations

import contextlib
import os
import resource
from multiprocessing.connection import Connection

import uvloop

from loadtest.crowd.books import F64
from loadtest.crowd.driver import Driver
from loadtest.crowd.job import Count, Job, WorkerReport


def work(job: Job, counters: F64, control: F64, pipe: Connection) -> None:
    """Until ``MEASURE_UNTIL``, ``STOP``, or nobody is left; sends one ``WorkerReport``.

    ``counters`` (shape (len(Count),)) and ``control`` are views of the shared ``Board``.
    """
    raise_limits(job.cpu)
    report = uvloop.run(_live(job, counters, control))
    with contextlib.suppress(OSError):  # the parent is gone
        pipe.send(report)
    counters[Count.ENDED] = 1
    pipe.close()


async def _live(job: Job, counters: F64, control: F64) -> WorkerReport:
    return await Driver(job, counters, control).live()


def raise_limits(cpu: int | None) -> None:
    """As many sockets as the system allows; one core, where one is named."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if cpu is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {cpu})
