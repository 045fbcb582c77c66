"""Where the server is, and whether one may load it."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from loadtest.errors import NotOurs, ScenarioError

_SCHEMES = {"ws": "http", "wss": "https", "http": "http", "https": "https"}
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Address:
    host: str
    port: int
    secure: bool = False

    @property
    def http_url(self) -> str:
        return f"http{'s' * self.secure}://{self._netloc}"

    @property
    def ws_url(self) -> str:
        return f"ws{'s' * self.secure}://{self._netloc}/ws"

    @property
    def _netloc(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """An address of this machine alone, or ``localhost`` where that is one. No other name
        counts, as nobody knows what it will mean at the next look."""
        if self.host == "localhost":
            return all(ipaddress.ip_address(host).is_loopback for host in _resolved(self.host))
        try:
            address = ipaddress.ip_address(self.host)
        except ValueError:
            return False
        return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _resolved(host: str) -> list[str]:
    """Raises ``ScenarioError`` where nobody knows the name."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        raise ScenarioError(f"{host} has no address here; write 127.0.0.1.") from None
    return [str(each[4][0]) for each in found]


def parse(url: str) -> Address:
    """``ws://host:port/ws``; ``http`` means the same server. Raises ``ScenarioError``."""
    wrong = f"{url!r} is no address of a server; write it like ws://127.0.0.1:8080/ws."
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ScenarioError(wrong) from None
    scheme = _SCHEMES.get(parts.scheme)
    if scheme is None or not parts.hostname or parts.path not in ("", "/", "/ws"):
        raise ScenarioError(wrong)
    if "@" in parts.netloc or parts.query or parts.fragment or port == 0:
        raise ScenarioError(wrong)
    return Address(parts.hostname, port or _PORTS[scheme], scheme == "https")


def refuse_strangers(address: Address, *, own: bool) -> None:
    """Raises ``NotOurs`` for any host but this machine, unless ``own``."""
    if not own and not address.is_loopback:
        raise NotOurs(
            f"{address.host} is not this machine. A crowd is an attack where it is not wanted; "
            "if the server is yours, say so with --i-own-this-server."
        )
