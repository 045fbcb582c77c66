"""What is still to be told to others: another city's server, a mailbox.

An entry is written in the transaction of what it tells of, so neither is there without the
other. Entries of the same ``target`` and ``order`` are delivered one after the other, in the order
of their numbers; others in any order: a letter does not wait for another city's server.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from metaserver.ports.accounts import AuditEntry
    from metaserver.ports.complaints import Event


class Delivery(enum.StrEnum):
    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"
    """A person has to decide: try again, or let it be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """To be delivered; ``order`` and ``complaint`` may be left to the store that files the
    complaint it is about."""

    target: str
    """``open311`` or ``mail``."""
    kind: str
    """What is to be done there: ``submit``, ``status``, ``receipt``."""
    payload: Mapping[str, Any] = field(default_factory=dict)
    order: str = ""
    due_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    id: int
    created_ms: int
    target: str
    kind: str
    order: str
    complaint: int | None
    payload: Mapping[str, Any]
    state: Delivery = Delivery.WAITING
    attempts: int = 0
    uncertain: bool = False
    """It was sent and the answer was lost: it may have arrived."""
    due_ms: int = 0
    """When it is to be sent; of a dead one, when it died."""
    ended_ms: int | None = None
    """When it was delivered or given up: its retention counts from there."""
    error: str = ""
    """The last one, without anybody's data."""
    result: Mapping[str, Any] = field(default_factory=dict)


class OutboxStore(Protocol):
    """Each method is one transaction and may raise ``StoreError``."""

    async def add(self, entry: NewEntry, *, now_ms: int, complaint: int | None = None) -> int: ...

    async def due(self, now_ms: int, *, limit: int, targets: Sequence[str]) -> list[Entry]:
        """Of those targets, the first waiting entry of each ``order`` (within its target; '' is no
        order) whose time has come, oldest first. A dead entry blocks those behind it."""
        ...

    async def next_due_ms(self) -> int | None: ...

    async def sending(self, entry: int) -> None:
        """About to be sent: committed before, so that after a kill it is ``uncertain``. Counts the
        attempt. Raises ``NotFound`` for one that does not wait any more: it is not to be sent."""
        ...

    async def done(self, entry: int, *, now_ms: int, result: Mapping[str, Any]) -> None: ...

    async def failed(self, entry: int, *, due_ms: int, error: str, uncertain: bool) -> None:
        """Comes again at ``due_ms``."""
        ...

    async def dead(self, entry: int, *, now_ms: int, error: str) -> None: ...

    async def again(
        self, entry: int, *, now_ms: int, note: Event | None = None,
        audit: AuditEntry | None = None,
    ) -> bool:  # fmt: skip
        """A dead one waits anew, due now, without attempts and no longer ``uncertain``: a person
        has looked. False where it is not dead; then neither ``note`` (to its complaint) nor
        ``audit`` is written."""
        ...

    async def give_up(
        self, entry: int, *, now_ms: int, note: Event | None = None,
        audit: AuditEntry | None = None,
    ) -> bool:  # fmt: skip
        """A dead one counts as done, so that those behind it go on; False where it is not dead,
        as with ``again``."""
        ...

    async def get(self, entry: int) -> Entry | None: ...

    async def list(self, *, state: Delivery | None = None, limit: int = 200) -> Sequence[Entry]: ...

    async def counts(self) -> Mapping[Delivery, int]: ...

    async def link(self, target: str, complaint: int, remote: str, *, token: str = "") -> None:
        """What a complaint is called over there; a ``token`` until its number is known, which no
        later '' takes away."""
        ...

    async def remote(self, target: str, complaint: int) -> tuple[str, str] | None:
        """Number and token over there."""
        ...

    async def links(
        self, target: str, *, open_only: bool, limit: int
    ) -> Sequence[tuple[int, str, str]]:
        """Complaint, number, token."""
        ...
