"""Chat, reports and bans, as they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class ChatLine:
    """One chat message as it is kept, 7 days."""

    world: str
    seq: int
    time_ms: int
    channel: int
    person: str
    name: str
    text: str
    to_person: str | None
    address_key: str
    """Keyed hash of the sender's address, for bans; not the address."""


@dataclass(frozen=True, slots=True)
class ReportCase:
    """Somebody was reported."""

    id: int | None
    time_ms: int
    world: str
    reporter: str
    reported: str
    reported_name: str
    reported_address_key: str
    reason: str
    words: str
    evidence: Sequence[dict[str, Any]]
    """The chat around it, as the reporter received it."""
    decided_ms: int | None = None
    decision: str | None = None


@dataclass(frozen=True, slots=True)
class Ban:
    id: int | None
    address_key: str
    reason: str
    since_ms: int
    until_ms: int


class ChatStore(Protocol):
    async def append(self, lines: Sequence[ChatLine]) -> None:
        """All or nothing; committed when it returns. Raises ``StoreError``."""
        ...

    async def last_seq(self, world: str) -> int:
        """0 where nothing was said yet."""
        ...

    async def since(self, world: str, after: int, limit: int) -> list[ChatLine]:
        """The newest ``limit`` lines after ``after``, oldest first."""
        ...


class ModerationStore(Protocol):
    async def add_report(self, report: ReportCase) -> int:
        """Committed when it returns: the case's number. Raises ``StoreError``."""
        ...

    async def reports(self, *, open_only: bool, limit: int) -> list[ReportCase]: ...

    async def reported_address(self, report: int) -> str | None:
        """Address key of the one whom a report names; '' where it is not known (any more), None
        where there is no such report."""
        ...

    async def decide(self, report: int, decision: str, now_ms: int) -> bool: ...

    async def add_ban(self, ban: Ban) -> int: ...

    async def lift_ban(self, ban: int) -> bool: ...

    async def bans(self, now_ms: int) -> list[Ban]: ...
