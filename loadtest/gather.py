"""From what the workers tell to the fields of a result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from loadtest.crowd.job import AGE_BUCKETS, PHASES_MAX, Count, WorkerReport
from loadtest.crowd.measuring import phase_ends_s
from loadtest.quantiles import of_histogram, of_samples
from loadtest.result import Phase, Result
from loadtest.scenario import Sleeps

F64 = NDArray[np.float64]

_COUNTED = {
    "dropped": Count.DROPPED,
    "refused": Count.REFUSED,
    "resumed": Count.RESUMED,
    "lost": Count.LOST,
    "errors": Count.ERRORS,
    "corrections": Count.CORRECTED,
    "desk_visits": Count.ASKED,
}


def counts(result: Result, totals: F64) -> None:
    """Fills in what is counted while the crowd lives; ``totals`` by ``Count``."""
    for name, count in _COUNTED.items():
        setattr(result, name, int(totals[count]))


def crowd(result: Result, reports: Sequence[WorkerReport], connected: float) -> None:
    """Fills in what the workers measured, in ``result.seconds``; ``connected`` is the mean."""
    if not reports:
        return
    codes: Counter[int] = Counter()
    for report in reports:
        codes.update(report.close_codes)
    result.close_codes = {str(code): n for code, n in sorted(codes.items())}
    result.join_ms = of_samples(_all(reports, "join_ms"))
    result.connects_per_s = best_second(_all(reports, "connect_s"))
    result.admitted_per_s = per_second(_all(reports, "first_key_s"))
    result.load_lag_ms = of_samples(_all(reports, "lag_ms"))
    _ages(result, _histogram(reports))
    if result.seconds > 0:
        _rates(result, reports, connected)


def _ages(result: Result, histogram: NDArray[np.int64]) -> None:
    whole = histogram.sum(axis=0)
    result.frame_age_ms = of_histogram(whole)
    result.frame_age_counts = np.trim_zeros(whole, "b").tolist()


def _rates(result: Result, reports: Sequence[WorkerReport], connected: float) -> None:
    seconds = result.seconds
    result.load_busiest_cores = max(r.cpu_s_measured for r in reports) / seconds
    if connected > 0:
        result.bytes_per_client_s = sum(r.bytes_measured for r in reports) / seconds / connected
        result.frames_per_client_s = sum(r.frames_measured for r in reports) / seconds / connected
        result.messages_per_client_s = sum(r.sent_measured for r in reports) / seconds / connected


def phases(result: Result, reports: Sequence[WorkerReport], sleeps: Sleeps) -> None:
    """Fills in what others felt before, during, at the end of and after a sleep."""
    ends = np.array([0, *phase_ends_s(sleeps), np.inf])
    lengths = np.diff(np.minimum(ends, result.seconds))
    names = ("before", "during", "waking", "after")
    result.phases = [
        Phase(name=name, seconds=float(length), frame_age_ms=of_histogram(ages))
        for name, length, ages in zip(names, lengths, _histogram(reports), strict=True)
        if length > 0
    ]


def _histogram(reports: Sequence[WorkerReport]) -> NDArray[np.int64]:
    total = np.zeros((PHASES_MAX, AGE_BUCKETS), np.int64)
    for report in reports:
        total += report.age_histogram
    return total


def best_second(times_s: F64) -> float | None:
    """The most events that lie within any one second."""
    if not len(times_s):
        return None
    ordered = np.sort(times_s)
    upto = np.searchsorted(ordered, ordered + 1.0, side="left")
    return float((upto - np.arange(len(ordered))).max())


def per_second(times_s: F64) -> float | None:
    """Events a second, from the first to the last."""
    if len(times_s) < 2 or np.ptp(times_s) <= 0:
        return None
    return float((len(times_s) - 1) / np.ptp(times_s))


def _all(reports: Sequence[WorkerReport], name: str) -> F64:
    return np.concatenate([getattr(report, name) for report in reports])
