"""A slow and lossy network in front of a server: a TCP relay in a process of its own.

TCP hides loss as delay: what is lost comes after a retransmission time-out, and all that is behind
it waits. A core carries some 40,000 chunks a second, which are 4,000 clients at 10 frames a second.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import signal
from multiprocessing.connection import Connection
from typing import Self

import uvloop

from loadtest.errors import LoadError
from loadtest.relay import Relay

JITTER = 0.1
"""Each delay differs by so much of it at most."""
RETRANSMIT_S = 0.2
"""Shortest time-out (Linux: TCP_RTO_MIN); else two round trips."""
READY_WITHIN_S = 20.0
END_WITHIN_S = 5.0


class Line(Relay):
    """``latency_ms`` is that of a round trip, half of it each way; ``loss`` the share of chunks
    that are lost at first. The same ``seed`` gives the same sequence."""

    def __init__(self, *, target_port: int, latency_ms: float, loss: float, seed: int) -> None:
        super().__init__(target_port=target_port)
        self._one_way_s = latency_ms / 2000
        self._retransmit_s = max(RETRANSMIT_S, latency_ms * 2 / 1000)
        self._loss = loss
        self._chance = random.Random(seed)

    def hold_s(self, way: str) -> float:
        hold_s = self._one_way_s * self._chance.uniform(1 - JITTER, 1 + JITTER)
        return hold_s + self._retransmit_s if self._chance.random() < self._loss else hold_s


class Conditioner:
    """A context manager; clients connect to ``port`` of loopback instead of the server's.

    Ends with its block, or with the process that made it.
    """

    def __init__(
        self, target_port: int, latency_ms: float, loss: float, cpu: int | None = None, *,
        seed: int = 1,
    ) -> None:  # fmt: skip
        self.port = 0
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        args = (theirs, target_port, latency_ms, loss, seed, cpu)
        self._process = spawn.Process(target=_main, args=args, daemon=True)
        self._theirs = theirs

    def __enter__(self) -> Self:
        """Raises ``LoadError`` where it does not start."""
        self._process.start()
        self._theirs.close()
        try:
            self.port = self._pipe.recv() if self._pipe.poll(READY_WITHIN_S) else 0
        except EOFError:
            self.port = 0
        if not self.port:
            self.__exit__()
            raise LoadError("The conditioner did not start; its words are above.")
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe.close()
        self._process.join(END_WITHIN_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _main(
    pipe: Connection, target_port: int, latency_ms: float, loss: float, seed: int, cpu: int | None
) -> None:
    from loadtest.crowd.worker import raise_limits

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise_limits(cpu)
    uvloop.run(
        _relay(pipe, Line(target_port=target_port, latency_ms=latency_ms, loss=loss, seed=seed))
    )


async def _relay(pipe: Connection, line: Line) -> None:
    """Until the other end of the pipe is closed."""
    ended = asyncio.Event()
    async with line:
        asyncio.get_running_loop().add_reader(pipe.fileno(), ended.set)
        pipe.send(line.port)
        await ended.wait()
        asyncio.get_running_loop().remove_reader(pipe.fileno())
