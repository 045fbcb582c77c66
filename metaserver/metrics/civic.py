"""Services, complaints and what leaves for other servers."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

from metaserver.metrics.registry import REGISTRY, TALK_SECONDS, WORK_SECONDS

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
HELP_ASKED = Counter(
    "metaserver_help_asked",
    "Talks for which a person was asked.",
    registry=REGISTRY,
)
HELP_TALKS = Gauge(
    "metaserver_help_talks",
    "Talks that are not over: waiting for an official, or open with one.",
    ["state"],
    registry=REGISTRY,
)
HELP_TO_PERSON_SECONDS = Histogram(
    "metaserver_help_to_person_seconds",
    "Time from asking for a person until an official takes the talk for the first time.",
    buckets=TALK_SECONDS,
    registry=REGISTRY,
)
HELP_TO_ANSWER_SECONDS = Histogram(
    "metaserver_help_to_answer_seconds",
    "Time from asking for a person until an official's first words.",
    buckets=TALK_SECONDS,
    registry=REGISTRY,
)
HELP_RETURNED = Counter(
    "metaserver_help_returned",
    "Talks that went back to the queue, because their official could not be reached any more.",
    registry=REGISTRY,
)
HELP_WRONG_CODES = Counter(
    "metaserver_help_wrong_codes",
    "Codes that did not open the talk they were given for.",
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
