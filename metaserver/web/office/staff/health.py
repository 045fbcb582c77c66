"""How the server is, from what it measures itself; what it does not know it calls unknown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from starlette.requests import Request
from starlette.responses import Response

from metaserver import metrics
from metaserver.errors import StoreError
from metaserver.ports import Clock
from metaserver.ports.outbox import Delivery, OutboxStore
from metaserver.web.office.frame import Frame
from metaserver.web.office.staff.frame import operator
from metaserver.web.office.staff.words import WORDS
from metaserver.web.seoul import at
from metaserver.web.visitor import Visitor

HEALTH: Final = "/office/health"
ERASURE_LATE_MS: Final = 2 * 3_600_000
"""The job runs every hour."""
BAD_WORK: Final = ("late", "died", "failed")

Mark = Literal["good", "warn", "unknown"]


class Lane(Protocol):
    """How it stands with one target of the outbox."""

    @property
    def target(self) -> str: ...
    @property
    def breaker(self) -> str: ...
    @property
    def failures(self) -> int: ...
    @property
    def asks_in_s(self) -> float | None: ...
    @property
    def in_flight(self) -> int: ...
    @property
    def delivered_ms(self) -> int | None: ...
    @property
    def failed_ms(self) -> int | None: ...
    @property
    def error(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Fact:
    """``name`` and ``sentence`` are in the words of these pages."""

    name: str
    mark: Mark
    sentence: str
    values: dict[str, str | int]


class HealthPages:
    def __init__(
        self, *, alive: Callable[[], Awaitable[bool]], outbox: OutboxStore,
        lanes: Callable[[], Sequence[Lane]], clock: Clock, frame: Frame,
    ) -> None:  # fmt: skip
        self._alive = alive
        self._outbox = outbox
        self._lanes = lanes
        self._clock = clock
        self._frame = frame

    async def show(self, request: Request, visitor: Visitor) -> Response:
        operator(visitor)
        facts = [
            await self._database(), *await self._entries(), _workers(), self._erasure(), _memory(),
        ]  # fmt: skip
        return self._frame.page(
            request, visitor, "health", title=WORDS[visitor.language]["health"], path=HEALTH, at=at,
            facts=facts, lanes=self._lanes(), now=at(self._clock.unix_ms()),
            worlds=metrics.by_label(metrics.GATEWAY_PEOPLE, "world"), began=at(_began_ms()),
            versions=list(metrics.by_label(metrics.BUILD, "version")),
        )  # fmt: skip

    async def _database(self) -> Fact:
        alive = await self._alive()
        errors = int(metrics.total(metrics.STORE_ERRORS))
        return Fact(
            "database", "good" if alive else "warn",
            "database_alive" if alive else "database_silent", {"errors": errors},
        )  # fmt: skip

    async def _entries(self) -> list[Fact]:
        try:
            counts = await self._outbox.counts()
        except StoreError:
            return [Fact("outbox", "unknown", "unknown_value", {})]
        dead = counts.get(Delivery.DEAD, 0)
        told: dict[str, str | int] = {"waiting": counts.get(Delivery.WAITING, 0), "dead": dead}
        return [Fact("outbox", "warn" if dead else "good", "outbox_counts", told)]

    def _erasure(self) -> Fact:
        last_ms = round(metrics.total(metrics.LAST_ERASURE) * 1000)
        if not last_ms:
            return Fact("erasure", "unknown", "erasure_none", {})
        late = self._clock.unix_ms() - last_ms > ERASURE_LATE_MS
        sentence = "erasure_late" if late else "erasure_last"
        return Fact("erasure", "warn" if late else "good", sentence, {"at": at(last_ms)})


def _workers() -> Fact:
    outcomes = metrics.by_label(metrics.WORKER_JOBS, "outcome")
    if not outcomes:
        return Fact("workers", "unknown", "workers_unused", {})
    bad = sum(outcomes.get(each, 0) for each in BAD_WORK)
    numbers = {
        "done": outcomes.get("done", 0),
        "bad": bad,
        "waiting": metrics.total(metrics.WORKER_WAITING),
    }
    told: dict[str, str | int] = {name: round(number) for name, number in numbers.items()}
    return Fact("workers", "warn" if bad else "good", "workers_counts", told)


def _memory() -> Fact:
    used = metrics.process("resident_memory_bytes")
    if used is None:
        return Fact("memory", "unknown", "unknown_value", {})
    return Fact("memory", "good", "memory_used", {"mb": round(used / 1_000_000)})


def _began_ms() -> int:
    return round((metrics.process("start_time_seconds") or 0) * 1000)
