"""Where all metrics are declared, and the buckets that they share."""

from __future__ import annotations

from typing import Final

from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    disable_created_metrics,
    generate_latest,
)

from metaserver.metrics.process import Process

# When each counter began is a sixth of all lines, and nobody asks for it.
disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY: Final = CollectorRegistry()
"""The server's own registry; the global one of prometheus-client is not used."""

REGISTRY.register(Process())
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)

TICK_SECONDS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1)
"""Buckets for whatever happens within one tick of 100 ms, in seconds."""
WORK_SECONDS: Final = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Buckets for a request or a transaction, in seconds."""
TALK_SECONDS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 3600)
"""Buckets for what people wait for, in seconds."""


def generate() -> bytes:
    """All metrics in the text format of Prometheus."""
    return generate_latest(REGISTRY)
