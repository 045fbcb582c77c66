"""Who may open a socket: path, room, address and origin, judged from the request alone.

Refused with an HTTP status where nobody reads the reason (no such path, no room), and with a
close code right after the upgrade where our own client must be told (origin, ban): a page is not
shown the status of a refused upgrade.
"""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

from websockets.datastructures import Headers, MultipleValuesError
from websockets.http11 import Request

from metaserver.gateway.connection import Connection, Refusal
from metaserver.gateway.settings import GatewaySettings, Network
from metaserver.protocol.codes import Close


class Gatekeeper:
    """Counts sockets by address and judges requests for further ones.

    ``banned`` says whether an address is; ``settings`` has the limits.
    """

    def __init__(self, *, settings: GatewaySettings, banned: Callable[[str], bool]) -> None:
        self._settings = settings
        self._banned = banned
        self._by_address: Counter[str] = Counter()
        self.open: set[Connection] = set()
        self.pre_hello = 0
        """Sockets that have not said hello yet, kept by the door."""
        self.draining = False

    def check(self, connection: Connection, request: Request) -> Refusal | None:
        """Fills in the connection's address; None: welcome."""
        settings = self._settings
        if urlsplit(request.path).path != settings.path:
            return Refusal("path", 404, words="There is no WebSocket here.")
        connection.address = client_address(
            connection.transport.get_extra_info("peername"),
            request.headers.get_all("X-Forwarded-For"),
            settings.trusted_proxies,
        )
        return self._no_room(connection.address) or self._unwanted(connection, request.headers)

    def _no_room(self, address: str) -> Refusal | None:
        settings = self._settings
        if self.draining:
            return Refusal("draining", 503, words="The server is stopping.")
        if len(self.open) >= settings.connections_max:
            return Refusal("sockets", 503, words="No room for a further connection.")
        if self.pre_hello >= settings.pre_hello_max:
            return Refusal("pre_hello", 503, words="Too many connections say nothing.")
        cap = settings.connections_per_address
        if cap and self._by_address[household(address)] >= cap and not is_loopback(address):
            return Refusal("per_address", 503, words="Too many connections from your address.")
        return None

    def _unwanted(self, connection: Connection, headers: Headers) -> Refusal | None:
        origins = headers.get_all("Origin")
        connection.guest_only = not origins
        if origins and not self._origin_allowed(origins, headers):
            return Refusal("origin", close=Close.ORIGIN, words="not from this page")
        if self._banned(connection.address):
            return Refusal("banned", close=Close.BANNED, words="banned")
        return None

    def _origin_allowed(self, origins: list[str], headers: Headers) -> bool:
        if len(origins) != 1:
            return False
        origin = origins[0].lower()
        if origin in self._settings.public_origins:
            return True
        try:
            host = headers.get("Host", "").lower()
        except MultipleValuesError:
            return False
        return bool(host) and origin in (f"http://{host}", f"https://{host}")

    def entered(self, connection: Connection) -> None:
        self.open.add(connection)
        self._by_address[household(connection.address)] += 1

    def left(self, connection: Connection) -> None:
        self.open.discard(connection)
        whose = household(connection.address)
        self._by_address[whose] -= 1
        if self._by_address[whose] <= 0:
            del self._by_address[whose]


def client_address(
    peer: tuple[object, ...] | str | None,
    forwarded: list[str],
    proxies: tuple[Network, ...],
) -> str:
    """The visitor's address: the nearest one that is no proxy of ours.

    ``forwarded`` are the values of ``X-Forwarded-For``, believed only as far as proxies of ours
    wrote them. A peer without an address (a Unix socket) counts as this machine.
    """
    address = str(peer[0]) if isinstance(peer, tuple) and peer else "127.0.0.1"
    hops = [hop.strip() for value in forwarded for hop in value.split(",")]
    while hops and _within(address, proxies):
        hop = hops.pop()
        if _parsed(hop) is None:
            break
        address = hop
    return address


def household(address: str) -> str:
    """Of IPv6 the first 64 bits: one household has that many addresses."""
    ip = _parsed(address)
    if isinstance(ip, ipaddress.IPv6Address):
        return ip.exploded[:19]
    return str(ip or address)


def is_loopback(address: str) -> bool:
    ip = _parsed(address)
    return ip is not None and ip.is_loopback


def _within(address: str, networks: tuple[Network, ...]) -> bool:
    ip = _parsed(address)
    return ip is not None and any(ip in network for network in networks)


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    return ip
