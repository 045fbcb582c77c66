"""From what was measured to ``Quantiles``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from loadtest.result import Quantiles

SHARES = (0.50, 0.95, 0.99)


def of_samples(samples: NDArray[np.float64]) -> Quantiles:
    """Of single values, in any order; values that are not finite are left out."""
    samples = samples[np.isfinite(samples)]
    if not len(samples):
        return Quantiles()
    p50, p95, p99 = (float(q) for q in np.quantile(samples, SHARES))
    return Quantiles(p50=p50, p95=p95, p99=p99, most=float(samples.max()), n=len(samples))


def of_histogram(counts: NDArray[np.int64], *, step: float = 1.0) -> Quantiles:
    """Bucket ``i`` has values from ``i * step`` to ``(i + 1) * step``, taken as evenly spread.

    ``most`` is the upper end of the highest bucket that has any.
    """
    n = int(counts.sum())
    if not n:
        return Quantiles()
    p50, p95, p99 = (_at(counts, share * n) * step for share in SHARES)
    most = float(np.flatnonzero(counts)[-1] + 1) * step
    return Quantiles(p50=p50, p95=p95, p99=p99, most=most, n=n)


def _at(counts: NDArray[np.int64], rank: float) -> float:
    """Where, in buckets, ``rank`` values lie below."""
    up_to = np.cumsum(counts)
    bucket = int(np.searchsorted(up_to, rank))
    before = up_to[bucket] - counts[bucket]
    return bucket + float((rank - before) / counts[bucket])


def of_buckets(bounds: NDArray[np.float64], up_to: NDArray[np.float64]) -> Quantiles:
    """Of a cumulative histogram: ``up_to[i]`` values are not above ``bounds[i]``, rising; the last
    bound may be infinite. Values are taken as evenly spread between two bounds, from 0 on.

    What lies above the last finite bound is told as that bound.
    """
    n = int(up_to[-1]) if len(up_to) else 0
    if n <= 0:
        return Quantiles()
    finite = np.isfinite(bounds)
    x, y = np.r_[0.0, bounds[finite]], np.r_[0.0, up_to[finite]]
    p50, p95, p99 = (float(np.interp(share * n, y, x)) for share in SHARES)
    return Quantiles(p50=p50, p95=p95, p99=p99, most=float(x[np.searchsorted(y, y[-1])]), n=n)
