"""How often something may be done, by keys such as a hashed address; bounded in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from typing import Final

from metaserver.errors import Limited
from metaserver.ports import Clock
from metaserver.protocol.session import TokenBucket

KEYS_MAX: Final = 10_000
"""The one that was used longest ago makes way."""


class Limit:
    """``burst`` at once, and one more every ``every_s`` seconds, for each key. The key '' and
    those in ``unlimited`` are not limited."""

    def __init__(
        self, code: str, *, burst: int, every_s: float, clock: Clock,
        unlimited: Collection[str] = (),
    ) -> None:  # fmt: skip
        self._code = code
        self._burst, self._every_s = burst, every_s
        self._clock = clock
        self._unlimited = unlimited
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def take(self, key: str) -> None:
        """Raises ``Limited``."""
        if not key or key in self._unlimited:
            return
        now_s = self._clock.monotonic_s()
        bucket = self._bucket(key)
        if not bucket.take(now_s):
            raise Limited(self._code, bucket.wait_s(now_s))

    def check(self, key: str) -> None:
        """As ``take``, but takes none."""
        wait_s = self._bucket(key).wait_s(self._clock.monotonic_s()) if key in self._buckets else 0
        if wait_s > 0:
            raise Limited(self._code, wait_s)

    def spend(self, key: str) -> None:
        """Takes one where there is one; never raises."""
        if key:
            self._bucket(key).take(self._clock.monotonic_s())

    def knows(self, key: str) -> bool:
        """Whether it was used lately."""
        return key in self._buckets

    def _bucket(self, key: str) -> TokenBucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = TokenBucket(1 / self._every_s, self._burst)
            if len(self._buckets) > KEYS_MAX:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        return bucket
