"""A server of one world that says what a test wants it to say."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import msgpack
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from metaserver.protocol import messages as m
from metaserver.protocol.codec import decode_client, encode

HASH = "0123456789abcdef"
EPOCH = 7
BOUNDS = [-40.0, -40.0, 40.0, 40.0]
WORLD = {
    "id": "yard",
    "cell_m": 8.0,
    "start": "gate",
    "levels": [{"id": "ground", "bounds": BOUNDS}],
    "places": [{"id": "gate"}],
}
RASTER = {"levels": [{"id": "ground", "first_cell": 0, "columns": 10, "rows": 10}]}
FILES = {"world.json": json.dumps(WORLD).encode(), "raster.bin": msgpack.packb(RASTER)}


class FakeCity:
    """``heard`` has what clients said, ``hellos`` their first messages."""

    def __init__(self) -> None:
        self.port = 0
        self.heard: list[m.Message] = []
        self.hellos: list[m.Hello] = []
        self.sockets: list[ServerConnection] = []
        self.answer: Callable[[m.Message], list[m.Message]] = grant
        self.greeting: Callable[[m.Hello], list[m.Message]] = greet
        self._news = asyncio.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def tell(self, *messages: m.Message) -> None:
        """To the newest connection."""
        for message in messages:
            await self.sockets[-1].send(encode(message))

    async def wait_for(self, kind: type[m.Message], n: int = 1) -> Any:
        """The ``n``-th message of this kind, once it was heard."""
        async with asyncio.timeout(5):
            while True:
                found = [x for x in (*self.hellos, *self.heard) if isinstance(x, kind)]
                if len(found) >= n:
                    return found[n - 1]
                self._news.clear()
                await self._news.wait()

    async def handle(self, socket: ServerConnection) -> None:
        try:
            hello = decode_client(bytes(await socket.recv(decode=False)))
            assert isinstance(hello, m.Hello)
            self.sockets.append(socket)
            self._note(self.hellos, hello)
            for message in self.greeting(hello):
                await socket.send(encode(message))
            async for data in socket:
                await self._hear(socket, decode_client(data if isinstance(data, bytes) else b""))
        except ConnectionClosed:
            pass

    async def _hear(self, socket: ServerConnection, message: m.Message) -> None:
        self._note(self.heard, message)
        answers = self.answer(message)
        if isinstance(message, m.Ping):
            answers = [*answers, m.Pong(time_ms=message.time_ms, server_ms=5000)]
        with contextlib.suppress(ConnectionClosed):  # what it said before it left still counts
            for answer in answers:
                await socket.send(encode(answer))

    def _note(self, into: list[Any], message: m.Message) -> None:
        into.append(message)
        self._news.set()


def greet(hello: m.Hello) -> list[m.Message]:
    arrival = m.Arrival.RESUMED if hello.resume else m.Arrival.FRESH
    return [
        m.Welcome(
            person="00c0ffee00c0ffee", name=hello.name or "Guest 1",
            resume=f"token-{arrival.value}", arrival=arrival, server_ms=5000, language="ko",
        ),
        m.Entered(
            world="yard", world_hash=HASH, epoch=EPOCH, avatar=3, level="ground", x=1.0, y=2.0,
            heading=0, chat_seq=10,
        ),
    ]  # fmt: skip


def grant(message: m.Message) -> list[m.Message]:
    ref = getattr(message, "ref", None)
    return [] if ref is None else [m.Done(event=ref, ref=ref)]


def files(_: ServerConnection, request: Request) -> Response | None:
    name = request.path.rsplit("/", 1)[-1]
    if name not in FILES:
        return None
    body = FILES[name]
    headers = Headers({"Content-Length": str(len(body)), "Connection": "close"})
    return Response(200, "OK", headers, body)


@contextlib.asynccontextmanager
async def fake_city() -> AsyncIterator[FakeCity]:
    city = FakeCity()
    server: Server = await serve(
        city.handle, "127.0.0.1", 0, process_request=files, compression=None, close_timeout=0.2
    )
    city.port = next(iter(server.sockets)).getsockname()[1]
    try:
        yield city
    finally:
        server.close()
        await server.wait_closed()
