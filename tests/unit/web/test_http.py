"""The port itself: heads that are too large, too slow, or too many."""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from metaserver import metrics
from metaserver.sockets import listen
from metaserver.web import http
from metaserver.web.http import HttpServer

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
GET = b"GET / HTTP/1.1\r\nHost: city\r\n"


class UpgradedConnection(asyncio.Protocol):
    """What the gateway would be."""

    def __init__(self, config: object, server_state: object, app_state: object) -> None:
        self.got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(b"upgraded " + data.split(b"\r\n")[0])  # type: ignore[attr-defined]


async def hello(request: object) -> PlainTextResponse:
    return PlainTextResponse("hello")


@asynccontextmanager
async def serving() -> AsyncIterator[int]:
    sockets = listen("127.0.0.1", 0)
    port = sockets[0].getsockname()[1]
    site = Starlette(routes=[Route("/", hello)])
    server = HttpServer(site=site, websockets=UpgradedConnection, sockets=sockets)
    await server.start()
    try:
        yield port
    finally:
        await server.stop()


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Streams]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def until_closed(reader: asyncio.StreamReader) -> bytes:
    """What came until the end; a reset is one too, where a byte of ours was still unread."""
    async with asyncio.timeout(3):
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""


def refused(reason: str) -> float:
    return metrics.HTTP_REFUSED.labels(reason)._value.get()


async def test_a_request_is_answered_and_the_connection_kept() -> None:
    async with serving() as port, connected(port) as (reader, writer):
        for _ in range(3):
            writer.write(GET + b"\r\n")
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 ")
            assert b"server:" not in head.lower()
            assert await reader.readexactly(5) == b"hello"


async def test_a_head_that_is_too_large_is_answered_and_closed() -> None:
    before = refused("large_head")
    async with serving() as port, connected(port) as (reader, writer):
        writer.write(GET + b"X-A: " + b"a" * 17_000)
        assert (await until_closed(reader)).startswith(b"HTTP/1.1 431 ")
    assert refused("large_head") == before + 1


@pytest.mark.parametrize(
    "piece", [b"X-A: " + b"a" * 990 + b"\r\n", b"a" * 1000], ids=["many", "one"]
)
async def test_headers_without_end_are_cut_off(piece: bytes) -> None:
    async with serving() as port, connected(port) as (_, writer):
        writer.write(GET + b"X-B: ")
        with pytest.raises(ConnectionError):
            for _ in range(10_000):
                writer.write(piece)
                await writer.drain()


async def test_an_honest_large_head_passes() -> None:
    async with serving() as port, connected(port) as (reader, writer):
        writer.write(GET + b"X-A: " + b"a" * 12_000 + b"\r\n\r\n")
        assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 200 ")


async def test_a_slow_head_is_cut_off_however_it_drips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "HEAD_WITHIN_S", 0.3)
    before = refused("slow_head")
    async with serving() as port, connected(port) as (reader, writer):
        closed = asyncio.create_task(until_closed(reader))
        for byte in GET[:20]:
            writer.write(bytes([byte]))
            await asyncio.sleep(0.03)
            if closed.done():
                break
        assert await closed == b""
    assert refused("slow_head") == before + 1


async def test_who_says_nothing_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "HEAD_WITHIN_S", 0.1)
    async with serving() as port, connected(port) as (reader, _):
        assert await until_closed(reader) == b""


async def test_one_connection_too_many_is_closed_and_the_others_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http, "CONNECTIONS_MAX", 2)
    before = refused("connections")
    async with serving() as port, connected(port) as first, connected(port):
        first[1].write(GET + b"\r\n")
        await first[0].readuntil(b"hello")
        async with connected(port) as (reader, _):
            assert await until_closed(reader) == b""
        first[1].write(GET + b"\r\n")
        await first[0].readuntil(b"hello")
    assert refused("connections") == before + 1


async def test_an_upgrade_goes_to_the_gateway_and_is_not_timed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http, "HEAD_WITHIN_S", 0.1)
    async with serving() as port, connected(port) as (reader, writer):
        writer.write(
            b"GET /ws HTTP/1.1\r\nHost: city\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OTAxMjM0NQ==\r\n\r\n"
        )
        assert await reader.readexactly(25) == b"upgraded GET /ws HTTP/1.1"
        await asyncio.sleep(0.3)
        writer.write(b"still here")
        async with asyncio.timeout(2):
            assert await reader.readuntil(b"still here") == b"upgraded still here"


@pytest.mark.parametrize("garbage", [b"\x16\x03\x01\x02\x00\x01\x00", b"HELLO\r\n\r\n", b"\0" * 50])
async def test_what_is_no_http_is_refused(garbage: bytes) -> None:
    async with serving() as port, connected(port) as (reader, writer):
        writer.write(garbage)
        assert (await until_closed(reader)).startswith(b"HTTP/1.1 400 ")


async def test_stopping_does_not_wait_for_idle_connections() -> None:
    async with asyncio.timeout(2):
        async with serving() as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(GET + b"\r\n")
            await reader.readuntil(b"hello")
        assert await until_closed(reader) == b""
    writer.close()


async def test_what_was_upgraded_is_freed_without_the_collector() -> None:
    upgrade = b"GET /ws HTTP/1.1\r\nHost: city\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    gc.collect()
    gc.disable()
    try:
        async with serving() as port, contextlib.AsyncExitStack() as stack:
            for _ in range(5):
                reader, writer = await stack.enter_async_context(connected(port))
                writer.write(upgrade)
                assert await reader.readexactly(25) == b"upgraded GET /ws HTTP/1.1"
            await asyncio.sleep(0.05)
            left = [each for each in gc.get_objects() if isinstance(each, http.GuardedHttp)]
            assert left == []
    finally:
        gc.enable()
