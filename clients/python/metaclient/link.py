"""Keeps one presence connected: sockets come and go, the presence stays.

A socket that has been silent for longer than a living server ever is gets a rival: a second one is
dialled beside it, and whichever speaks first is kept. So a connection that a tunnel has swallowed
without a word is replaced the moment the network is back, and a server that was merely slow loses
nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import deque
from typing import Protocol

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from metaclient.dialer import Dialer
from metaclient.errors import Closed
from metaserver.protocol.codes import EMPTY_FRAME_EVERY_S, Close

SUSPICIOUS_S = EMPTY_FRAME_EVERY_S + 1.0
"""The server speaks at least every 5 s."""
LAST_WORDS_S = 1.0
OUTGOING = 64
"""Messages waiting to be written; when full, further ones are refused (see ``Link.send``)."""
FINAL = frozenset(
    {
        Close.MALFORMED, Close.NOT_HELLO, Close.ORIGIN, Close.REPLACED, Close.REMOVED,
        Close.BANNED, Close.TOO_LARGE, Close.VERSION,
    }
)  # fmt: skip
"""Close codes after which a client does not come back by itself."""


class Peer(Protocol):
    """Who uses the link."""

    def opened(self) -> bytes:
        """A socket is open; returns the ``hello`` to send."""
        ...

    def received(self, data: bytes) -> None:
        """A binary message; must not raise."""
        ...

    def dropped(self) -> None:
        """The socket is gone; another one is dialled."""
        ...

    def reconnect_after_s(self) -> float:
        """How long the server asked to wait; 0 where it did not."""
        ...


class Link:
    def __init__(self, url: str, peer: Peer) -> None:
        self._peer = peer
        self._dialer = Dialer(url)
        self._socket: ClientConnection | None = None
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue(OUTGOING)
        self._writer: asyncio.Task[None] | None = None
        self._ending: deque[ClientConnection] = deque(maxlen=8)
        """Dropped, perhaps not gone yet."""

    @property
    def is_open(self) -> bool:
        return self._socket is not None

    def send(self, data: bytes) -> bool:
        """Hands a message to the open socket. False, and it is not kept, where there is none or
        where it takes nothing any more."""
        if self._socket is None or self._outgoing.full():
            return False
        self._outgoing.put_nowait(data)
        return True

    async def run(self) -> None:
        """Until cancelled, or raises ``Closed`` where coming back is not allowed."""
        while True:
            self._use(await self._dialer.dial())
            try:
                await self._listen()
            except ConnectionClosed as error:
                self._forget()
                if error.rcvd is not None and error.rcvd.code in FINAL:
                    raise Closed(error.rcvd.code, error.rcvd.reason) from error
                await asyncio.sleep(self._peer.reconnect_after_s() * random.uniform(0.5, 1.5))

    async def close(self) -> None:
        """Closes the socket in the usual way."""
        socket = self._socket
        if socket is None:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS_S):
                await self._outgoing.join()
        self._forget()
        await socket.close()

    def abort(self) -> None:
        """Drops the socket without a word, as a network does."""
        if self._socket is not None:
            self._socket.transport.abort()
            self._ending.append(self._socket)

    async def closed(self) -> None:
        """Until every socket that was dropped is really gone."""
        for socket in self._ending:
            await socket.wait_closed()
        self._ending.clear()

    def _use(self, socket: ClientConnection) -> None:
        self.abort()
        self._forget()
        self._socket = socket
        self._outgoing = asyncio.Queue(OUTGOING)
        self._writer = asyncio.create_task(_write(socket, self._outgoing))
        self.send(self._peer.opened())

    def _forget(self) -> None:
        """The present socket, if any, is none any more."""
        if self._writer is not None:
            self._writer.cancel()
        if self._socket is not None:
            self._socket = None
            self._peer.dropped()

    async def _listen(self) -> None:
        while self._socket is not None:
            try:
                async with asyncio.timeout(SUSPICIOUS_S):
                    data = await self._socket.recv()
            except TimeoutError:
                data = await self._rival(self._socket)
            if isinstance(data, bytes):
                self._peer.received(data)

    async def _rival(self, socket: ClientConnection) -> bytes | str:
        """The next message of the silent socket, or an empty one once another has taken over."""
        recv = asyncio.ensure_future(socket.recv())
        dial = asyncio.ensure_future(self._dialer.dial())
        try:
            await asyncio.wait((recv, dial), return_when=asyncio.FIRST_COMPLETED)
            if recv.done():
                return recv.result()
            self._use(dial.result())
            return ""
        finally:
            recv.cancel()
            dial.cancel()


async def _write(socket: ClientConnection, outgoing: asyncio.Queue[bytes]) -> None:
    with contextlib.suppress(ConnectionClosed):
        while True:
            await socket.send(await outgoing.get())
            outgoing.task_done()
