"""Results as runs leave them, for tests and for looking at the page."""

from __future__ import annotations

import numpy as np

from loadtest.result import ByRing, Machine, Phase, Quantiles, Result, Second

ARRIVE_S, SECONDS = 9, 30


def quantiles(p50: float, p95: float, p99: float, n: int = 20_000) -> Quantiles:
    return Quantiles(p50=p50, p95=p95, p99=p99, most=p99 * 1.6, n=n)


def empty() -> Result:
    """A run that ended before anything was measured."""
    return Result(
        scenario="plaza", clients=5000, connected=0, seconds=0, seed=1, tier="full",
        url="ws://127.0.0.1:8080/ws", complete=False, exit_code=3,
        ended="Nothing answers at ws://127.0.0.1:8080/ws.",
    )  # fmt: skip


def full(scale: float = 1.0, seed: int = 1) -> Result:
    """A good run of the plaza; ``scale`` makes times and costs larger."""
    rng = np.random.default_rng(seed)
    ages = rng.gamma(5.0, 8.5 * scale, 60_000)
    p50, p95, p99 = (float(np.percentile(ages, q)) for q in (50, 95, 99))
    return Result(
        scenario="plaza", clients=5000, connected=5000, seconds=SECONDS, seed=seed, tier="full",
        url="ws://127.0.0.1:40123/ws", complete=True, resumed=3, corrections=12,
        close_codes={"1000": 41, "4008": 2}, connects_per_s=1432, admitted_per_s=1118.4,
        join_ms=quantiles(1210 * scale, 3900 * scale, 4630 * scale, 5000),
        frame_age_ms=Quantiles(p50=p50, p95=p95, p99=p99, most=float(ages.max()), n=ages.size),
        frame_age_counts=np.bincount(ages.astype(int)).tolist(),
        frame_age_by_ring_ms=ByRing(
            near=quantiles(40 * scale, 77 * scale, 93 * scale),
            middle=quantiles(41 * scale, 79 * scale, 96 * scale),
            far=quantiles(43 * scale, 82 * scale, 99 * scale),
        ),
        seen_ms=ByRing(
            near=quantiles(112 * scale, 171 * scale, 204 * scale, 2400),
            middle=quantiles(232 * scale, 341 * scale, 420 * scale, 3800),
            far=quantiles(610 * scale, 1080 * scale, 1310 * scale, 9100),
        ),
        turns_seen={"near": 1.0, "middle": 0.97, "far": 0.41},
        position_error_m=ByRing(
            near=quantiles(0.08, 0.31, 0.52), middle=quantiles(0.22, 0.81, 1.4),
            far=quantiles(0.7, 2.9, 4.4),
        ),
        position_gate_m={"near": 1.0, "middle": 2.5, "far": 8.0},
        bytes_per_client_s=46_800.0 * scale, frames_per_client_s=9.98, messages_per_client_s=2.04,
        updates_per_s={"near": 9.9, "middle": 4.9, "far": 0.98},
        server_cpu_cores=0.84 * scale, server_rss_mb=318.0 * scale, server_rss_empty_mb=121.5,
        server_bytes_per_connection=22_400 * scale, socket_bytes_per_connection=9_100,
        rss_slope_mb_per_min=0.04, rss_slope_noise_mb_per_min=0.21,
        tick_interval_ms=quantiles(100.1, 103.2, 108.8, 1200),
        tick_late_ms=quantiles(0.6, 4.1, 9.2, 1200), us_per_connection_s=168.0 * scale,
        load_cpu_cores=0.71, load_lag_ms=quantiles(0.4, 2.2, 4.8, 600), load_processes=1,
        course=course(scale, rng), measured_from_s=ARRIVE_S,
        settings={"latency": "0", "loss": 0, "server": "0.1.0", "served": True},
        machine=Machine(
            date="2026-11-22T14:03:11+09:00", cpu="AMD EPYC 7B13", cores=2, memory_gib=24.0,
            kernel="Linux 6.1.0", python="3.11.9",
        ),
    )  # fmt: skip


def asleep() -> Result:
    """A run of ``sleepers``: the others felt a little while a tenth slept."""
    phases = [
        Phase(name="before", seconds=10, frame_age_ms=quantiles(40, 78, 94)),
        Phase(name="during", seconds=20, frame_age_ms=quantiles(41, 80, 97)),
        Phase(name="waking", seconds=5, frame_age_ms=quantiles(42, 81, 98)),
        Phase(name="after", seconds=10, frame_age_ms=quantiles(40, 77, 93)),
    ]
    whole = Quantiles(p50=210, p95=440, p99=610, most=702, n=500)
    return full().model_copy(
        update={"scenario": "sleepers", "phases": phases, "whole_again_ms": whole}
    )


def course(scale: float, rng: np.random.Generator) -> list[Second]:
    return [_second(at, scale, rng) for at in range(ARRIVE_S + SECONDS)]


def _second(at: int, scale: float, rng: np.random.Generator) -> Second:
    part = min(1.0, (at + 1) / (ARRIVE_S - 2))
    people = int(5000 * part)
    jitter = float(rng.normal(1, 0.06))
    arriving = 1.0 if at > ARRIVE_S else 1.6
    return Second(
        at_s=at + 0.5, connected=people, present=int(people * (0.93 if part < 1 else 1)),
        frames_per_s=people * 10.0, bytes_per_s=people * part * 46_800 * jitter * scale,
        frame_age_p50_ms=41 * jitter * scale * (0.4 + 0.6 * part),
        frame_age_p99_ms=92 * jitter * scale * arriving * (0.4 + 0.6 * part),
        server_cpu_cores=min(1.0, (0.06 + 0.78 * part) * jitter * scale * (1 + (arriving - 1) / 6)),
        server_rss_mb=121 + 190 * part * scale, server_socket_mb=2 + 43 * part * jitter,
        tick_interval_ms=100 + abs(float(rng.normal(0, 2))) * arriving,
        tick_late_ms=abs(float(rng.normal(0.8, 0.6))) * arriving,
        load_cpu_cores=0.71 * part * jitter,
    )  # fmt: skip
