"""What metrics say right now, for pages that show it to people."""

from __future__ import annotations

from prometheus_client import Counter, Gauge
from prometheus_client.samples import Sample

from metaserver.metrics.registry import REGISTRY


def total(metric: Counter | Gauge) -> float:
    """Over all its labels; 0 where nothing was counted."""
    return sum(each.value for each in _samples(metric))


def by_label(metric: Counter | Gauge, label: str) -> dict[str, float]:
    """Label to its sum, of those that were ever counted."""
    sums: dict[str, float] = {}
    for each in _samples(metric):
        name = each.labels[label]
        sums[name] = sums.get(name, 0.0) + each.value
    return sums


def process(name: str) -> float | None:
    """``resident_memory_bytes`` or ``start_time_seconds`` of this process; None where the system
    does not tell."""
    return REGISTRY.get_sample_value(f"process_{name}")


def _samples(metric: Counter | Gauge) -> list[Sample]:
    return [each for family in metric.collect() for each in family.samples]
