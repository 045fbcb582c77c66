"""What is taken while measuring: totals between two moments, ages by phase, and one's own lag."""

from __future__ import annotations

import asyncio
import gc
import time

import numpy as np

from loadtest.crowd.books import F64, Books
from loadtest.crowd.job import Control, Count, WorkerReport
from loadtest.scenario import Sleeps

COPY_EVERY_S = 0.1
LAG_EVERY_S = 0.05
AFTER_SLEEP_S = 2.0
"""So long after the last sleeper's waking the time after their sleep begins."""


def phase_ends_s(sleeps: Sleeps) -> tuple[float, float, float]:
    """Ends of what is looked at by itself, before, during and at the end of a sleep, since
    measuring began. While one after the other falls asleep it is *during*."""
    wakes_s = sleeps.after_s + sleeps.for_s
    return sleeps.after_s, wakes_s, wakes_s + sleeps.within_s + AFTER_SLEEP_S


class Measuring:
    def __init__(self, books: Books, control: F64, sleeps: Sleeps | None) -> None:
        self._books, self._control, self._sleeps = books, control, sleeps
        self._copy_s = self._second_s = 0.0
        self._phase: int | None = None
        self._lag_ms: list[float] = []
        self._start: F64 | None = None
        """Totals when measuring began; None: it has not."""
        self._end: F64 | None = None

    def phase(self, now_s: float) -> int | None:
        """Index into the histogram's rows; None: not measuring."""
        begin_s, end_s = self._control[Control.MEASURE_FROM], self._control[Control.MEASURE_UNTIL]
        if not begin_s or now_s < begin_s or (end_s and now_s >= end_s):
            return None
        if self._sleeps is None:
            return 0
        return sum(int(now_s - begin_s >= end_s) for end_s in phase_ends_s(self._sleeps))

    def step(self, now_s: float) -> None:
        """To be called often."""
        phase = self.phase(now_s)
        if phase != self._phase:
            self._flush(now_s)
            if self._start is None:
                self._begin()
            elif phase is None:
                self._end = self._totals()
            self._phase = phase
        if now_s >= self._copy_s:
            self._copy_s = now_s + COPY_EVERY_S
            self._books.copy_tally()
        if now_s >= self._second_s:
            self._flush(now_s)

    def _begin(self) -> None:
        gc.freeze()  # all bots are there: nobody needs to look at them again
        self._start = self._totals()

    def _flush(self, now_s: float) -> None:
        p50, p99 = self._books.ages.flush(self._phase)
        self._books.counters[Count.AGE_P50] = p50
        self._books.counters[Count.AGE_P99] = p99
        self._second_s = now_s + 1.0

    def _totals(self) -> F64:
        tally = self._books.tally
        return np.array([tally.bytes, tally.frames, tally.sent, time.process_time()])

    async def watch_lag(self) -> None:
        """Until cancelled."""
        due_s = time.monotonic()
        while True:
            due_s = max(due_s, time.monotonic() - LAG_EVERY_S) + LAG_EVERY_S
            await asyncio.sleep(max(due_s - time.monotonic(), 0))
            if self._phase is not None:
                self._lag_ms.append((time.monotonic() - due_s) * 1000)

    def report(self, now_s: float) -> WorkerReport:
        """All that has been seen; where it ended early, until now."""
        books = self._books
        self._flush(now_s)
        books.copy_tally()
        start = self._start if self._start is not None else self._totals()
        end = self._end if self._end is not None else self._totals()
        bytes_, frames, sent, cpu_s = (end - start).tolist()
        return WorkerReport(
            age_histogram=books.ages.histogram,
            join_ms=_known(books.join_ms),
            connect_s=_known(books.connect_s),
            first_key_s=_known(books.first_key_s),
            whole_again_ms=np.array(books.whole_again_ms, np.float64),
            lag_ms=np.array(self._lag_ms, np.float64),
            close_codes=dict(books.close_codes),
            tracks=books.tracks.array(),
            bytes_measured=bytes_,
            frames_measured=frames,
            sent_measured=sent,
            cpu_s_measured=cpu_s,
            errors=list(books.sentences),
        )


def _known(column: F64) -> F64:
    return column[np.isfinite(column)]
