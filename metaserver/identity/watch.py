"""What was done to accounts beside this process: by the command line, by another server.

Every three seconds the audit log is read on from where it was read to; accounts that may do less
since are ended here, too. What this process did itself is among it: ending twice is harmless.
"""

from __future__ import annotations

import logging
from typing import Final

from metaserver.errors import StoreError
from metaserver.identity.administration import Ended
from metaserver.ports.accounts import AuditEntry, AuditStore

EVERY_S: Final = 3.0
PAGE: Final = 50
ENDING: Final = frozenset({
    "account.disable", "account.password", "account.remove", "role.revoke", "role.claims",
})  # fmt: skip
_SUBJECT: Final = "account:"

_log = logging.getLogger(__name__)


class Watch:
    """A job: ``every(EVERY_S, watch.look)``."""

    def __init__(self, store: AuditStore, ended: Ended) -> None:
        self._store = store
        self._ended = ended
        self._read_to: int | None = None
        """Number of the newest entry that was looked at; None before the first look."""

    async def look(self) -> None:
        """Where the store does not answer, what was missed is read the next time."""
        try:
            entries = await self._news()
        except StoreError:
            _log.warning("the audit log could not be read; it is read on in %s s", EVERY_S)
            return
        for entry in entries:
            if entry.action in ENDING and entry.subject.startswith(_SUBJECT):
                self._ended(entry.subject.removeprefix(_SUBJECT))

    async def _news(self) -> list[AuditEntry]:
        """What came since the last look. At the first one nobody is here yet who could be ended."""
        if self._read_to is None:
            newest = await self._store.entries(limit=1)
            self._read_to = _number(newest[0]) if newest else 0
            return []
        found: list[AuditEntry] = []
        before: int | None = None
        while True:
            page = await self._store.entries(before_id=before, limit=PAGE if found else 1)
            fresh = [entry for entry in page if _number(entry) > self._read_to]
            found += fresh
            if not fresh or len(fresh) < len(page):
                break
            before = _number(fresh[-1])
        if found:
            self._read_to = _number(found[0])
        return found


def _number(entry: AuditEntry) -> int:
    return entry.id or 0
