"""Ticks and worlds."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

from metaserver.metrics.registry import REGISTRY, TICK_SECONDS

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
