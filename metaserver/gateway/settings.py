"""What an operator may set of the gateway; ``config.py`` has the sentences."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from metaserver.ports import ChatStore, ModerationStore

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    start: str = ""
    """World of those who do not say where; the first of the worlds if empty."""
    public_origins: tuple[str, ...] = ()
    """Pages that may connect, besides those of the request's own host."""
    trusted_proxies: tuple[Network, ...] = ()
    """Whose ``X-Forwarded-For`` is believed."""
    joins_per_s: float = 1000
    connections_max: int = 18_000
    connections_per_address: int = 100
    """0: any number. Loopback is not counted."""
    pre_hello_max: int = 2_000
    """Sockets that have not said hello; a further one is refused."""
    queue_max: int = 10_000
    """People waiting to be admitted; a further one is sent away."""
    away_per_address: int = 20
    """Dropped people of one address whose place is kept; a further one's is not."""
    drain_s: float = 2.0
    """Over which clients are told to come back."""
    languages: tuple[str, ...] = ("ko", "en")
    path: str = "/ws"


@dataclass(frozen=True, slots=True)
class GatewayStores:
    chat: ChatStore
    moderation: ModerationStore
