"""Whom to ask for heavy work.

A worker has a limit of memory, less priority than the ticks, and a time for each piece of work.
One that takes too long is killed, one that dies is replaced; the others go on. Whoever asks must
name a function of a module, and arguments and results that can be pickled.

At most ``waiting_max`` pieces wait or are in work; a further one is refused at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final, TypeVar

from metaserver import metrics
from metaserver.errors import WorkerError
from metaserver.workers.process import Work, Worker

WAIT_MAX_S: Final = 15.0
"""Nobody waits longer for a worker than this."""

T = TypeVar("T")


class Workers:
    """``await workers.run(function, *args, within_s=...)`` from ``start`` to ``stop``."""

    def __init__(self, size: int = 1, memory_mb: int = 512, waiting_max: int = 64) -> None:
        self._size = size
        self._memory_mb = memory_mb
        self._waiting_max = waiting_max
        self._waiting = 0
        self._all: list[Worker] = []
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="worker")
        """One for each worker: they wait for its answers."""
        self._running: set[asyncio.Task[Any]] = set()
        self._ended = False

    async def start(self) -> None:
        """Returns before the processes are there; the first work waits for them."""
        self._all = [Worker(self._memory_mb) for _ in range(self._size)]
        for worker in self._all:
            self._keep(self._begin(worker))

    async def stop(self) -> None:
        """Kills what is still in work; whoever waits gets ``WorkerError``."""
        self._ended = True
        for worker in self._all:
            worker.kill(for_good=True)
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)
        for worker in self._all:
            worker.clear()
        self._threads.shutdown(wait=False)

    async def run(self, function: Callable[..., T], /, *args: Any, within_s: float = 5.0) -> T:
        """What the function gives, or raises, where that is a ``MetaserverError``.

        ``within_s`` begins when a worker takes it up. Raises ``WorkerError`` where too much waits,
        it took too long, or failed in another way.
        """
        job = function.__name__.strip("_")
        if self._waiting >= self._waiting_max or self._ended or not self._all:
            raise _busy(job)
        self._count(1)
        began_s = time.perf_counter()
        try:
            worker = await self._one(job)
            # Whoever asked may go away; the worker is free only when it is done.
            work = self._keep(self._do(worker, job, (function, args, within_s)))
            outcome, result = await asyncio.shield(work)
        finally:
            self._count(-1)
        metrics.WORKER_JOBS.labels(job, outcome).inc()
        metrics.WORKER_SECONDS.labels(job).observe(time.perf_counter() - began_s)
        if isinstance(result, BaseException):
            raise result
        return result  # type: ignore[no-any-return]

    async def _one(self, job: str) -> Worker:
        try:
            async with asyncio.timeout(WAIT_MAX_S):
                return await self._idle.get()
        except TimeoutError:
            raise _busy(job) from None

    async def _begin(self, worker: Worker) -> None:
        with suppress(OSError):  # it is tried again with the first work
            await asyncio.get_running_loop().run_in_executor(self._threads, worker.begin)
        self._idle.put_nowait(worker)

    async def _do(self, worker: Worker, job: str, work: Work) -> tuple[str, Any]:
        try:
            if self._ended:
                return "died", WorkerError(f"{job}: the server stops; try again in a moment.")
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, worker.do, job, work)
        finally:
            self._idle.put_nowait(worker)

    def _keep(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    def _count(self, step: int) -> None:
        self._waiting += step
        metrics.WORKER_WAITING.set(self._waiting)


def _busy(job: str) -> WorkerError:
    metrics.WORKER_JOBS.labels(job, "busy").inc()
    return WorkerError(f"{job}: too much work waits; try again in a moment.")
