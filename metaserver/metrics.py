"""Every metric of the server, declared once, each with the sentence that an operator reads.

One section a room; a room counts only in its own section. Nothing here has a label whose values
grow with visitors: no addresses, no person ids, no texts.

``generate`` gives all of them in the text format of Prometheus.
"""

from __future__ import annotations

from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

REGISTRY: Final = CollectorRegistry()
"""The server's own registry; the global one of prometheus-client is not used."""

ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)

TICK_SECONDS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1)
"""Buckets for whatever happens within one tick of 100 ms, in seconds."""
WORK_SECONDS: Final = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Buckets for a request or a transaction, in seconds."""

# ---- zones ---------------------------------------------------------------------------------------

ZONE_TICK_SECONDS = Histogram(
    "metaserver_zone_tick_seconds",
    "Time one tick of a world takes, from its inbox to its message.",
    ["world"],
    buckets=TICK_SECONDS,
    registry=REGISTRY,
)
ZONE_LATENESS_SECONDS = Histogram(
    "metaserver_zone_tick_lateness_seconds",
    "How much later than due a tick of a world began.",
    ["world"],
    buckets=TICK_SECONDS,
    registry=REGISTRY,
)
ZONE_INTERVAL_SECONDS = Gauge(
    "metaserver_zone_tick_interval_seconds",
    "Present length of a world's tick: 0.1, and up to 0.25 under overload.",
    ["world"],
    registry=REGISTRY,
)
ZONE_SKIPPED_TICKS = Counter(
    "metaserver_zone_skipped_ticks",
    "Ticks of a world that were left out because the time for them had passed.",
    ["world"],
    registry=REGISTRY,
)
ZONE_TICK_ERRORS = Counter(
    "metaserver_zone_tick_errors",
    "Ticks of a world that ended in an exception: each is a bug, and is in the log.",
    ["world"],
    registry=REGISTRY,
)
ZONE_UNPUBLISHED_TICKS = Counter(
    "metaserver_zone_unpublished_ticks",
    "Ticks of a world whose message the bus did not take.",
    ["world"],
    registry=REGISTRY,
)
ZONE_AVATARS = Gauge(
    "metaserver_zone_avatars", "People to be seen in a world.", ["world"], registry=REGISTRY
)
ZONE_CORRECTIONS = Counter(
    "metaserver_zone_corrections",
    "Clients told that they are elsewhere than they say, by reason.",
    ["world", "reason"],
    registry=REGISTRY,
)
ZONE_REFUSED_JOINS = Counter(
    "metaserver_zone_refused_joins",
    "People who were not let into a world, by error code.",
    ["world", "code"],
    registry=REGISTRY,
)
ZONE_REFUSED_WISHES = Counter(
    "metaserver_zone_refused_wishes",
    "Messages, controls and courses from gateways that changed nothing: malformed, stale (of an"
    " avatar that is gone, away or another gateway's, or older than a correction) or failed.",
    ["world", "why"],
    registry=REGISTRY,
)
ZONE_CHAT_LINES = Counter(
    "metaserver_zone_chat_lines",
    "Chat lines that were said in a world, by channel.",
    ["world", "channel"],
    registry=REGISTRY,
)
ZONE_INBOX_OVERFLOWS = Counter(
    "metaserver_zone_inbox_overflows",
    "Messages from gateways that were dropped because a world's inbox was full.",
    ["world"],
    registry=REGISTRY,
)
ZONE_EVENTS_DROPPED = Counter(
    "metaserver_zone_events_dropped",
    "Events of a world that were dropped because the bus took none for too long.",
    ["world"],
    registry=REGISTRY,
)

# ---- gateway -------------------------------------------------------------------------------------


# ---- bus -----------------------------------------------------------------------------------------

BUS_MESSAGES = Counter(
    "metaserver_bus_messages", "Messages handed to a subscriber of the bus.", registry=REGISTRY
)
BUS_REFUSED = Counter(
    "metaserver_bus_refused",
    "Messages that the bus did not take, because a subscriber's queue was full.",
    registry=REGISTRY,
)
BUS_HANDLER_ERRORS = Counter(
    "metaserver_bus_handler_errors",
    "Exceptions that came out of a subscriber's handler: each is a bug, and is in the log.",
    registry=REGISTRY,
)

# ---- storage -------------------------------------------------------------------------------------

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
    "Rows erased by the deletion job, by kind of the register of personal data.",
    ["kind"],
    registry=REGISTRY,
)
LAST_ERASURE = Gauge(
    "metaserver_last_erasure_unixtime",
    "When the deletion job last ran to its end, in seconds of Unix time.",
    registry=REGISTRY,
)

# ---- web -----------------------------------------------------------------------------------------

HTTP_REQUESTS = Counter(
    "metaserver_http_requests",
    "HTTP requests answered, by kind of address and status.",
    ["route", "status"],
    registry=REGISTRY,
)
HTTP_REFUSED = Counter(
    "metaserver_http_refused",
    "HTTP connections closed without an answer from the site: head too large or too slow, or too "
    "many connections.",
    ["reason"],
    registry=REGISTRY,
)
HTTP_BYTES = Counter(
    "metaserver_http_body_bytes",
    "Bytes of bodies sent over HTTP, as they went out (compressed).",
    registry=REGISTRY,
)
OPERATOR_REQUESTS = Counter(
    "metaserver_operator_requests",
    "Requests to the operators' desk, by what was asked and how it ended.",
    ["action", "outcome"],
    registry=REGISTRY,
)

# ---- app -----------------------------------------------------------------------------------------

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


def generate() -> bytes:
    """All metrics in the text format of Prometheus."""
    return generate_latest(REGISTRY)
