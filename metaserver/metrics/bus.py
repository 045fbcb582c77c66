"""The bus."""

from __future__ import annotations

from prometheus_client import Counter

from metaserver.metrics.registry import REGISTRY

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
