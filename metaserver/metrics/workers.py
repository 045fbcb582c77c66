"""Heavy work in processes of its own."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

from metaserver.metrics.registry import REGISTRY, WORK_SECONDS

WORKER_JOBS = Counter(
    "metaserver_worker_jobs",
    "Heavy work handed to a worker process, by what it was and how it ended: done, refused (wrong"
    " input), busy (too much waits), late (killed), died, failed (a bug, and in the log).",
    ["job", "outcome"],
    registry=REGISTRY,
)
WORKER_SECONDS = Histogram(
    "metaserver_worker_seconds",
    "Time heavy work takes in a worker process, waiting for one included.",
    ["job"],
    buckets=WORK_SECONDS,
    registry=REGISTRY,
)
WORKER_WAITING = Gauge(
    "metaserver_worker_waiting",
    "Pieces of heavy work that wait for a worker or are in one.",
    registry=REGISTRY,
)
