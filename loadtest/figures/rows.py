"""The figures to reach, as data: what is run for each, and what has to come out."""

from __future__ import annotations

from dataclasses import dataclass

from loadtest.compare.outcome import Subject
from loadtest.figures import measures
from loadtest.figures.aims import Aim
from loadtest.figures.measures import beside, field, of_run, ratio, total


@dataclass(frozen=True)
class Crowd:
    """One run against a server of its own."""

    scenario: str
    clients: int
    seconds: float = 30.0
    arrive_within_s: float | None = None
    settle_s: float | None = None
    """Between arrival and measuring. None, for both: as the scenario says."""

    @property
    def name(self) -> str:
        storm = f"-in-{self.arrive_within_s:g}-s" if self.arrive_within_s else ""
        return f"{self.scenario}-{self.clients}{storm}"


@dataclass(frozen=True)
class Peers:
    """Our server and peers on the same work, interleaved."""

    clients: int
    peers: tuple[Subject, ...]

    @property
    def name(self) -> str:
        return f"{'-'.join(self.peers)}-{self.clients}"


Work = Crowd | Peers


@dataclass(frozen=True)
class Row:
    name: str
    what: str
    works: tuple[Work, ...]
    aims: tuple[Aim, ...]
    """Each takes the results of ``works``, in their order."""
    rounds_most: int = 100
    """More say nothing more."""


_PLAZA = Crowd("plaza", 5000)
# Of 5,000 within the scenario's ten seconds no more than 500 a second can be admitted.
_STORM = Crowd("festival", 5000, 15, arrive_within_s=4)
# Until then what is bounded fills: most of all the last lines of chat that each has heard.
_TUNNEL = Crowd("tunnel", 2000, 600, settle_s=420)
_DROPPED = Aim("dropped connections", "", total("dropped"), at_most=0, always=True)
# Position errors, above all: a starved far ring would be the cheapest way to be fast.
_GATES = Aim("missed gates", "", total("missed"), at_most=0, always=True)

