"""What services are built from; whoever composes the server fills it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from metaserver.ports import Clock
from metaserver.ports.accounts import AccountStore, AuditStore
from metaserver.ports.complaints import Complaint, ComplaintStore, Event, OfficeStore

Told = Callable[[Complaint, Event], None]
"""Called after a change is committed; must not block and must not raise."""


class Worker(Protocol):
    """Runs heavy work in another process: ``metaserver.workers.Workers``."""

    async def run(self, function: Callable[..., Any], /, *args: Any, within_s: float) -> Any:
        """Raises ``WorkerError``, and what the function raises of ours."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    complaints: ComplaintStore
    office: OfficeStore
    accounts: AccountStore
    audit: AuditStore
    worker: Worker
    clock: Clock
    key: bytes
    """The city's secret."""
    catalogue: Path | None = None
    """The operator's; the example where there is none."""
    unlimited: frozenset[str] = frozenset()
    """Hashed addresses that may ask as often as they like: this machine's own."""
    mail: bool = False
    """Whether letters are sent; otherwise no address for them is asked for."""
    forwarded: frozenset[str] = frozenset()
    """Kinds that another city's server answers."""
    told: tuple[Told, ...] = ()
