"""Frame ages: what came in lately, and the histogram of what was measured."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from loadtest.crowd.job import AGE_BUCKETS, PHASES_MAX


class Ages:
    def __init__(self) -> None:
        self.histogram: NDArray[np.int64] = np.zeros((PHASES_MAX, AGE_BUCKETS), np.int64)
        self._new: list[float] = []
        """Since the last ``flush``, about a second ago; milliseconds."""
        self.add = self._new.append

    def flush(self, phase: int | None) -> tuple[float, float]:
        """p50 and p99 of what came since the last time, 0 where nothing did.

        It is counted in ``phase``; None: not measuring.
        """
        ages = np.array(self._new)
        self._new.clear()
        if not len(ages):
            return 0.0, 0.0
        if phase is not None:
            bucket = np.minimum(ages.astype(np.int64), AGE_BUCKETS - 1)
            self.histogram[phase] += np.bincount(bucket, minlength=AGE_BUCKETS)
        p50, p99 = np.percentile(ages, (50, 99))
        return float(p50), float(p99)
