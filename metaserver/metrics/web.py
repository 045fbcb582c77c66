"""HTTP."""

from __future__ import annotations

from prometheus_client import Counter

from metaserver.metrics.registry import REGISTRY

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
