"""Listening sockets, and sentences for what can go wrong with them."""

from __future__ import annotations

import errno
import resource
import socket

from metaserver.errors import SettingError


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets for every address of ``host``, all on one port; ``port`` 0 takes a free one.

    ``localhost`` is two addresses where the machine has IPv6, and browsers try either first.
    Raises ``SettingError`` where the address or the port cannot be had.
    """
    sockets: list[socket.socket] = []
    for family, address in _addresses(host):
        try:
            sockets.append(_listen(family, address, port))
        except OSError as error:
            # The machine may know an IPv6 address of itself that it cannot use.
            if sockets and error.errno == errno.EADDRNOTAVAIL:
                continue
            for each in sockets:
                each.close()
            raise SettingError(_sentence(error, host, port)) from error
        port = sockets[0].getsockname()[1]
    return sockets


FILES_ASIDE = 512
"""Open files that are no visitors' sockets: database, worlds, listening, HTTP."""


def allow_sockets(wanted: int) -> int:
    """Asks the system for so many sockets; how many there may be.

    Every socket is an open file, and the usual soft limit of 1,024 is meant for small programs.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted + FILES_ASIDE if hard == resource.RLIM_INFINITY else hard
    if soft != resource.RLIM_INFINITY and soft < wanted + FILES_ASIDE:
        soft = max(soft, min(wanted + FILES_ASIDE, most))
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY:
        return wanted
    return min(wanted, max(soft - FILES_ASIDE, soft // 2))  # few files: still some visitors


def url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def url_from_here(host: str, port: int) -> str:
    """Where the server answers this machine."""
    return url({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port)


def _addresses(host: str) -> list[tuple[socket.AddressFamily, str]]:
    """IPv4 first."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise SettingError(f"host: '{host}' is no address that can be found.") from error
    usable = {(family, str(address[0])) for family, _, _, _, address in found}
    return sorted(usable, key=lambda pair: (pair[0] != socket.AF_INET, pair[1]))


def _listen(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    sock = socket.create_server((address, port), family=family, backlog=2048)
    sock.setblocking(False)
    return sock


def _sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port: {port} at {host} is in use by another program; choose another with --port."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"port: {port} may not be opened by this user; choose one above 1023 with --port."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"host: {host} is not an address of this machine."
    return f"host: {host} port {port} cannot be opened: {error.strerror}."
