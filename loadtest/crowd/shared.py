"""Counters in memory that the orchestrator and its workers share.

``Board`` is made by the orchestrator and handed to each process as an argument; it can be pickled
only while a process is being spawned, and views of it never: a process makes its own.

Every number has one writer: row ``i`` worker ``i``, ``control`` the orchestrator. The memory goes
when the last process that has it ends.
"""

from __future__ import annotations

import multiprocessing

import numpy as np
from numpy.typing import NDArray

from loadtest.crowd.job import Control, Count

F64 = NDArray[np.float64]


class Board:
    """All zeros at first."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        size = workers * len(Count) + len(Control)
        self._memory = multiprocessing.get_context("spawn").RawArray("d", size)

    @property
    def rows(self) -> F64:
        """Counters of all workers, shape (workers, len(Count)): a view, not a copy."""
        return self._all()[: self.workers * len(Count)].reshape(self.workers, len(Count))

    def row(self, worker: int) -> F64:
        """Counters of one worker, shape (len(Count),): a view."""
        row: F64 = self.rows[worker]
        return row

    @property
    def control(self) -> F64:
        """What the orchestrator says to all, shape (len(Control),): a view."""
        return self._all()[self.workers * len(Count) :]

    def _all(self) -> F64:
        return np.frombuffer(self._memory, dtype=np.float64)
