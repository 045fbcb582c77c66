"""What every answer carries, and the count of answers.

The page may load from this server alone, talk to it alone, and be framed by nobody; so a text
that slipped into the page could neither run nor send anything away.
"""

from __future__ import annotations

import re
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from metaserver import metrics

_FIXED: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
ASKS_WHERE: Final = {
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"
}
"""Of pages that may ask where somebody is; they do so when a button is pressed."""
_HOST: Final = re.compile(r"^[A-Za-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-fA-F:]+\](:\d{1,5})?$")
_ROUTES: Final = (
    "account", "api", "assets", "healthz", "media", "metrics", "office", "open311", "operator",
    "outcomes", "privacy", "s", "worlds",
)  # fmt: skip


def content_policy(host: str, forms: str = "'none'") -> str:
    """The Content-Security-Policy of a page served at ``host``; ``forms``: where to it may send
    what was filled in."""
    # 'self' covers WebSockets in today's browsers; older ones want the address.
    sockets = f" ws://{host} wss://{host}" if _HOST.match(host) else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        f"connect-src 'self'{sockets}; font-src 'self'; manifest-src 'self'; "
        f"worker-src 'self' blob:; base-uri 'none'; form-action {forms}; "
        "frame-ancestors 'none'"
    )


class Headers:
    """ASGI middleware; what an answer sets by itself stays."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        policy = content_policy(hosts[0].decode("latin-1") if hosts else "")
        route = route_of(scope["path"])

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _FIXED.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", policy)
                metrics.HTTP_REQUESTS.labels(route, str(message["status"])).inc()
            elif message["type"] == "http.response.body":
                metrics.HTTP_BYTES.inc(len(message.get("body", b"")))
            await send(message)

        await self._app(scope, receive, sending)


def route_of(path: str) -> str:
    """The kind of an address, one of a few: no visitor can add one to the metrics."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    if first == "":
        return "index"
    return first if first in _ROUTES else "other"
