"""From samples to a result's figures. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from loadtest.quantiles import of_buckets, of_samples
from loadtest.result import Quantiles, Result
from loadtest.sampling.metrics import SKIPPED_TICKS, Metrics

if TYPE_CHECKING:
    from loadtest.sampling.sampler import ServerSample

MB = 1e6
Samples = Sequence["ServerSample"]
F64 = NDArray[np.float64]


def write(
    result: Result, samples: Samples, from_s: float, until_s: float, connections: int
) -> None:
    within = [s for s in samples if from_s <= s.at_s <= until_s]
    result.server_cpu_cores = _cores(samples, lambda s: s.cpu_s, from_s, until_s)
    result.load_cpu_cores = _cores(samples, lambda s: s.load_cpu_s, from_s, until_s)
    if result.server_cpu_cores is not None and connections:
        result.us_per_connection_s = result.server_cpu_cores * 1e6 / connections
    result.pulse_us = of_samples(np.array([s.pulse_us for s in within]))
    result.pulse_best_us = min((s.pulse_us for s in samples), default=None)
    _memory(result, samples, within, connections)
    _ticks(result, [s.metrics for s in within if s.metrics is not None])


def fields(before: ServerSample, now: ServerSample) -> dict[str, float | None]:
    """The server's fields of a ``Second`` that ends with sample ``now``."""
    return {
        "server_cpu_cores": _rate(now.cpu_s, before.cpu_s, now.at_s - before.at_s),
        "pulse_us": now.pulse_us,
        "server_rss_mb": None if now.rss_bytes is None else now.rss_bytes / MB,
        "server_socket_mb": None if now.socket_bytes is None else now.socket_bytes / MB,
        "load_cpu_cores": _rate(now.load_cpu_s, before.load_cpu_s, now.at_s - before.at_s),
    }


def tick_fields(before: ServerSample | None, now: ServerSample) -> dict[str, float | None]:
    """More of them; ``before`` is the last sample that had metrics."""
    return {
        "tick_interval_ms": _interval_ms(now.metrics),
        "tick_late_ms": _late_ms(before.metrics if before else None, now.metrics),
    }


def _rate(now: float | None, before: float | None, seconds: float) -> float | None:
    return None if now is None or before is None or seconds <= 0 else (now - before) / seconds


def _cores(
    samples: Samples, what: Callable[[ServerSample], float | None], from_s: float, until_s: float
) -> float | None:
    """Growth of a total a second; where it was not known at the end, up to when it was."""
    known = [(s.at_s, value) for s in samples if (value := what(s)) is not None]
    if len(known) < 2:
        return None
    at_s, total = np.array(known).T
    from_s, until_s = max(from_s, at_s[0]), min(until_s, at_s[-1])
    if until_s <= from_s:
        return None
    first, last = np.interp((from_s, until_s), at_s, total)
    return float((last - first) / (until_s - from_s))


def _memory(result: Result, samples: Samples, within: Samples, connections: int) -> None:
    rss = [(s.at_s, s.rss_bytes) for s in within if s.rss_bytes is not None]
    if rss and samples[0].rss_bytes is not None:
        most, empty = max(size for _, size in rss), samples[0].rss_bytes
        result.server_rss_mb, result.server_rss_empty_mb = most / MB, empty / MB
        if connections:
            result.server_bytes_per_connection = (most - empty) / connections
    tcp = [s.socket_bytes for s in within if s.socket_bytes is not None]
    if tcp and samples[0].socket_bytes is not None and connections:
        result.socket_bytes_per_connection = (max(tcp) - samples[0].socket_bytes) / connections
    if len(rss) > 2:
        at_s, size = np.array(rss, np.float64).T
        slope, error = _slope(at_s / 60, size / MB)
        result.rss_slope_mb_per_min, result.rss_slope_noise_mb_per_min = slope, 2 * error


def _slope(x: F64, y: F64) -> tuple[float, float]:
    """Of the least squares' line, and its standard error."""
    away = x - x.mean()
    spread = float((away**2).sum())
    slope = float((away * y).sum()) / spread
    rest = y - y.mean() - slope * away
    return slope, float(np.sqrt((rest**2).sum() / (len(x) - 2) / spread))


def _ticks(result: Result, metrics: Sequence[Metrics]) -> None:
    intervals_ms = [ms for m in metrics if (ms := _interval_ms(m)) is not None]
    result.tick_interval_ms = of_samples(np.array(intervals_ms))
    if len(metrics) < 2:
        return
    first, last = metrics[0], metrics[-1]
    result.tick_late_ms = _lateness(first, last)
    result.server_counts = {
        name: last.counts[name] - first.counts.get(name, 0.0) for name in sorted(last.counts)
    }
    result.skipped_ticks = int(result.server_counts.get(SKIPPED_TICKS, 0))


def _busy(metrics: Metrics) -> list[str]:
    """Worlds with people; where there are none, all."""
    return [w for w, people in metrics.people.items() if people] or list(metrics.interval_s)


def _interval_ms(metrics: Metrics | None) -> float | None:
    """The longest of those worlds' ticks."""
    found = [metrics.interval_s.get(w, 0.0) for w in _busy(metrics)] if metrics else []
    return max(found) * 1000 if found else None


def _late_ms(before: Metrics | None, now: Metrics | None) -> float | None:
    """Mean of the ticks between two samples."""
    if before is None or now is None:
        return None
    worlds = [w for w in _busy(now) if w in now.late and w in before.late]
    ticks = sum(now.late[w].count - before.late[w].count for w in worlds)
    late_s = sum(now.late[w].sum_s - before.late[w].sum_s for w in worlds)
    return late_s * 1000 / ticks if ticks > 0 else None


def _lateness(first: Metrics, last: Metrics) -> Quantiles:
    """Of the ticks between two samples, milliseconds."""
    worlds = [w for w in _busy(last) if w in last.late and w in first.late]
    bounds_s = sorted({bound for w in worlds for bound in last.late[w].up_to})
    up_to = [sum(last.late[w].up_to[b] - first.late[w].up_to[b] for w in worlds) for b in bounds_s]
    return of_buckets(np.array(bounds_s) * 1000, np.array(up_to))
