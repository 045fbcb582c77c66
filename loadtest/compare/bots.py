"""Clients of the peers. They read and count everything that comes."""

from __future__ import annotations

import asyncio
import json
from typing import Protocol

from picows import WSFrame, WSListener, WSMsgType, WSTransport

from loadtest.compare.rings import Rings

RECEIVE_BUFFER_BYTES = 262_144
JOIN_ROOM = 10
"""Colyseus: first byte of the server's welcome, and all of the client's answer to it."""
_RECEIVED = bytearray(RECEIVE_BUFFER_BYTES)
"""Plain readers share it: what they have received is counted and forgotten."""


class Counter(Protocol):
    """What a generator asks of each of its connections."""

    frames: int
    bytes: int
    """Received so far, WebSocket headers included."""
    open: bool


class Bot(WSListener):
    """One WebSocket; ``joined`` is done when it takes part."""

    def __init__(self) -> None:
        self.frames = 0
        self.bytes = 0
        self.open = False
        self.transport: WSTransport | None = None
        self.joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        self.open = True

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.open = False
        if not self.joined.done():
            self.joined.set_exception(ConnectionError("closed before it had joined"))

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        size = frame.payload_size
        self.frames += 1
        self.bytes += size + (2 if size < 126 else 4 if size < 65_536 else 10)

    def send(self, kind: WSMsgType, message: bytes) -> None:
        if self.open and self.transport is not None:
            self.transport.send(kind, message)


class JsonWitness(Bot):
    """Decodes what the others only count. Everything is a move: ``{"id", "x", "y"}``."""

    def __init__(self, rings: Rings) -> None:
        super().__init__()
        self._rings = rings

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        super().on_ws_frame(transport, frame)
        move = json.loads(frame.get_payload_as_bytes())
        self._rings.heard(move["id"], move["x"], move["y"])


class ColyseusBot(Bot):
    """Answers the room's welcome, as its client library does; then state comes."""

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        super().on_ws_frame(transport, frame)
        if not self.joined.done() and frame.get_payload_as_memoryview()[0] == JOIN_ROOM:
            transport.send(WSMsgType.BINARY, bytes([JOIN_ROOM]))
            self.joined.set_result(None)


class PlainReader(asyncio.BufferedProtocol):
    """Of the floor: bytes without a protocol. The floor counts its frames itself."""

    def __init__(self) -> None:
        self.frames = 0
        self.bytes = 0
        self.open = True

    def get_buffer(self, sizehint: int) -> bytearray:
        return _RECEIVED

    def buffer_updated(self, nbytes: int) -> None:
        self.bytes += nbytes

    def connection_lost(self, exc: Exception | None) -> None:
        self.open = False
