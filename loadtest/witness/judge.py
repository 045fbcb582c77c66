"""What witnesses showed, held against where people really were. Pure numpy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from loadtest.address import parse
from loadtest.crowd.clock import WRAP
from loadtest.crowd.job import WorldGround
from loadtest.quantiles import of_histogram, of_samples
from loadtest.result import ByRing, Quantiles, Result
from loadtest.witness.job import FRESH_MS, RINGS, Rows, WitnessReport
from loadtest.witness.lines import Lines, who_of
from loadtest.witness.strays import strays
from loadtest.witness.turns import seen, share_seen

ONE_CLOCK_MS = 2.0
"""On one machine there is one clock: estimates of it that agree within this have no error."""

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


def judge(
    result: Result,
    tracks: F64,
    report: WitnessReport,
    avatars: F64 | I64,
    grounds: Mapping[str, WorldGround],
    *,
    clocks: Sequence[tuple[float, float]] = (),
    whole_again_ms: F64 | Sequence[float] = (),
) -> None:
    """Fills in what witnesses have to say.

    ``tracks``: rows of ``WorkerReport.tracks`` of all workers. ``avatars``: (world, avatar) of
    everybody who was in a world in the last seconds of what was measured, those included who have
    left it or lost their connection since; shape (n, 2). ``clocks``: offset and error of each
    worker, milliseconds. ``whole_again_ms``: of bots that slept, one each. ``result.url`` and
    ``position_gate_m`` are set before.
    """
    lines = Lines(tracks.reshape(-1, 8))
    every = seen(lines, report)
    result.seen_ms = _by_ring([of_samples(every.delay_ms[every.ring == r]) for r in range(3)])
    shares = [share_seen(every, r, report.sightings_until_s) for r in range(3)]
    result.turns_seen = {ring: s for ring, s in zip(RINGS, shares, strict=True) if s is not None}
    error_m = errors_m(lines, report.shown)
    rings = report.shown["ring"]
    result.position_error_m = _by_ring([of_samples(error_m[rings == r]) for r in range(3)])
    result.frame_age_by_ring_ms = _by_ring([of_histogram(ages) for ages in report.ages])
    result.updates_per_s = _updates(report)
    result.strays = report.unknown_moves + strays(report, lines, avatars.astype(np.int64), grounds)
    result.clock_offset_error_ms = offset_error_ms(result.url, [*report.clocks, *clocks])
    woken_ms = whole_again(report, lines, result.position_gate_m)
    result.whole_again_ms = of_samples(np.append(whole_again_ms, woken_ms))


def _by_ring(quantiles: Sequence[Quantiles]) -> ByRing:
    return ByRing(**dict(zip(RINGS, quantiles, strict=True)))


def errors_m(lines: Lines, shown: Rows) -> F64:
    """How far from the truth each was shown; nan where the truth is not known."""
    x, y = lines.at(who_of(shown), shown["at_s"])
    return np.asarray(np.hypot(shown["x"] - x, shown["y"] - y), np.float64)


def _updates(report: WitnessReport) -> dict[str, float]:
    each = zip(RINGS, report.records, report.avatar_s, strict=True)
    return {ring: float(n / seconds) for ring, n, seconds in each if seconds > 0}


def offset_error_ms(url: str, clocks: Sequence[tuple[float, float]]) -> float:
    """The largest error of any; 0 on this machine, if all found the same offset."""
    if not clocks:
        return 0.0
    offsets_ms = np.array([offset for offset, _ in clocks])
    apart_ms = np.abs((offsets_ms - offsets_ms[0] + WRAP / 2) % WRAP - WRAP / 2).max()
    if apart_ms <= ONE_CLOCK_MS and parse(url).is_loopback:
        return 0.0
    return float(max(error for _, error in clocks))


def whole_again(report: WitnessReport, lines: Lines, gate_m: Mapping[str, float]) -> F64:
    """Milliseconds until the sleeper showed everybody where they are; nothing if nobody slept.

    The first look after a fresh frame at which in every ring 95 in 100 marked walkers are within
    the gate; all the time that was watched where there was none.
    """
    if not report.woke_s:
        return np.empty(0)
    fresh = report.woken_frames["at_s"][report.woken_frames["age_ms"] < FRESH_MS]
    looks = np.unique(report.woken_shown["at_s"])
    error_m = errors_m(lines, report.woken_shown)
    for at_s in looks:
        then = report.woken_shown["at_s"] == at_s
        if len(fresh) and _kept(error_m[then], report.woken_shown["ring"][then], gate_m):
            return np.array([(at_s - report.woke_s) * 1000])
    watched = np.append(report.woken_frames["at_s"], report.until_s)
    return np.array([(watched.max() - report.woke_s) * 1000])


def _kept(error_m: F64, ring: I64, gate_m: Mapping[str, float]) -> bool:
    for number, name in enumerate(RINGS):
        own = error_m[(ring == number) & np.isfinite(error_m)]
        if len(own) and np.quantile(own, 0.95) > gate_m.get(name, np.inf):
            return False
    return True
