"""What officials and operators did, written down for good."""

from __future__ import annotations

from typing import Any, Final

from metaserver.ports import Clock
from metaserver.ports.accounts import AuditEntry, AuditStore

COMMAND_LINE: Final = "command-line"
"""The actor of whoever has the machine itself."""


class Audit:
    def __init__(self, store: AuditStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def entry(self, actor: str, action: str, subject: str, **detail: Any) -> AuditEntry:
        """To be written with the change itself, in one transaction.

        ``detail``: codes and numbers only; nobody's words, names or addresses.
        """
        return AuditEntry(
            time_ms=self._clock.unix_ms(), actor=actor, action=action, subject=subject,
            detail=detail,
        )  # fmt: skip

    async def add(self, actor: str, action: str, subject: str, **detail: Any) -> None:
        """Raises ``StoreError``."""
        await self._store.append(self.entry(actor, action, subject, **detail))
