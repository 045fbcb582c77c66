"""All talks that wait or are open, read once for everybody who asks."""

from __future__ import annotations

import asyncio
from typing import Final

from metaserver.civic.help.bell import Bell
from metaserver.ports.help import HelpStore, Talk

QUEUE: Final = "queue"
"""Topic that rings when somebody comes, is taken, goes back or goes."""
WAITING: Final = "waiting"
"""Topic that rings when somebody begins or ceases to wait: what every console shows. An open talk
that ends wakes its own official alone."""


class Queue:
    def __init__(self, store: HelpStore, bell: Bell) -> None:
        self._store = store
        self._bell = bell
        self._turn = asyncio.Lock()
        self._read: tuple[int, list[Talk]] | None = None
        """The queue's stamp when it was read, and what was there."""

    async def live(self) -> list[Talk]:
        """In the order of the queue; states, departments and officials are as committed before the
        call, lines and versions may be older. Not to be changed. Raises ``StoreError``."""
        async with self._turn:
            stamp = self._bell.last(QUEUE)
            if self._read is None or self._read[0] != stamp:
                self._read = stamp, await self._store.live()
            return self._read[1]
