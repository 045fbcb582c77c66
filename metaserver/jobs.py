"""Work that comes back again and again, beside the ticks."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Final

from metaserver import metrics
from metaserver.errors import MetaserverError

LAG_EVERY_S: Final = 0.5

_log = logging.getLogger(__name__)


async def every(seconds: float, job: Callable[[], Awaitable[object]]) -> None:
    """Runs ``job`` now and then ``seconds`` after each end, until cancelled.

    An error of ours is logged and the job comes again: a full disk must not end it for ever.
    """
    while True:
        try:
            await job()
        except MetaserverError as error:
            _log.error("job failed, and runs again in %s s: %s", seconds, error)
        await asyncio.sleep(seconds)


async def watch_loop() -> None:
    """Measures how late the loop wakes up, until cancelled."""
    while True:
        asked_s = time.monotonic() + LAG_EVERY_S
        await asyncio.sleep(LAG_EVERY_S)
        metrics.LOOP_LAG_SECONDS.observe(max(0.0, time.monotonic() - asked_s))
