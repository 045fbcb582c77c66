"""Which figures a report tells, once for table, page and differences."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

from loadtest.result import Phase, Quantiles, Result

Value = float | None
RINGS = ("near", "middle", "far")
QUANTILES = ("p50", "p95", "p99", "most")


class Better(enum.Enum):
    """In which direction a figure improves."""

    LESS = -1
    NEITHER = 0
    MORE = 1


@dataclass(frozen=True)
class Number:
    """One figure."""

    group: str
    label: str
    unit: str
    better: Better
    of: Callable[[Result], Value]

    def measured(self, result: Result) -> bool:
        return self.of(result) is not None


@dataclass(frozen=True)
class Spread:
    """A distribution; less is better for all there are."""

    group: str
    label: str
    unit: str
    of: Callable[[Result], Quantiles]

    def measured(self, result: Result) -> bool:
        spread = self.of(result)
        return any(getattr(spread, quantile) is not None for quantile in QUANTILES)


Line = Number | Spread

CROWD = "Crowd"
FELT = "What people felt"
BYTES = "Bytes and updates"
SERVER = "Server"
GENERATOR = "Generator"
GROUPS = (CROWD, FELT, BYTES, SERVER, GENERATOR)


def lines(result: Result) -> list[Line]:
    """In reading order, the phases of this run among them."""
    phases = [_phase(phase.name) for phase in result.phases]
    return [*_CROWD, *_FELT, *phases, *_BYTES, *_SERVER, *_GENERATOR]


def blocks(result: Result) -> list[tuple[str, list[Line]]]:
    """What was measured, as group and lines of one kind, in reading order; of one group the kind
    that its first line has comes first."""
    found: list[tuple[str, list[Line]]] = []
    for group in GROUPS:
        chosen = [line for line in lines(result) if line.group == group and line.measured(result)]
        for kind in dict.fromkeys(map(type, chosen)):
            found.append((group, [line for line in chosen if type(line) is kind]))
    return found


def title(line: Line) -> str:
    """``frame age, near (ms)``."""
    return f"{line.label} ({line.unit})" if line.unit else line.label


def _phase(name: str) -> Spread:
    def of(result: Result) -> Quantiles:
        found = (phase for phase in result.phases if phase.name == name)
        return next(found, Phase(name=name, seconds=0)).frame_age_ms

    label = "while sleepers wake" if name == "waking" else f"{name} the sleep"
    return Spread(FELT, f"frame age, {label}", "ms", of)


def _number(
    group: str, label: str, unit: str, better: Better, field: str, per: float = 1
) -> Number:
    """A field of the result, in units of ``per``."""

    def of(result: Result) -> Value:
        value = getattr(result, field)
        return None if value is None else float(value) / per

    return Number(group, label, unit, better, of)


def _spread(group: str, label: str, unit: str, field: str) -> Spread:
    return Spread(group, label, unit, lambda result: getattr(result, field))


def _rings(label: str, unit: str, field: str) -> list[Spread]:
    def of(ring: str) -> Callable[[Result], Quantiles]:
        return lambda result: getattr(getattr(result, field), ring)

    return [Spread(FELT, f"{label}, {ring}", unit, of(ring)) for ring in RINGS]


def _updates(ring: str) -> Number:
    label = f"updates of one avatar, {ring}"
    return Number(BYTES, label, "/s", Better.MORE, lambda result: result.updates_per_s.get(ring))


def _turns(ring: str) -> Number:
    def of(result: Result) -> Value:
        share = result.turns_seen.get(ring)
        return None if share is None else share * 100

    return Number(FELT, f"turns seen, {ring}", "%", Better.MORE, of)


def _strays(result: Result) -> Value:
    """None where no witness looked."""
    looked = any(getattr(result.position_error_m, ring).n for ring in RINGS)
    return float(result.strays) if looked else None


_LESS, _MORE, _NEITHER = Better.LESS, Better.MORE, Better.NEITHER
_CROWD: list[Line] = [
    _number(CROWD, "asked for", "", _NEITHER, "clients"),
    _number(CROWD, "connected at the end", "", _MORE, "connected"),
    _number(CROWD, "dropped", "", _LESS, "dropped"),
    _number(CROWD, "refused", "", _LESS, "refused"),
    _number(CROWD, "resumed", "", _NEITHER, "resumed"),
    _number(CROWD, "lost their place", "", _LESS, "lost"),
    _number(CROWD, "errors", "", _LESS, "errors"),
    _number(CROWD, "corrections", "", _LESS, "corrections"),
    _number(CROWD, "visits of a desk", "", _NEITHER, "desk_visits"),
    _number(CROWD, "connects, best second", "/s", _MORE, "connects_per_s"),
    _number(CROWD, "admitted", "/s", _MORE, "admitted_per_s"),
    _spread(CROWD, "connect to first keyframe", "ms", "join_ms"),
]
_FELT: list[Line] = [
    _spread(FELT, "frame age, all bots", "ms", "frame_age_ms"),
    *_rings("frame age", "ms", "frame_age_by_ring_ms"),
    *_rings("seen", "ms", "seen_ms"),
    *[_turns(ring) for ring in RINGS],
    *_rings("position error", "m", "position_error_m"),
    Number(FELT, "strays", "", _LESS, _strays),
    _spread(FELT, "sleepers whole again", "ms", "whole_again_ms"),
]
_BYTES: list[Line] = [
    _number(BYTES, "received by a client", "kB/s", _LESS, "bytes_per_client_s", 1000),
    _number(BYTES, "frames to a client", "/s", _MORE, "frames_per_client_s"),
    _number(BYTES, "messages of a client", "/s", _NEITHER, "messages_per_client_s"),
    *[_updates(ring) for ring in RINGS],
]
_SERVER: list[Line] = [
    _number(SERVER, "processor", "cores", _LESS, "server_cpu_cores"),
    _number(SERVER, "processor per connection", "us/s", _LESS, "us_per_connection_s"),
    _number(SERVER, "memory, highest", "MB", _LESS, "server_rss_mb"),
    _number(SERVER, "memory, empty", "MB", _LESS, "server_rss_empty_mb"),
    _number(SERVER, "memory per connection", "kB", _LESS, "server_bytes_per_connection", 1000),
    _number(
        SERVER, "sockets per connection, both ends", "kB", _LESS,
        "socket_bytes_per_connection", 1000,
    ),
    _number(SERVER, "memory grows by", "MB/min", _LESS, "rss_slope_mb_per_min"),
    _number(SERVER, "noise of that slope", "MB/min", _NEITHER, "rss_slope_noise_mb_per_min"),
    _spread(SERVER, "tick length", "ms", "tick_interval_ms"),
    _spread(SERVER, "tick lateness", "ms", "tick_late_ms"),
    _number(SERVER, "skipped ticks", "", _LESS, "skipped_ticks"),
]  # fmt: skip
_GENERATOR: list[Line] = [
    _number(GENERATOR, "processor", "cores", _NEITHER, "load_cpu_cores"),
    _number(GENERATOR, "processes", "", _NEITHER, "load_processes"),
    _spread(GENERATOR, "lateness of its timers", "ms", "load_lag_ms"),
]
