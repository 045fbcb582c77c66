"""Work that comes back again and again, beside the ticks."""

from __future__ import annotations

import asyncio
import gc
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Final

from metaserver import metrics
from metaserver.errors import MetaserverError

LAG_EVERY_S: Final = 0.5
GC_THRESHOLDS: Final = (20_000, 20, 1_000_000)
"""Sessions are few and live long; the usual 700 new objects would have the collector look at
them many times a tick. The last number is "never"."""
COLLECT_EVERY_S: Final = 600.0
COLLECT_WITHIN_S: Final = 6 * 3600.0
FEW_PEOPLE: Final = 100

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


class Collector:
    """When the garbage collector may look at everything: never by itself.

    With thousands of sessions that takes longer than a tick. Sessions and sockets are freed as
    they end, without it; so it is run where hardly anybody would notice, or once in a long while.
    ``people`` tells how many are here.
    """

    def __init__(self, people: Callable[[], int]) -> None:
        self._people = people
        self._began_s = 0.0
        self._collected_s = time.monotonic()

    def settle(self) -> None:
        """What is there now stays: the collector need not look at it again."""
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)
        gc.callbacks.append(self._measure)

    async def collect(self) -> None:
        """A job; looks at everything when few are here, or when it was long ago."""
        late = time.monotonic() - self._collected_s > COLLECT_WITHIN_S
        if late or self._people() <= FEW_PEOPLE:
            gc.collect()
            self._collected_s = time.monotonic()

    def _measure(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._began_s = time.perf_counter()
        else:
            spent_s = time.perf_counter() - self._began_s
            metrics.GC_SECONDS.labels(str(info["generation"])).observe(spent_s)