ROWS = (
    Row(
        "plaza", "`plaza` with 5,000", (_PLAZA,),
        (
            Aim("frame age p99", "ms", field("frame_age_ms.p99"), at_most=120),
            Aim("seen near p99", "ms", field("seen_ms.near.p99"), at_most=250),
            Aim("server CPU", "cores", field("server_cpu_cores"), at_most=0.9),
            _DROPPED,
            _GATES,
        ),
    ),
    Row(
        "stretch", "`plaza` with 10,000", (Crowd("plaza", 10_000),),
        (
            Aim("frame age p99", "ms", field("frame_age_ms.p99"), at_most=300),
            Aim("longest tick", "ms", field("tick_interval_ms.most"), at_most=250),
            _DROPPED,
            _GATES,
        ),
    ),
    Row(
        "colyseus", "Colyseus, 1,000 in view",
        (Peers(1000, (Subject.COLYSEUS, Subject.COLYSEUS_VIEWS)),),
        (
            Aim("CPU, ours over theirs", "", ratio("cpu", Subject.COLYSEUS), at_most=1 / 2),
            Aim("bytes, ours over theirs", "", ratio("bytes", Subject.COLYSEUS), at_most=1 / 10),
            Aim("CPU, ours over theirs with views", "", ratio("cpu", Subject.COLYSEUS_VIEWS)),
            Aim("bytes, ours over theirs with views", "", ratio("bytes", Subject.COLYSEUS_VIEWS)),
            *beside(Subject.OURS, "ours"),
            *beside(Subject.COLYSEUS, "theirs"),
            *beside(Subject.COLYSEUS_VIEWS, "theirs with views"),
        ),
    ),
    Row(
        "broadcast", "`websockets.broadcast`, 60 in view", (Peers(60, (Subject.BROADCAST,)),),
        (
            Aim("CPU, ours over theirs", "", ratio("cpu", Subject.BROADCAST), at_most=1 / 8),
            Aim("bytes, ours over theirs", "", ratio("bytes", Subject.BROADCAST)),
            *beside(Subject.OURS, "ours"),
            *beside(Subject.BROADCAST, "theirs"),
        ),
    ),
    Row(
        "floor", "frames to sockets, the floor in C", (Peers(1000, (Subject.FLOOR,)),),
        (
            Aim("CPU of our write phase over the floor's", "", ratio("write", Subject.FLOOR),
                at_most=1.6),
            Aim("CPU of all we do over the floor's", "", ratio("cpu", Subject.FLOOR)),
        ),
    ),
    Row(
        "festival", "`festival` with 5,000", (Crowd("festival", 5000), _STORM),
        (
            Aim("connect to first keyframe p99", "s", field("join_ms.p99", 1000), at_most=8),
            Aim("refused", "", total("refused"), at_most=0, always=True),
            Aim("admitted when all come within 4 s", "/s", field("admitted_per_s", run=1),
                at_least=1000),
            _DROPPED,
        ),
    ),
    Row(
        "memory", "memory, `plaza` with 5,000", (_PLAZA,),
        (
            Aim("a connection, beyond the empty server", "kB",
                field("server_bytes_per_connection", 1000), at_most=24),
            Aim("its sockets in the kernel, both ends", "kB",
                field("socket_bytes_per_connection", 1000)),
        ),
    ),
    Row(
        "tunnel", "memory, 10 minutes of `tunnel` with 2,000, from the 8th minute", (_TUNNEL,),
        (
            Aim("slope beyond its noise", "MB/min", measures.slope_beyond_noise, at_most=0),
            Aim("slope", "MB/min", field("rss_slope_mb_per_min")),
            Aim("its noise, two standard errors", "MB/min", field("rss_slope_noise_mb_per_min")),
            Aim("resumed", "", field("resumed")),
            Aim("lost their place", "", field("lost")),
        ),
        rounds_most=1,
    ),
    Row(
        "sleepers", "`sleepers` with 2,000 (memory: with 5,000)",
        (Crowd("sleepers", 2000, 45), Crowd("sleepers", 5000, 45)),
        (
            Aim("others' frame age p99 while they sleep, beyond before", "%",
                of_run(0, measures.others_change("during")), at_most=10),
            Aim("the same while they wake", "%",
                of_run(0, measures.others_change("waking")), at_most=10),
            Aim("slowest to be whole again", "s", field("whole_again_ms.most", 1000), at_most=1),
            Aim("memory and sockets, end of the sleep over its middle", "",
                of_run(1, measures.still_growing), at_most=1.05),
            Aim("memory and sockets held for a sleeper", "kB",
                of_run(1, measures.held_per_sleeper_kb)),
        ),
    ),
    Row(
        "bytes", "bytes, `plaza`", (Crowd("plaza", 1000), _PLAZA),
        (
            Aim("a client of 1,000", "kB/s", field("bytes_per_client_s", 1000), at_most=20),
            Aim("a client of 5,000", "kB/s", field("bytes_per_client_s", 1000, run=1), at_most=48),
            _GATES,
        ),
    ),
    Row(
        "growth", "growth, `plaza`", (Crowd("plaza", 4000), Crowd("plaza", 500)),
        (Aim("server CPU per client, at 4,000 over at 500", "", measures.growth, at_most=2),),
    ),
    Row(
        "idle", "`idle` with 15,000", (Crowd("idle", 15_000),),
        (
            Aim("connected", "", field("connected"), at_least=15_000, always=True),
            Aim("server CPU, a connection and second", "us", field("us_per_connection_s"),
                at_most=10),
            Aim("server CPU", "cores", field("server_cpu_cores"), at_most=1),
            _DROPPED,
        ),
    ),
)  # fmt: skip

BY_NAME = {row.name: row for row in ROWS}
