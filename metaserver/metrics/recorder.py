"""Recordings."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

from metaserver.metrics.registry import REGISTRY

RECORDER_RECORDING = Gauge(
    "metaserver_recorder_recording",
    "1 while a world is being recorded, 0 after its recording had to stop (disk full, for one).",
    ["world"],
    registry=REGISTRY,
)
RECORDER_BYTES = Counter(
    "metaserver_recorder_bytes", "Bytes written to recordings.", ["world"], registry=REGISTRY
)
RECORDER_DROPPED_TICKS = Counter(
    "metaserver_recorder_dropped_ticks",
    "Ticks that are missing in a recording because the disk was slower than the world.",
    ["world"],
    registry=REGISTRY,
)
