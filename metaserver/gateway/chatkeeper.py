"""Writes what was said to the store, in batches, beside everything else."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import Final

from metaserver import metrics
from metaserver.errors import StoreError
from metaserver.ports import ChatLine, ChatStore

WAITING_MAX: Final = 1000
"""Lines that wait. When it is full the oldest is dropped and counted: chat goes on."""
BATCH_MAX: Final = 100
BACKOFF_S: Final = (0.25, 0.5, 1, 2, 5, 10)


class ChatKeeper:
    """One worker; ``run`` is its task, ``flush`` waits for it at the end."""

    def __init__(self, store: ChatStore) -> None:
        self._store = store
        self._waiting: deque[ChatLine] = deque()
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def add(self, line: ChatLine) -> None:
        self._waiting.append(line)
        self._trim()
        self._idle.clear()
        self._wake.set()

    async def run(self) -> None:
        failures = 0
        while True:
            await self._wake.wait()
            batch = [self._waiting.popleft() for _ in range(min(BATCH_MAX, len(self._waiting)))]
            if not batch:
                self._wake.clear()
                self._idle.set()
                continue
            try:
                await self._store.append(batch)
                failures = 0
            except StoreError:
                metrics.GATEWAY_CHAT_STORE_ERRORS.inc()
                self._waiting.extendleft(reversed(batch))
                self._trim()
                await asyncio.sleep(BACKOFF_S[min(failures, len(BACKOFF_S) - 1)])
                failures += 1

    async def flush(self, within_s: float) -> bool:
        """Whether all is written."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), within_s)
        return self._idle.is_set()

    def _trim(self) -> None:
        while len(self._waiting) > WAITING_MAX:
            self._waiting.popleft()
            metrics.GATEWAY_CHAT_DROPPED.inc()
