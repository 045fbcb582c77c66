"""Services, complaints and what leaves for other servers."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

from metaserver.metrics.registry import REGISTRY, WORK_SECONDS

COMPLAINTS_FILED = Counter(
    "metaserver_complaints_filed",
    "Complaints that were taken in, by the way they came: world, page or open311.",
    ["channel"],
    registry=REGISTRY,
)
COMPLAINT_WRONG_CODES = Counter(
    "metaserver_complaint_wrong_codes",
    "Codes that did not open the complaint they were given for.",
    registry=REGISTRY,
)
OUTBOX_ATTEMPTS = Counter(
    "metaserver_outbox_attempts",
    "Attempts to tell another server or a mailbox, by what came of them: delivered, later or dead.",
    ["target", "outcome"],
    registry=REGISTRY,
)
OUTBOX_SECONDS = Histogram(
    "metaserver_outbox_seconds",
    "Time an attempt takes, the question whether an earlier one arrived included.",
    ["target"],
    buckets=WORK_SECONDS,
    registry=REGISTRY,
)
OUTBOX_ENTRIES = Gauge(
    "metaserver_outbox_entries",
    "What is still to be told to others: waiting, or dead and in need of a person.",
    ["state"],
    registry=REGISTRY,
)
OUTBOX_BREAKER = Gauge(
    "metaserver_outbox_breaker_open",
    "1 while a target fails so often that it is left alone for a while.",
    ["target"],
    registry=REGISTRY,
)
