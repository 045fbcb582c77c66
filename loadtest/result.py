"""What a run found. This is the JSON file, field by field; None is "not measured".

Times are milliseconds, sizes bytes, positions metres, unless the name says otherwise.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Quantiles(_Part):
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None
    most: float | None = None
    n: int = 0


class ByRing(_Part):
    near: Quantiles = Quantiles()
    middle: Quantiles = Quantiles()
    far: Quantiles = Quantiles()


class Phase(_Part):
    """A part of the measured time that is looked at by itself (``sleepers``: before, during,
    after)."""

    name: str
    seconds: float
    frame_age_ms: Quantiles = Quantiles()
    """Of those who are awake."""


class Second(_Part):
    """One sample of the run's course; about one a second, arrival included."""

    at_s: float
    """Since the run began; ``measured_from_s`` tells when measuring began."""
    connected: int = 0
    present: int = 0
    """In a world, with a first keyframe."""
    frames_per_s: float = 0.0
    bytes_per_s: float = 0.0
    dropped: int = 0
    resumed: int = 0
    errors: int = 0
    frame_age_p50_ms: float | None = None
    frame_age_p99_ms: float | None = None
    server_cpu_cores: float | None = None
    server_rss_mb: float | None = None
    server_socket_mb: float | None = None
    """Kernel memory of TCP on this machine (both ends)."""
    tick_interval_ms: float | None = None
    tick_late_ms: float | None = None
    """Mean lateness of the ticks of this second, all worlds."""
    load_cpu_cores: float | None = None
    """The generator's own processes."""
    pulse_us: float | None = None
    """Time of a fixed piece of work on the server's core: how quick the machine itself is."""


class Machine(_Part):
    date: str
    cpu: str
    cores: int
    memory_gib: float
    kernel: str
    python: str


class Result(_Part):
    scenario: str
    clients: int
    connected: int
    """Open at the end of the measured time (those who left on purpose are not missed)."""
    seconds: float
    """Measured, without arrival."""
    seed: int
    url: str
    tier: str
    complete: bool
    """False: the run ended early, ``ended`` says why, and the rest is what was seen until then."""
    ended: str = ""
    exit_code: int = 0
    missed: list[str] = Field(default_factory=list)
    """Gates and thresholds that were not kept, a sentence each."""

    dropped: int = 0
    """Connections that ended although nobody wanted it, while measuring and before."""
    refused: int = 0
    """Connections or hellos that the server did not take."""
    resumed: int = 0
    lost: int = 0
    """Came back as somebody else, as their place was gone."""
    errors: int = 0
    """``Error`` messages that a bot of this scenario does not ask for, and undecodable bytes."""
    corrections: int = 0
    desk_visits: int = 0
    close_codes: dict[str, int] = Field(default_factory=dict)

    connects_per_s: float | None = None
    """Best second of the arrival."""
    admitted_per_s: float | None = None
    """People in a world a second, from the first to the last of the arrival."""
    join_ms: Quantiles = Quantiles()
    """From connect to the first keyframe."""

    frame_age_ms: Quantiles = Quantiles()
    """Received minus the tick stamped in the frame: all bots, a sample of their frames."""
    frame_age_counts: list[int] = Field(default_factory=list)
    """Those frames by age: element ``i`` counts ``i`` to ``i + 1`` ms; zeros at the end are left
    out."""
    frame_age_by_ring_ms: ByRing = ByRing()
    """Witnesses: received minus the tick of the fragment."""
    seen_ms: ByRing = ByRing()
    """From a marked walker's turn to the first frame that shows it to a witness."""
    turns_seen: dict[str, float] = Field(default_factory=dict)
    """By ring: share of the turns of marked walkers in view that were seen at all. A slower stream
    tells only the newest of several."""
    position_error_m: ByRing = ByRing()
    position_gate_m: dict[str, float] = Field(default_factory=dict)
    strays: int = 0
    """Avatars a witness had that were not there, or did not have that were, at its last look."""
    clock_offset_error_ms: float = 0.0
    """0: one host, one clock."""

    bytes_per_client_s: float | None = None
    frames_per_client_s: float | None = None
    messages_per_client_s: float | None = None
    """What a client says."""
    updates_per_s: dict[str, float] = Field(default_factory=dict)
    """By ring: records a second that a witness got of one avatar there."""

    phases: list[Phase] = Field(default_factory=list)
    whole_again_ms: Quantiles = Quantiles()
    """Sleepers: from reading again to the first frame of now with everything caught up."""

    server_cpu_cores: float | None = None
    server_rss_mb: float | None = None
    """Highest while measuring."""
    server_rss_empty_mb: float | None = None
    """Before anybody came."""
    server_bytes_per_connection: float | None = None
    """Memory beyond the empty server, by connection."""
    socket_bytes_per_connection: float | None = None
    """Kernel memory of TCP beyond the start, by connection (both ends of loopback)."""
    rss_slope_mb_per_min: float | None = None
    """Over the measured time, least squares."""
    rss_slope_noise_mb_per_min: float | None = None
    """Two standard errors of that slope."""
    tick_interval_ms: Quantiles = Quantiles()
    tick_late_ms: Quantiles = Quantiles()
    skipped_ticks: int = 0
    server_counts: dict[str, float] = Field(default_factory=dict)
    """By metric of the server, without ``_total``: how much it grew while measuring."""
    us_per_connection_s: float | None = None
    """Server CPU, microseconds a connection and second."""

    load_cpu_cores: float | None = None
    """Of all the generator's processes; near ``load_cores`` it was the bottleneck."""
    load_cores: int = 1
    """Cores that they may use."""
    load_busiest_cores: float | None = None
    """Of the busiest worker, which has one core at most."""
    pulse_us: Quantiles = Quantiles()
    """Processor time of a fixed piece of work on the server's core, once a second while measuring:
    twice its best means that the machine itself was half as quick, for reasons outside of it."""
    pulse_best_us: float | None = None
    """Best of the whole run."""
    load_lag_ms: Quantiles = Quantiles()
    """How late the generator's own timers were: near frame age, it measured itself."""
    load_processes: int = 1

    course: list[Second] = Field(default_factory=list)
    measured_from_s: float = 0.0
    settings: dict[str, Any] = Field(default_factory=dict)
    """Options of the run: latency, loss, server version and so on."""
    machine: Machine | None = None
