"""Who may open a socket."""

from __future__ import annotations

import ipaddress

import pytest

from metaserver.gateway.settings import GatewaySettings
from metaserver.gateway.upgrade import client_address
from metaserver.protocol.codes import Close
from tests.unit.gateway.stage import Stage

PROXIES = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://city.test", True), ("http://city.test", True), ("https://seoul.example", True),
        ("https://SEOUL.example", True), ("https://evil.example", False), ("null", False),
        ("https://city.test.evil.example", False), ("https://city.test:444", False), ("", False),
        ("file://", False),
    ],
)  # fmt: skip
async def test_a_page_must_be_one_of_ours(origin: str, allowed: bool) -> None:
    async with Stage(
        GatewaySettings(public_origins=("https://seoul.example",), drain_s=0)
    ) as stage:
        client = stage.socket(origin=origin)
        assert client.status == 101, "the page is told by a close code"
        assert client.closed_with == (None if allowed else Close.ORIGIN)
        client.hello()
        await stage.tick(2)
        assert len(stage.gateway.book) == int(allowed)


async def test_a_client_without_an_origin_is_a_guest() -> None:
    async with Stage() as stage:
        token = stage.tokens.seal("account", {"account": "kim@seoul"}, 60)
        program, page = stage.socket(), stage.socket(origin="https://city.test")
        program.hello(account=token)
        page.hello(account=token)
        await stage.tick(2)
        accounts = [session.account for session in stage.gateway.book]
        assert accounts == ["", "kim@seoul"]
        again = stage.socket(origin="https://city.test")
        again.hello(account=token)
        await stage.tick(2)
        assert [s.account for s in stage.gateway.book][-1] == "", "an account token is used once"


async def test_a_resume_token_is_bound_to_its_account() -> None:
    async with Stage() as stage:
        page = stage.socket(origin="https://city.test")
        page.hello(account=stage.tokens.seal("account", {"account": "kim"}, 60))
        await stage.tick(2)
        page.read()
        thief = await stage.come_back(page)
        assert thief.person != page.person
        owner = stage.socket(origin="https://city.test")
        token = stage.tokens.seal("account", {"account": "kim", "again": 1}, 60)
        owner.hello(account=token, resume=page.resume)
        await stage.tick(2)
        owner.read()
        assert owner.person == page.person


async def test_other_paths_and_bad_handshakes() -> None:
    async with Stage() as stage:
        assert stage.socket(path="/ws/other").status == 404
        assert stage.socket(path="/ws?token=x").status == 101
        assert stage.socket(sec_websocket_version="12").status == 400


async def test_compression_is_never_agreed_upon() -> None:
    async with Stage() as stage:
        client = stage.socket(sec_websocket_extensions="permessage-deflate")
        assert client.status == 101 and b"deflate" not in client.response


async def test_sockets_are_bounded_in_total_and_by_address_but_not_for_loopback() -> None:
    settings = GatewaySettings(connections_max=7, connections_per_address=2, drain_s=0)
    async with Stage(settings) as stage:
        first = [stage.socket("192.0.2.1") for _ in range(3)]
        assert [client.status for client in first] == [101, 101, 503]
        first[0].vanish()
        assert stage.socket("192.0.2.1").status == 101
        assert [stage.socket().status for _ in range(5)] == [101] * 5
        assert stage.socket("192.0.2.9").status == 503


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        (("192.0.2.1", 1), [], "192.0.2.1"),
        (("192.0.2.1", 1), ["198.51.100.7"], "192.0.2.1"),
        (("10.0.0.1", 1), ["198.51.100.7"], "198.51.100.7"),
        (("10.0.0.1", 1), ["1.1.1.1, 198.51.100.7"], "198.51.100.7"),
        (("10.0.0.1", 1), ["198.51.100.7, 10.0.0.2"], "198.51.100.7"),
        (("10.0.0.1", 1), ["198.51.100.7", "10.0.0.2"], "198.51.100.7"),
        (("10.0.0.1", 1), ["unknown"], "10.0.0.1"),
        (("10.0.0.1", 1), [], "10.0.0.1"),
        (("fd00::1", 1, 0, 0), ["2001:db8::5"], "2001:db8::5"),
        (("::ffff:10.0.0.1", 1, 0, 0), ["198.51.100.7"], "198.51.100.7"),
        ("", ["198.51.100.7"], "127.0.0.1"),
        (None, [], "127.0.0.1"),
    ],
)
def test_a_forwarded_address_counts_only_from_our_proxies(
    peer: tuple[object, ...] | str | None, forwarded: list[str], expected: str
) -> None:
    assert client_address(peer, forwarded, PROXIES) == expected
