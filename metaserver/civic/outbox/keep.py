"""Notes of what happened outside: it cannot be undone, so it is written down until it is kept."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from metaserver.errors import StoreError

AGAIN_S: Final = 1.0

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


async def kept(write: Callable[[], Awaitable[_T]]) -> _T:
    """Until the store takes it, however long that is; whoever cannot wait cancels it."""
    while True:
        try:
            return await write()
        except StoreError as error:
            _log.error("outbox: not kept, and tried again in %s s: %s", AGAIN_S, error)
            await asyncio.sleep(AGAIN_S)
