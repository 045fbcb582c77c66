"""What a comparison found. This is its JSON file; None is "not measured"."""

from __future__ import annotations

import enum
from statistics import median

from pydantic import BaseModel, ConfigDict, Field

from loadtest.result import Machine

LOAD_FULL = 0.9
"""Of its cores: then the generator was the bottleneck, or near it."""
LOAD_LATE_MS = 50.0
"""Its timers, 99th percentile."""
SERVER_FULL_CORES = 0.97


class Subject(enum.StrEnum):
    OURS = "ours"
    FLOOR = "floor"
    """A C program that only sends frames of the size and number that ours had."""
    BROADCAST = "broadcast"
    """``websockets.broadcast()`` of every move."""
    COLYSEUS = "colyseus"
    """One room, one patch for all."""
    COLYSEUS_VIEWS = "colyseus-views"
    """One room, a view of its own for each client."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Row(_Part):
    """One server under one load for some seconds."""

    subject: Subject
    round: int
    clients: int
    seconds: float
    cpu_cores: float
    """Of the server process, all its threads."""
    write_cpu_cores: float | None = None
    """Ours: the part of it that writes frames to sockets. The floor: all of it."""
    frames_per_client_s: float
    bytes_per_client_s: float
    """Received, WebSocket headers included."""
    said_per_client_s: float = 0.0
    """Messages that a client sends."""
    updates_per_s: dict[str, float] = Field(default_factory=dict)
    """By ring: how often a witness heard of one avatar there."""
    seen: int | None = None
    """Avatars that the witness had at the end."""
    load_cpu_cores: float
    """The generator's own."""
    load_cores: int = 1
    """That it could use."""
    load_lag_p99_ms: float | None = None
    remarks: list[str] = Field(default_factory=list)

    @property
    def load_full(self) -> bool:
        """The generator was the bottleneck, or near it, so that the row says little."""
        late = self.load_lag_p99_ms is not None and self.load_lag_p99_ms > LOAD_LATE_MS
        return late or self.load_cpu_cores >= LOAD_FULL * self.load_cores

    @property
    def server_full(self) -> bool:
        """It could not use more CPU, so it did less than asked: see its updates."""
        return self.cpu_cores >= SERVER_FULL_CORES

    @property
    def ms_per_client_s(self) -> float:
        """CPU for one client and second."""
        return self.cpu_cores * 1000 / self.clients


class Ratio(_Part):
    """Ours over a peer's, of the same round."""

    what: str
    """``cpu``, ``bytes``, or ``write``: CPU of our write phase over the floor's, a frame."""
    peer: Subject
    clients: int
    by_round: list[float] = Field(min_length=1)
    aim: float | None = None
    """At most."""

    @property
    def median(self) -> float:
        return median(self.by_round)

    @property
    def kept(self) -> bool | None:
        return None if self.aim is None else self.median <= self.aim


class ComparisonResult(_Part):
    rows: list[Row] = Field(default_factory=list)
    ratios: list[Ratio] = Field(default_factory=list)
    complete: bool = True
    """False: it ended early, ``ended`` says why."""
    ended: str = ""
    exit_code: int = 0
    versions: dict[str, str] = Field(default_factory=dict)
    machine: Machine | None = None

    def ratio(self, what: str, peer: Subject, clients: int | None = None) -> Ratio | None:
        """With any number of clients, unless one is given. None: not measured."""
        fitting = (r for r in self.ratios if r.what == what and r.peer == peer)
        return next((r for r in fitting if clients in (None, r.clients)), None)
