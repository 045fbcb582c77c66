"""From the results of runs to one figure; None where something was not measured."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from loadtest.compare.outcome import ComparisonResult, Subject
from loadtest.compare.outcome import Row as PeerRow
from loadtest.figures.aims import Aim, Value
from loadtest.report.lines import RINGS
from loadtest.result import Phase, Result

Measure = Callable[..., Value]
ASLEEP = 0.1
"""Of the crowd of ``sleepers``."""
SECONDS_LEAST = 8
"""Of a sleep, to say whether memory still grew in it."""


def field(path: str, per: float = 1.0, *, run: int = 0) -> Measure:
    """A field of one of the runs, in units of ``per``."""

    def of(*runs: Result) -> Value:
        value = attrgetter(path)(runs[run])
        return None if value is None else float(value) / per

    return of


def of_run(number: int, measure: Callable[[Result], Value]) -> Measure:
    """A measure of one of the runs."""
    return lambda *runs: measure(runs[number])


def total(path: str) -> Measure:
    """A count, or the length of a list, of all the runs together."""

    def of(*runs: Result) -> Value:
        values = [attrgetter(path)(run) for run in runs]
        return float(sum(len(v) if isinstance(v, list) else v for v in values))

    return of


def ratio(what: str, peer: Subject) -> Measure:
    """Ours over a peer's, of a comparison of one round."""

    def of(found: ComparisonResult) -> Value:
        one = found.ratio(what, peer)
        return None if one is None else one.median

    return of


def beside(subject: Subject, label: str) -> tuple[Aim, ...]:
    """What stands beside the ratios: CPU, bytes, and updates by ring, of one server."""

    def of(figure: Callable[[PeerRow], Value]) -> Measure:
        def first(found: ComparisonResult) -> Value:
            rows = (row for row in found.rows if row.subject == subject)
            return next((figure(row) for row in rows), None)

        return first

    return (
        Aim(f"CPU, {label}", "cores", of(lambda row: row.cpu_cores)),
        Aim(f"CPU of its generator, {label}", "cores", of(lambda row: row.load_cpu_cores)),
        Aim(f"bytes to a client, {label}", "kB/s", of(lambda row: row.bytes_per_client_s / 1000)),
        *(Aim(f"updates {ring}, {label}", "/s", of(_updates(ring))) for ring in RINGS),
    )


def _updates(ring: str) -> Callable[[PeerRow], Value]:
    return lambda row: row.updates_per_s.get(ring)


def growth(many: Result, few: Result) -> Value:
    """Server CPU per client in a large crowd over that in a small one."""
    return _part(
        _part(many.server_cpu_cores, many.clients), _part(few.server_cpu_cores, few.clients)
    )


def slope_beyond_noise(run: Result) -> Value:
    """MB a minute by which memory grows beyond two standard errors; 0 is flat."""
    slope, noise = run.rss_slope_mb_per_min, run.rss_slope_noise_mb_per_min
    return None if slope is None or noise is None else max(0.0, slope - noise)


def others_change(name: str) -> Callable[[Result], Value]:
    """Percent by which the frame age p99 of those awake is higher in a phase of the others' sleep
    than before."""

    def of(run: Result) -> Value:
        part = _part(_phase(run, name).frame_age_ms.p99, _phase(run, "before").frame_age_ms.p99)
        return None if part is None else (part - 1) * 100

    return of


def held_per_sleeper_kb(run: Result) -> Value:
    """Most memory of the server and of the kernel's sockets during the sleep, beyond that before,
    for one who sleeps."""
    before, during = (_memory_mb(run, name) for name in ("before", "during"))
    if not before.size or not during.size:
        return None
    return float(during.max() - np.median(before)) * 1000 / (run.clients * ASLEEP)


def still_growing(run: Result) -> Value:
    """Memory of the server and of the kernel's sockets in the last quarter of the sleep over that
    in the third; near 1 it is bounded."""
    during = _memory_mb(run, "during")
    if during.size < SECONDS_LEAST:
        return None
    quarter = during.size // 4
    return float(np.median(during[-quarter:]) / np.median(during[-2 * quarter : -quarter]))


def _part(value: Value, of: Value) -> Value:
    return value / of if value is not None and of else None


def _memory_mb(run: Result, name: str) -> NDArray[np.float64]:
    """Of each second of a phase, server and kernel together."""
    begin = run.measured_from_s
    for phase in run.phases:
        if phase.name == name:
            break
        begin += phase.seconds
    end = begin + _phase(run, name).seconds
    seconds = [second for second in run.course if begin <= second.at_s < end]
    pairs = [(second.server_rss_mb, second.server_socket_mb) for second in seconds]
    return np.array([a + b for a, b in pairs if a is not None and b is not None])


def _phase(run: Result, name: str) -> Phase:
    found = (phase for phase in run.phases if phase.name == name)
    return next(found, Phase(name=name, seconds=0))
