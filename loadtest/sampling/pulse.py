"""How quick the machine itself is at the moment.

A virtual machine shares its cores with others that nobody here sees, and may be twice as slow for
seconds on end. A fixed piece of work, timed on the server's core by its own processor time, tells.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

STEPS = 10_000
TRIES = 3
"""The quickest counts: the others may have been interrupted, or found cold caches."""


def pulse_us(core: int | None) -> float:
    """Microseconds of processor time that the piece of work takes, on ``core`` if one is named."""
    with _on(core):
        return min(_work_us() for _ in range(TRIES))


def _work_us() -> float:
    began_s, total = time.thread_time(), 0
    for step in range(STEPS):
        total += step
    return (time.thread_time() - began_s) * 1e6


@contextmanager
def _on(core: int | None) -> Iterator[None]:
    """This thread, for a moment."""
    if core is None or not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
