"""The database and the deletion job."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

from metaserver.metrics.registry import REGISTRY, WORK_SECONDS

STORE_SECONDS = Histogram(
    "metaserver_store_seconds",
    "Time from asking the database to its answer, waiting for the writer included.",
    ["operation"],
    buckets=WORK_SECONDS,
    registry=REGISTRY,
)
STORE_ERRORS = Counter(
    "metaserver_store_errors",
    "Requests to the database that failed and left nothing behind.",
    ["operation"],
    registry=REGISTRY,
)
ERASED_ROWS = Counter(
    "metaserver_erased_rows",
    "Rows, and files, erased by the deletion job, by kind of the register of personal data.",
    ["kind"],
    registry=REGISTRY,
)
LAST_ERASURE = Gauge(
    "metaserver_last_erasure_unixtime",
    "When the deletion job last ran to its end, in seconds of Unix time.",
    registry=REGISTRY,
)
