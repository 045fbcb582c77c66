"""The process itself."""

from __future__ import annotations

from prometheus_client import Gauge, Histogram

from metaserver.metrics.registry import REGISTRY, TICK_SECONDS

READY = Gauge(
    "metaserver_ready",
    "1 while the server takes visitors, 0 while it starts or drains.",
    registry=REGISTRY,
)
BUILD = Gauge(
    "metaserver_build_info",
    "Always 1; the labels say which server and protocol this is.",
    ["version", "protocol"],
    registry=REGISTRY,
)
LOOP_LAG_SECONDS = Histogram(
    "metaserver_loop_lag_seconds",
    "How much later than asked the event loop woke up, sampled every half second.",
    buckets=TICK_SECONDS,
    registry=REGISTRY,
)


GC_SECONDS = Histogram(
    "metaserver_gc_seconds",
    "Pauses for the garbage collector, by generation; 2 looks at everything.",
    ["generation"],
    buckets=TICK_SECONDS,
    registry=REGISTRY,
)
