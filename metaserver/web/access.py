"""Who asks: this machine, a machine we trust, or anybody.

A request that came through a proxy is not from here, even where the proxy is: a server behind a
proxy on the same machine would otherwise take every visitor for an operator.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Final

from starlette.requests import Request

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_FORWARDED: Final = ("x-forwarded-for", "forwarded", "x-real-ip")


def client_address(request: Request, trusted: Sequence[Network]) -> Address | None:
    """Where the request began, or None where that cannot be known.

    ``X-Forwarded-For`` is read from the right, as far as its entries are trusted proxies; a
    forwarded request from an address that is no trusted proxy began nobody knows where.
    """
    peer = _address(request.client.host if request.client else "")
    if peer is None or not any(name in request.headers for name in _FORWARDED):
        return peer
    if not _inside(peer, trusted):
        return None
    hops = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    for hop in reversed(hops):
        found = _address(hop.strip())
        if found is None or not _inside(found, trusted):
            return found
    return None


def came_by_https(request: Request, trusted: Sequence[Network]) -> bool:
    """Whether the visitor's browser spoke HTTPS: to us, or to a trusted proxy that says so."""
    peer = _address(request.client.host if request.client else "")
    if peer is not None and _inside(peer, trusted):
        told = request.headers.get("x-forwarded-proto", "").partition(",")[0].strip().lower()
        if told:
            return told == "https"
    return request.url.scheme == "https"


def is_local(request: Request, trusted: Sequence[Network]) -> bool:
    """Whether it began on this machine: on loopback, or from the address that it came to."""
    address = client_address(request, trusted)
    server = request.scope.get("server") or ("",)
    return address is not None and (address.is_loopback or address == _address(str(server[0])))


def is_inside(request: Request, trusted: Sequence[Network]) -> bool:
    """Whether it began on this machine or, not forwarded, in a trusted network."""
    address = client_address(request, trusted)
    return is_local(request, trusted) or (address is not None and _inside(address, trusted))


def _inside(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address
