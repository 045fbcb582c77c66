"""Who runs on which core, so that the crowd does not take the server's time."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

BOTS_PER_PROCESS = 2500
"""A core carries twice as many; with cores to spare there is no need to try."""


@dataclass(frozen=True)
class Cores:
    """None: wherever the system likes."""

    server: int | None
    workers: tuple[int | None, ...]
    witness: int | None
    conditioner: int | None
    crowd: frozenset[int]
    """For everything but the server; empty where nobody is kept to a core."""

    @property
    def words(self) -> str:
        """For a report."""
        if not self.crowd:
            return "server and crowd share all cores"
        return f"server on {self.server}, crowd on {', '.join(map(str, sorted(self.crowd)))}"


def usable() -> list[int]:
    """Cores of this process; empty where the system does not tell."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def plan(
    cores: Sequence[int], servers: frozenset[int] | None, clients: int, processes: int | None
) -> Cores:
    """``servers`` are the cores of the server: None where it may use all of them, and then nobody
    is kept anywhere. The witness and the conditioner share a core only if they must."""
    free = [core for core in cores if core not in (servers or ())]
    room = len(free) or os.cpu_count() or 1
    wanted = min(math.ceil(clients / BOTS_PER_PROCESS), room - 1)
    n = processes or max(wanted, 1)
    if servers is None or not free:
        return Cores(None, (None,) * n, None, None, frozenset())
    turn = [free[i % len(free)] for i in range(n + 2)]
    return Cores(min(servers), tuple(turn[:n]), turn[n], turn[n + 1], frozenset(free))


def of_process(pid: int | None) -> frozenset[int] | None:
    """The cores that a running server is kept to; None where it is to none, or nobody knows."""
    try:
        found = os.sched_getaffinity(pid) if pid else set()
    except (AttributeError, OSError):
        return None
    return frozenset(found) if found and found < set(usable()) else None


@contextmanager
def kept_to(cores: frozenset[int]) -> Iterator[None]:
    """This process meanwhile uses these only; all of its own if there are none."""
    if not cores:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
