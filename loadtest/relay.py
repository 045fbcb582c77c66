"""A TCP relay that may hold bytes back, or lose them: what lies between a client and a server.

``Relay.hold_s`` says how long; the order of a stream is kept whatever it says, as TCP does.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import socket
import struct
from collections import deque
from types import TracebackType
from typing import Final, Self, cast

UP, DOWN = "up", "down"
"""From client to server, and back."""
HELD_MAX: Final = 256 * 1024
"""Bytes that one direction of a connection holds; then no more are read until half are gone."""
TICK_S: Final = 0.001
BACKLOG: Final = 4096
FIN: Final = b""
"""In the place of bytes: nothing more will be said in this direction."""
Chunk = bytes | None
"""None: the connection is gone."""


class Relay:
    """Listens on loopback; an ``async with`` block, or ``start`` and ``stop``."""

    def __init__(self, *, target_port: int, target_host: str = "127.0.0.1", port: int = 0) -> None:
        self._target = target_host, target_port
        self.port = port
        self.ends: set[End] = set()
        """Sockets on either side."""
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: list[tuple[float, int, End, Chunk]] = []
        """A heap, by when they are due."""
        self._number = 0
        self._ticking = False

    @property
    def connections(self) -> int:
        """Open client connections, those included that lost something."""
        return sum(end.way == UP for end in self.ends)

    def hold_s(self, way: str) -> float | None:
        """How long the next bytes of a way (``UP`` or ``DOWN``) take; None: they are lost, and
        with them all that follows in this direction of this connection."""
        return 0.0

    async def start(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            self._accept, "127.0.0.1", self.port, backlog=BACKLOG
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        """Resets what is open."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.cut()
        await asyncio.sleep(0)  # transports end in the loop's next round

    def cut(self) -> None:
        """Resets all open connections."""
        for end in list(self.ends):
            end.reset()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        await self.stop()

    # ---- connections -----------------------------------------------------------------------------

    def _accept(self) -> End:
        client = End(self, UP)
        task = asyncio.get_running_loop().create_task(self._join(client))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return client

    async def _join(self, client: End) -> None:
        loop = asyncio.get_running_loop()
        try:
            _, server = await loop.create_connection(lambda: End(self, DOWN), *self._target)
        except OSError:
            client.abort()  # as if nobody listened here
            return
        client.peer, server.peer = server, client
        client.joined()

    # ---- what is held ----------------------------------------------------------------------------

    def hold(self, until_s: float, end: End, chunk: Chunk) -> None:
        """Gives the chunk back to the end that it was read from, in time."""
        self._number += 1
        heapq.heappush(self._held, (until_s, self._number, end, chunk))
        if not self._ticking:
            self._ticking = True
            asyncio.get_running_loop().call_later(TICK_S, self._tick)

    def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        now_s = loop.time()
        while self._held and self._held[0][0] <= now_s:
            _, _, end, chunk = heapq.heappop(self._held)
            end.due(chunk)
        self._ticking = bool(self._held)
        if self._ticking:
            loop.call_later(TICK_S, self._tick)


class End(asyncio.Protocol):
    """One of a connection's two sockets; what it reads goes to ``peer``."""

    def __init__(self, relay: Relay, way: str) -> None:
        self.peer: End | None = None
        self.way = way
        self._relay = relay
        self._transport: asyncio.Transport | None = None
        self._until_s = 0.0
        """When the last chunk that was read is due."""
        self._lost = False
        self._held_bytes = 0
        self._due: deque[Chunk] = deque()
        """Cannot be written yet."""
        self._full = False
        """This socket takes no more at present."""
        self._paused = False
        """Not read from at present."""
        self._heard_all = self._said_all = False

    # ---- of this socket --------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are no subclasses
        self._relay.ends.add(self)
        if self.way == UP:
            self._pause()  # until there is somebody to tell

    def joined(self) -> None:
        """The other side is there."""
        if self in self._relay.ends:
            self._read_on()
        elif self.peer is not None:
            self.peer.abort()

    def data_received(self, data: bytes) -> None:
        self._pass_on(data)

    def eof_received(self) -> bool:
        """False closes this socket: nothing is left to be said on it either way."""
        self._heard_all = True
        self._pass_on(FIN)
        return not self._said_all

    def connection_lost(self, error: Exception | None) -> None:
        self._relay.ends.discard(self)
        self._pass_on(None)

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False
        if self.peer is not None:
            self.peer.flush()

    def write(self, chunk: Chunk) -> bool:
        """False where it has to wait. What is written to a socket that is gone is lost."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return True
        if self._full and chunk is not None:
            return False
        if chunk is None:
            transport.close()
        elif chunk == FIN:
            self._end_writing(transport)
        else:
            transport.write(chunk)
        return True

    def _end_writing(self, transport: asyncio.Transport) -> None:
        self._said_all = True
        if self._heard_all:
            transport.close()
        else:
            with contextlib.suppress(OSError, RuntimeError):
                transport.write_eof()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def reset(self) -> None:
        """As ``abort``, and the other side is told by a RST."""
        if self._transport is not None and not self._transport.is_closing():
            sock = self._transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._transport.abort()

    # ---- from this socket to the other one -------------------------------------------------------

    def _pass_on(self, chunk: Chunk) -> None:
        hold_s = None if self._lost else self._relay.hold_s(self.way)
        if hold_s is None:
            self._lost = True
            return
        now_s = asyncio.get_running_loop().time()
        self._until_s = max(self._until_s, now_s + hold_s)
        self._held_bytes += len(chunk or FIN)
        if chunk and self._held_bytes > HELD_MAX:
            self._pause()
        if self._until_s <= now_s:
            self.due(chunk)
        else:
            self._relay.hold(self._until_s, self, chunk)

    def due(self, chunk: Chunk) -> None:
        """A chunk that was read here is to be written there."""
        self._due.append(chunk)
        self.flush()

    def flush(self) -> None:
        """Writes what is due, as far as the other side takes it."""
        while self._due and self.peer is not None and self.peer.write(self._due[0]):
            self._held_bytes -= len(self._due.popleft() or FIN)
        if self._held_bytes < HELD_MAX / 2 and self.peer is not None:
            self._read_on()

    def _pause(self) -> None:
        if self._transport is not None and not self._paused and not self._transport.is_closing():
            self._paused = True
            self._transport.pause_reading()

    def _read_on(self) -> None:
        if self._transport is not None and self._paused and not self._transport.is_closing():
            self._paused = False
            self._transport.resume_reading()
