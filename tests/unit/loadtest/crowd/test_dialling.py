"""The sockets of those who will sleep."""

from __future__ import annotations

import socket

import pytest
from picows.url import parse_url

from loadtest.crowd.dialling import SEGMENT_BYTES, SLEEPER_BUFFER_BYTES, _small


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
def test_they_take_little_in_segments_of_real_networks(host: str) -> None:
    with _small(parse_url(f"ws://{host}:1/ws")) as made:
        assert not made.getblocking()
        assert made.family == (socket.AF_INET6 if "[" in host else socket.AF_INET)
        taken = made.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
        assert SLEEPER_BUFFER_BYTES <= taken <= 2 * SLEEPER_BUFFER_BYTES
        assert made.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG) <= SEGMENT_BYTES
