"""Frames past the transport, on a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from unittest.mock import MagicMock

from metaserver.gateway.connection import Connection, Guard

FRAMES = [bytes([n]) * 300_000 for n in range(1, 41)]


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[Connection, asyncio.StreamReader]]:
    """Our end, and the peer's."""
    loop = asyncio.get_running_loop()
    ours: asyncio.Future[Connection] = loop.create_future()

    class Open(Connection):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            ours.set_result(self)

    server = await loop.create_server(lambda: Open(MagicMock(spec=Guard)), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    connection = await ours
    yield connection, reader
    connection.abort()
    writer.close()
    server.close()
    await asyncio.sleep(0.01)  # transports close in the loop's next turn


async def test_what_the_system_takes_in_parts_arrives_whole_and_in_order() -> None:
    async with connected() as (connection, reader):
        taken = [frame for frame in FRAMES if connection.offer(frame)]
        assert 0 < len(taken) < len(FRAMES)  # the rest of one waits, and none goes before it
        assert connection.stalled
        whole = b"".join(taken)
        assert await reader.readexactly(len(whole)) == whole


async def test_to_a_peer_that_is_gone_nothing_is_raised() -> None:
    async with connected() as (connection, _reader):
        connection.transport.abort()
        connection.offer(b"late")
        await asyncio.sleep(0.05)
        assert connection.closing
        assert not connection.offer(b"later")
