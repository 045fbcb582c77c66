"""A server of a test's own on loopback, that leaves no connection behind when its test ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
GOODBYE_S = 0.05
"""What was accepted already becomes a connection in this time."""


class Listener:
    """``serve`` need not close its writer; ``stop`` ends it where it still goes on."""

    def __init__(self, serve: Serve) -> None:
        self._serve = serve
        self._serving: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._server: asyncio.Server | None = None

    async def start(self, port: int = 0) -> int:
        """The port it listens at."""
        self._server = await asyncio.start_server(self._begin, "127.0.0.1", port)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        if self._server is None:
            return
        self._server.close()
        await asyncio.sleep(GOODBYE_S)
        while self._serving:
            left = dict(self._serving)
            for task, writer in left.items():
                task.cancel()
                writer.transport.abort()
            await asyncio.gather(*left, return_exceptions=True)
            await asyncio.sleep(0)
        await self._server.wait_closed()

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._run(reader, writer))
        self._serving[task] = writer
        # A task that is cancelled before its first step runs no ``finally``; this it does run.
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._serving.pop(task).close()

    async def _run(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await self._serve(reader, writer)
            await writer.drain()


@asynccontextmanager
async def listening(serve: Serve) -> AsyncIterator[int]:
    """The port at which ``serve`` answers."""
    listener = Listener(serve)
    port = await listener.start()
    try:
        yield port
    finally:
        await listener.stop()
