"""Sockets, sessions, frames and chat."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

from metaserver.metrics.registry import REGISTRY, TICK_SECONDS

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
