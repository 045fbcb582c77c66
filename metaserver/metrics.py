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

GATEWAY_SOCKETS = Gauge(
    "metaserver_gateway_sockets", "Open WebSocket connections.", registry=REGISTRY
)
GATEWAY_SESSIONS = Gauge(
    "metaserver_gateway_sessions", "Visitors by state of their session.", ["stage"],
    registry=REGISTRY,
)  # fmt: skip
GATEWAY_PEOPLE = Gauge(
    "metaserver_gateway_people", "People in a world, as its zone counts them.", ["world"],
    registry=REGISTRY,
)  # fmt: skip
GATEWAY_LAGGING = Gauge(
    "metaserver_gateway_lagging",
    "Visitors whose socket has not taken what was written; they catch up when it has.",
    registry=REGISTRY,
)
GATEWAY_MESSAGES = Counter(
    "metaserver_gateway_messages", "Messages from clients.", registry=REGISTRY
)
GATEWAY_SURPLUS = Counter(
    "metaserver_gateway_surplus",
    "Messages over a client's rate limit: moves are dropped, others answered with an error.",
    ["kind"],
    registry=REGISTRY,
)
GATEWAY_ERRORS = Counter(
    "metaserver_gateway_errors",
    "Wishes of clients that were not granted, by the error they were told: names that nobody may"
    " have, too much chat, unknown places and so on.",
    ["error"],
    registry=REGISTRY,
)
GATEWAY_REJECTED = Counter(
    "metaserver_gateway_rejected",
    "Connections refused or closed by the server, by reason.",
    ["kind"],
    registry=REGISTRY,
)
GATEWAY_RESUMED = Counter(
    "metaserver_gateway_resumed",
    "Visitors who came back to their session, by how it was found.",
    ["from"],
    registry=REGISTRY,
)
GATEWAY_ENTERED = Counter(
    "metaserver_gateway_entered", "Greetings given, by kind of arrival.", ["arrival"],
    registry=REGISTRY,
)  # fmt: skip
GATEWAY_FRAMES = Counter(
    "metaserver_gateway_frames", "Frames written to sockets.", registry=REGISTRY
)
GATEWAY_SKIPPED = Counter(
    "metaserver_gateway_frames_skipped",
    "Frames not written because the socket had not taken the one before.",
    registry=REGISTRY,
)
GATEWAY_BYTES = Counter(
    "metaserver_gateway_bytes", "Bytes written to sockets, WebSocket headers included.",
    registry=REGISTRY,
)  # fmt: skip
GATEWAY_CATCH_UPS = Counter(
    "metaserver_gateway_catch_ups", "Slow sockets that were given what they had missed.",
    registry=REGISTRY,
)  # fmt: skip
GATEWAY_TIER_STEPS = Counter(
    "metaserver_gateway_tier_steps", "Visitors moved to a lower tier for a slow socket.",
    registry=REGISTRY,
)  # fmt: skip
GATEWAY_SILENT_TICKS = Counter(
    "metaserver_gateway_silent_ticks",
    "Ticks taken in without frames because this process was behind.",
    registry=REGISTRY,
)
GATEWAY_JOINED_TICKS = Counter(
    "metaserver_gateway_joined_ticks",
    "Ticks told in one frame with the one after, because writing the one before took too long.",
    registry=REGISTRY,
)
GATEWAY_BAD_TICKS = Counter(
    "metaserver_gateway_bad_ticks",
    "Ticks or events of a zone that failed: each is a bug, and is in the log.",
    registry=REGISTRY,
)
GATEWAY_COMPOSE_SECONDS = Histogram(
    "metaserver_gateway_compose_seconds",
    "Time to take in one tick of a world and compose all its views.",
    buckets=TICK_SECONDS,
    registry=REGISTRY,
)
GATEWAY_TICK_SECONDS = Histogram(
    "metaserver_gateway_tick_seconds",
    "Time from a world's tick to the last write of it.",
    buckets=TICK_SECONDS,
    registry=REGISTRY,
)
GATEWAY_WRITE_CPU_SECONDS = Counter(
    "metaserver_gateway_write_cpu_seconds",
    "Processor time spent on writing the frames of ticks to sockets, the system's part included.",
    registry=REGISTRY,
)
GATEWAY_QUEUE = Gauge(
    "metaserver_gateway_queue", "People who wait to be admitted.", registry=REGISTRY
)
GATEWAY_UNANSWERED = Counter(
    "metaserver_gateway_unanswered", "Joins that a zone did not answer within 5 s.",
    registry=REGISTRY,
)  # fmt: skip
GATEWAY_BUS_REFUSED = Counter(
    "metaserver_gateway_bus_refused", "Inboxes that the bus did not take at once.",
    registry=REGISTRY,
)  # fmt: skip
GATEWAY_CHAT = Counter(
    "metaserver_gateway_chat", "Chat messages delivered, by channel.", ["channel"],
    registry=REGISTRY,
)  # fmt: skip
GATEWAY_CHAT_DROPPED = Counter(
    "metaserver_gateway_chat_dropped",
    "Chat lines that were not kept because the store was down for too long.",
    registry=REGISTRY,
)
GATEWAY_CHAT_STORE_ERRORS = Counter(
    "metaserver_gateway_chat_store_errors", "Batches of chat that the store did not take at once.",
    registry=REGISTRY,
)  # fmt: skip
GATEWAY_REPORTS = Counter(
    "metaserver_gateway_reports", "Reports handed to the moderators.", registry=REGISTRY
)


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
    "Rows, and files, erased by the deletion job, by kind of the register of personal data.",
    ["kind"],
    registry=REGISTRY,
)
LAST_ERASURE = Gauge(
    "metaserver_last_erasure_unixtime",
    "When the deletion job last ran to its end, in seconds of Unix time.",
    registry=REGISTRY,
)

# ---- recorder ------------------------------------------------------------------------------------

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


GC_SECONDS = Histogram(
    "metaserver_gc_seconds",
    "Pauses for the garbage collector, by generation; 2 looks at everything.",
    ["generation"],
    buckets=TICK_SECONDS,
    registry=REGISTRY,
)


def generate() -> bytes:
    """All metrics in the text format of Prometheus."""
    return generate_latest(REGISTRY)
