"""A TCP proxy that breaks connections the way networks do: without a word.

In a test::

    async with Proxy(target_port=server.port) as proxy:
        ... connect to 127.0.0.1:proxy.port ...
        proxy.swallow()          # both ways; nobody is told
        proxy.restore()          # new connections work again; old ones stay dead, as in a tunnel
        proxy.delay_s = 0.08     # each way
        proxy.cut()              # resets what is open

From another process (a browser test): ``python -m tests.integration.proxy --target-port N``
prints ``ready PORT`` and then takes one command a line from stdin: ``swallow``, ``swallow up``,
``swallow down``, ``restore``, ``delay SECONDS``, ``cut``, ``count``; it answers ``ok`` (and the
number of open connections to ``count``).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import socket
import struct
import sys
from collections.abc import Callable

CHUNK_BYTES = 64 * 1024
UP, DOWN = "up", "down"
"""From client to server, and back."""


class _Pipe:
    """One direction of one connection."""

    def __init__(self, proxy: Proxy, way: str) -> None:
        self.proxy, self.way = proxy, way
        self.dead = False
        """Swallowed a part of the stream: the rest of it is of no use any more."""

    async def run(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(CHUNK_BYTES):
            if self.proxy.delay_s:
                await asyncio.sleep(self.proxy.delay_s)
            self.dead = self.dead or self.way in self.proxy.swallowing
            if not self.dead:
                sink.write(data)
                await sink.drain()
        if not self.dead and self.way not in self.proxy.swallowing:
            sink.close()


class Proxy:
    def __init__(self, *, target_port: int, target_host: str = "127.0.0.1", port: int = 0) -> None:
        self._target = target_host, target_port
        self.port = port
        self.delay_s = 0.0
        self.swallowing: frozenset[str] = frozenset()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def connections(self) -> int:
        """Open client connections, dead ones included."""
        return len(self._tasks)

    def swallow(self, *ways: str) -> None:
        """From now on bytes of these ways (default: both) vanish; no FIN, no RST."""
        self.swallowing = frozenset(ways or (UP, DOWN))

    def restore(self) -> None:
        """New connections work again; those that lost bytes stay dead."""
        self.swallowing = frozenset()

    def cut(self) -> None:
        """Resets all open connections."""
        for writer in list(self._writers):
            sock = writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()

    async def start(self) -> Proxy:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        writers = list(self._writers)
        self.cut()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(w.wait_closed() for w in writers), return_exceptions=True)

    async def __aenter__(self) -> Proxy:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._join(reader, writer)
        except (OSError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            self._tasks.discard(task)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            from_server, to_server = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()  # as if nobody listened here
            return
        self._writers |= {writer, to_server}
        try:
            await asyncio.gather(
                _Pipe(self, UP).run(reader, to_server), _Pipe(self, DOWN).run(from_server, writer)
            )
        finally:
            self._writers -= {writer, to_server}
            to_server.transport.abort()
            writer.close()


def commands(proxy: Proxy) -> dict[str, Callable[[list[str]], str]]:
    """What stdin may say; each answers with a line."""

    def delay(words: list[str]) -> str:
        proxy.delay_s = float(words[0])
        return "ok"

    return {
        "swallow": lambda words: proxy.swallow(*words) or "ok",
        "restore": lambda _: proxy.restore() or "ok",
        "cut": lambda _: proxy.cut() or "ok",
        "count": lambda _: f"ok {proxy.connections}",
        "delay": delay,
    }


async def serve(target_port: int, port: int) -> None:
    async with Proxy(target_port=target_port, port=port) as proxy:
        print(f"ready {proxy.port}", flush=True)
        known = commands(proxy)
        while line := await asyncio.to_thread(sys.stdin.readline):
            word, *words = line.split() or [""]
            answer = known[word](words) if word in known else f"unknown: {word}"
            print(answer, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="TCP proxy that breaks connections; see source.")
    parser.add_argument("--target-port", type=int, required=True)
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(options.target_port, options.port))


if __name__ == "__main__":
    main()
