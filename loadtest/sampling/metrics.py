"""What a city's ``/metrics`` says, as far as a run asks. Other servers may have none of it."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

from prometheus_client.parser import text_string_to_metric_families

PEOPLE = "metaserver_zone_avatars"
INTERVAL = "metaserver_zone_tick_interval_seconds"
LATENESS = "metaserver_zone_tick_lateness_seconds"
SKIPPED_TICKS = "metaserver_zone_skipped_ticks"
LOOP_LAG = "metaserver_loop_lag_seconds"
COUNTED = (
    SKIPPED_TICKS, "metaserver_gateway_frames_skipped", "metaserver_gateway_catch_ups",
    "metaserver_gateway_tier_steps", "metaserver_gateway_silent_ticks",
    "metaserver_gateway_bad_ticks", "metaserver_gateway_rejected", "metaserver_gateway_surplus",
    "metaserver_zone_inbox_overflows", "metaserver_zone_unpublished_ticks",
    "metaserver_gateway_frames", "metaserver_gateway_write_cpu_seconds", "python_gc_collections",
)  # fmt: skip


@dataclass
class Histogram:
    """Totals since the server began."""

    sum_s: float = 0.0
    count: float = 0.0
    up_to: dict[float, float] = field(default_factory=lambda: defaultdict(float))
    """Values not above each bound, in seconds; the last bound is infinite."""


@dataclass
class Metrics:
    people: dict[str, float] = field(default_factory=dict)
    """By world."""
    interval_s: dict[str, float] = field(default_factory=dict)
    """By world."""
    late: dict[str, Histogram] = field(default_factory=lambda: defaultdict(Histogram))
    """By world."""
    loop_lag: Histogram = field(default_factory=Histogram)
    counts: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Counters by name, all their labels together."""


def parse(text: str) -> Metrics:
    """Raises ``ValueError`` for what is not in the text format of Prometheus."""
    found = Metrics()
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            world = sample.labels.get("world", "")
            if family.name == PEOPLE:
                found.people[world] = sample.value
            elif family.name == INTERVAL:
                found.interval_s[world] = sample.value
            elif family.name == LATENESS:
                _take(found.late[world], sample.name, sample.labels, sample.value)
            elif family.name == LOOP_LAG:
                _take(found.loop_lag, sample.name, sample.labels, sample.value)
            elif family.name in COUNTED and sample.name.endswith("_total"):
                found.counts[family.name] += sample.value
    return found


def _take(into: Histogram, name: str, labels: dict[str, str], value: float) -> None:
    if name.endswith("_bucket"):
        bound_s = math.inf if labels["le"] == "+Inf" else float(labels["le"])
        into.up_to[bound_s] += value
    elif name.endswith("_sum"):
        into.sum_s += value
    elif name.endswith("_count"):
        into.count += value
