"""What the outbox asks of a target: another server, a mailbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from metaserver.ports.outbox import Entry


class Target(Protocol):
    """Both raise ``OutwardError`` (see there), and may raise ``StoreError``."""

    async def deliver(self, entry: Entry) -> Mapping[str, Any]:
        """Sends it: what the other side said. An error with ``retry`` comes again later, one
        without becomes a dead letter."""
        ...

    async def reconcile(self, entry: Entry) -> Mapping[str, Any] | None:
        """Asked instead of sending where an earlier attempt may have arrived.

        What the other side said or would have said, if it did arrive; None where it may be sent
        once more without doing harm. Where neither can be known: an error without ``retry``.
        """
        ...
