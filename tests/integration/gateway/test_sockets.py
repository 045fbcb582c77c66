"""The gateway on real sockets, behind uvicorn, with zones that the test turns."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from metaserver.bus.local import LocalBus
from metaserver.clock import SystemClock
from metaserver.gateway.connection import SEND_BUFFER_BYTES
from metaserver.gateway.gateway import Gateway
from metaserver.gateway.settings import GatewaySettings, GatewayStores
from metaserver.identity.tokens import TokenBox
from metaserver.protocol import bus as subjects
from metaserver.protocol.bus import CellOut, KeyOut
from metaserver.protocol.codec import HASH, decode_server, encode
from metaserver.protocol.codes import Close
from metaserver.protocol.frames import Frame, Kind, pack_fragment
from metaserver.protocol.messages import VERSION, Entered, Hello, Message, Ping, Pong
from tests.unit.gateway.stage import (
    FakeChatStore,
    FakeModerationStore,
    FakeZone,
    plaza,
)

TICK_S = 0.05
BUSY_CELL = 42
RECORDS = 3000
"""Moves of the busy cell a tick: 21 kB, so that a stalled socket is full soon."""
RECEIVE_BYTES = 64 * 1024


class Served:
    """uvicorn with a gateway, on a free port of loopback."""

    def __init__(self, settings: GatewaySettings) -> None:
        self.bus = LocalBus()
        self.clock = SystemClock()
        self.zone = FakeZone(plaza(), self.bus, epoch=1)  # type: ignore[arg-type]
        self.gateway = Gateway(
            bus=self.bus,
            clock=self.clock,
            worlds={"plaza": self.zone.info},
            tokens=TokenBox(b"k" * 32, self.clock),
            stores=GatewayStores(FakeChatStore(), FakeModerationStore()),
            settings=settings,
        )
        self.busy = False

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws"

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Served]:
        site = Starlette(routes=[Route("/", lambda _: PlainTextResponse("the site"))])
        config = uvicorn.Config(
            site, log_level="error", lifespan="off", ws=self.gateway.connection_factory()  # type: ignore[arg-type]
        )  # fmt: skip
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        sock = socket.create_server(("127.0.0.1", 0))
        self.port = sock.getsockname()[1]
        await self.bus.subscribe(subjects.zone_inbox("plaza"), self.zone.receive)
        await self.gateway.start()
        serving = asyncio.create_task(server._serve([sock]))
        ticking = asyncio.create_task(self._tick())
        try:
            yield self
        finally:
            await self.gateway.drain()
            ticking.cancel()
            server.should_exit = True
            await serving

    async def _tick(self) -> None:
        while True:
            if self.busy:
                self._emit()
            self.zone.publish(self.clock.server_ms())
            await asyncio.sleep(TICK_S)

    def _emit(self) -> None:
        tick = self.zone.tick_no + 1
        moves = pack_fragment(BUSY_CELL, Kind.MOVES, tick, bytes(7 * RECORDS))
        self.zone.near[BUSY_CELL] = CellOut(1, moves)
        if tick % 9 == 0:
            key = pack_fragment(BUSY_CELL, Kind.KEYFRAME, tick, bytes(12 * RECORDS))
            names = pack_fragment(BUSY_CELL, Kind.NAMES, tick, b"")
            self.zone.keys[BUSY_CELL] = KeyOut(key, names)


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with Served(GatewaySettings(drain_s=0)).running() as running:
        yield running


async def enter(served: Served, **fields: object) -> tuple[ClientConnection, list[Message | Frame]]:
    """A client that is in the world, and what it has received so far."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
    sock.connect(("127.0.0.1", served.port))
    client = await connect(served.url, sock=sock, compression=None, max_size=None)
    hello = Hello.model_validate({"version": VERSION, "hash": HASH, **fields})
    await client.send(encode(hello))
    return client, await until(client, Entered)


async def until(client: ClientConnection, kind: type) -> list[Message | Frame]:
    got: list[Message | Frame] = []
    async with asyncio.timeout(5):
        while not got or type(got[-1]) is not kind:
            data = await client.recv()
            assert isinstance(data, bytes)
            got.append(decode_server(data))
    return got


async def test_one_port_serves_the_site_and_the_sockets(served: Served) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
    assert b"the site" in await reader.read()
    writer.close()
    client, _ = await enter(served)
    await client.send(encode(Ping(time_ms=5)))
    assert isinstance((await until(client, Pong))[-1], Pong)
    await client.close()


async def test_refusals_reach_a_real_client(served: Served) -> None:
    with pytest.raises(InvalidStatus, match="404"):
        await connect(served.url + "/elsewhere")
    page = await connect(served.url, origin="https://evil.example")  # type: ignore[arg-type]
    with pytest.raises(ConnectionClosed):
        await page.recv()
    assert page.close_code == Close.ORIGIN
    client, _ = await enter(served)
    await client.send(b"x" * 5000)
    with pytest.raises(ConnectionClosed):
        while True:
            await client.recv()
    assert client.close_code == Close.TOO_LARGE


async def test_a_reader_that_stops_is_bounded_and_catches_up_while_others_go_on(
    served: Served,
) -> None:
    served.busy = True
    slow, _ = await enter(served)
    lively, _ = await enter(served)
    slow.transport.pause_reading()
    connection = next(iter(served.gateway.book)).connection
    assert connection is not None
    most, frames = 0, 0
    stop = asyncio.get_running_loop().time() + 4
    while asyncio.get_running_loop().time() < stop:
        frames += isinstance(decode_server(await recv(lively)), Frame)
        most = max(most, connection.transport.get_write_buffer_size())
    assert frames > 4 / TICK_S / 3, "the other one is served"
    assert 0 < most < 22_000, "one frame waits, no more"
    sock = connection.transport.get_extra_info("socket")
    assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 2 * SEND_BUFFER_BYTES
    slow.transport.resume_reading()
    got = await until_now(served, slow)
    after_gap = next(b for a, b in pairwise(got) if b.tick > a.tick + 1)
    kinds = {fragment.kind for fragment in after_gap.fragments}
    assert Kind.KEYFRAME in kinds, "what was missed comes from the log"
    await slow.close()
    await lively.close()


async def recv(client: ClientConnection) -> bytes:
    async with asyncio.timeout(5):
        data = await client.recv()
    assert isinstance(data, bytes)
    return data


async def until_now(served: Served, client: ClientConnection) -> list[Frame]:
    """All frames up to one that is no older than three ticks."""
    frames: list[Frame] = []
    while not frames or frames[-1].tick < served.zone.tick_no - 3:
        message = decode_server(await recv(client))
        if isinstance(message, Frame):
            frames.append(message)
    return frames


async def test_many_silent_sockets_do_not_hinder_a_visitor() -> None:
    settings = GatewaySettings(pre_hello_max=100, drain_s=0)
    async with Served(settings).running() as served:
        opened = await asyncio.gather(
            *(connect(served.url, compression=None) for _ in range(120)), return_exceptions=True
        )
        refused = [each for each in opened if isinstance(each, InvalidStatus)]
        silent = [each for each in opened if isinstance(each, ClientConnection)]
        assert (len(silent), len(refused)) == (100, 20)
        for each in silent[:10]:
            await each.close()
        client, _ = await enter(served)
        await client.close()
        for each in silent:
            await each.close()


async def test_draining_closes_every_socket_with_1012() -> None:
    async with Served(GatewaySettings(drain_s=0)).running() as served:
        client, _ = await enter(served)
        await served.gateway.drain()
        with pytest.raises(ConnectionClosed):
            while True:
                await recv(client)
        assert client.close_code == Close.GOING_AWAY
