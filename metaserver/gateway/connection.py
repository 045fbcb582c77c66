"""One WebSocket: bytes in, messages out, and nothing that knows of sessions.

The protocol itself (RFC 6455) is ``websockets``' own, used without its asyncio layer: no task, no
queue and no future a connection, and an inbound message is handled where it is read. uvicorn
hands over an upgraded transport as it would to its own WebSocket classes: ``connection_made``,
``data_received`` with the request, then ``set_protocol``.

Limits: a message may have ``MESSAGE_MAX_BYTES`` and ``FRAGMENTS_MAX`` fragments. Pongs wait for
the next write, so that there is at most one write a tick.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, cast

from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import OPEN
from websockets.server import ServerProtocol

from metaserver.protocol.codes import MESSAGE_MAX_BYTES, Close

try:
    from websockets.speedups import apply_mask
except ImportError:  # no compiled part on this platform
    from websockets.utils import apply_mask

if TYPE_CHECKING:
    from metaserver.gateway.door import Limits
    from metaserver.gateway.session import Session

FRAGMENTS_MAX: Final = 64
CLOSE_WITHIN_S: Final = 3.0
"""So long a client may take to answer a close; then the transport is cut."""
SEND_BUFFER_BYTES: Final = 64 * 1024
"""The kernel doubles it: 128 kB. Left alone it would swallow 4 MB, a minute of frames."""
STALLED_S: Final = 30.0
"""A socket that takes nothing for so long is dead."""
CONTROL_MAX_BYTES: Final = 1024
"""Pongs that wait for a write; further ones are dropped."""
REASON_MAX_BYTES: Final = 120
_HEAD_BYTES: Final = 6
"""Of a masked frame of at most ``_SMALL_BYTES`` (RFC 6455, 5.2)."""
_SMALL_BYTES: Final = 125
_WHOLE_BINARY: Final = 0x82
_MASKED: Final = 0x80

_log = logging.getLogger("metaserver.gateway.wire")
_log.setLevel(logging.WARNING)


class Refusal(NamedTuple):
    """Why a connection is not wanted."""

    kind: str
    """For the metrics."""
    status: int = 0
    """HTTP status instead of an upgrade, or 0: upgrade, then close with ``close``, so that a
    browser is told."""
    close: Close = Close.FULL
    words: str = ""


class Guard(Protocol):
    """Whom a connection tells what happens."""

    def check(self, connection: Connection, request: Request) -> Refusal | None: ...

    def opened(self, connection: Connection) -> None: ...

    def received(self, connection: Connection, data: bytes) -> None: ...

    def control(self, connection: Connection) -> None:
        """A ping or pong came."""
        ...

    def failed(self, connection: Connection, kind: str) -> None:
        """Refused by the WebSocket layer itself."""
        ...

    def lost(self, connection: Connection) -> None:
        """Once, whatever the end was."""
        ...


class _Wire(ServerProtocol):
    """Too large a message has a code of this protocol."""

    failure: int = 0

    @property
    def waits_for_frame(self) -> bool:
        """Whether it is open, all that came is read, and the next byte begins a frame: the parser
        then waits for the end of the stream. (An empty buffer alone may be the middle of a
        frame.)"""
        if self.state is not OPEN:
            return False
        waits_in = self.parser
        while (inner := getattr(waits_in, "gi_yieldfrom", None)) is not None:
            waits_in = inner
        return not self.reader.buffer and getattr(waits_in, "__name__", "") == "at_eof"

    def fail(self, code: CloseCode | int, reason: str = "") -> None:
        if code == CloseCode.MESSAGE_TOO_BIG:
            code, reason = Close.TOO_LARGE, f"at most {MESSAGE_MAX_BYTES} bytes"
        if not self.failure:
            self.failure = int(code)
        super().fail(code, reason)

    def release(self) -> None:
        """At the end: it and its parser hold each other, and what holds itself would stay until
        the collector looks at everything, which may be hours."""
        self.parser.close()
        self.parser_exc = self.handshake_exc = None


class Connection(asyncio.Protocol):
    """``guard`` hears of everything; ``write`` and ``close`` are all it needs."""

    transport: asyncio.Transport
    _waiting_bytes: Callable[[], int]
    """Of the transport: what the system has not taken yet. Looked up once."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._wire = _Wire(max_size=MESSAGE_MAX_BYTES, logger=_log)
        self._parts: list[bytes] = []
        self._waits_for_frame = False
        """Whether the next byte begins a message; looked at anew whenever the parser has run."""
        self._file = -1
        """The socket's number, where bytes may go to it past the transport."""
        self._control = b""
        self._deadline: asyncio.TimerHandle | None = None
        self._lost = False
        self.closing = False
        """Nothing is read or written any more."""
        self.session: Session | None = None
        self.address = ""
        """The visitor's network address."""
        self.guest_only = False
        """Without an Origin it is no browser of ours, and its account token does not count."""
        self.limits: Limits | None = None
        """How much it may still say; None until it is open."""

    # ---- for the gateway ----

    @property
    def stalled(self) -> bool:
        """Whether what was written last still waits for the peer to read."""
        return self._waiting_bytes() > 0

    def offer(self, frame: bytes) -> bool:
        """Writes a whole WebSocket frame, where nothing else waits; False where it did not."""
        if self.closing or self._control or self._waiting_bytes():
            return False
        if self._file < 0:
            self.transport.write(frame)
            return True
        # A tenth cheaper than through the transport. The number is ours until ``connection_lost``.
        try:
            taken = os.write(self._file, frame)
        except OSError:  # full, or broken: the transport knows what to do
            taken = 0
        if taken < len(frame):
            self.transport.write(frame[taken:])
        return True

    def write(self, data: bytes) -> None:
        """Whole WebSocket frames, to the transport as they are."""
        if self.closing:
            return
        if self._control:
            data, self._control = self._control + data, b""
        self.transport.write(data)

    def close(self, code: int, reason: str = "") -> None:
        """Tells the code and lets go; harmless where it is closing already."""
        if self.closing:
            return
        self.closing = True
        if self._wire.state is OPEN:
            self._wire.fail(code, _short(reason))
        self._flush()
        self._cut_later()

    def abort(self) -> None:
        """Cuts a connection that is dead anyway."""
        self.closing = True
        self.transport.abort()

    # ---- for asyncio ----

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._waiting_bytes = self.transport.get_write_buffer_size
        self.transport.set_write_buffer_limits(high=SEND_BUFFER_BYTES)
        sock = transport.get_extra_info("socket")
        if sock is not None:
            if transport.get_extra_info("sslcontext") is None:
                self._file = sock.fileno()
            with suppress(OSError):  # a Unix socket has no Nagle
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                # Linux; in a tunnel nothing is acknowledged. It counts as well for a peer that
                # is there and reads nothing, as a tab that sleeps.
                if hasattr(socket, "TCP_USER_TIMEOUT"):
                    untaken_ms = int(STALLED_S * 1000)
                    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, untaken_ms)

    def data_received(self, data: bytes) -> None:
        if self._is_one_message(data):
            self._guard.received(self, apply_mask(data[_HEAD_BYTES:], data[2:_HEAD_BYTES]))
            return
        self._waits_for_frame = False
        self._wire.receive_data(data)
        for event in self._wire.events_received():
            if self.closing:
                break
            if isinstance(event, Frame):
                self._frame(event)
            elif isinstance(event, Request):
                self._upgrade(event)
        if self._wire.failure and not self.closing:
            self._guard.failed(self, _FAILURES.get(self._wire.failure, "broken_frame"))
            self.closing = True
        if self.closing or self._wire.close_expected():
            self.closing = True
            self._flush()
            self._cut_later()
        else:
            self._waits_for_frame = self._wire.waits_for_frame and not self._parts
            if self._wire.writes:
                self._hold_control()

    def eof_received(self) -> None:
        self.closing = True
        self._wire.receive_eof()
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        self.closing = True
        self._file = -1
        if self._deadline is not None:
            self._deadline.cancel()
        self._wire.receive_eof()
        self._wire.release()
        if not self._lost:
            self._lost = True
            self._guard.lost(self)

    # ---- inside ----

    def _is_one_message(self, data: bytes) -> bool:
        """Whether this is one whole small binary message and nothing else, with nothing before it:
        nearly everything that clients say, such as their moves. It needs no parser, which saves
        half of what an inbound message costs."""
        size = len(data) - _HEAD_BYTES
        return (
            0 <= size <= _SMALL_BYTES
            and data[0] == _WHOLE_BINARY
            and data[1] == _MASKED | size
            and self._waits_for_frame
            and not self.closing
        )

    def _upgrade(self, request: Request) -> None:
        refusal = self._guard.check(self, request)
        if refusal is not None and refusal.status:
            response = self._wire.reject(refusal.status, refusal.words + "\n")
        else:
            response = self._wire.accept(request)
        self._wire.send_response(response)
        self._flush()
        if response.status_code != 101:
            if refusal is None:
                self._guard.failed(self, "upgrade")
            self.closing = True
        elif refusal is not None:
            self.close(refusal.close, refusal.words)
        else:
            self._guard.opened(self)

    def _frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.CLOSE:
            self.closing = True
        elif frame.opcode in (Opcode.PING, Opcode.PONG):
            self._guard.control(self)
        elif frame.opcode is Opcode.TEXT or len(self._parts) >= FRAGMENTS_MAX:
            self._guard.failed(self, "text" if frame.opcode is Opcode.TEXT else "fragments")
            self.close(Close.MALFORMED, "messages are binary, in few fragments")
        elif not frame.fin:
            self._parts.append(bytes(frame.data))
        else:
            data = bytes(frame.data)
            if self._parts:
                data = b"".join((*self._parts, data))
                self._parts.clear()
            self._guard.received(self, data)

    def _hold_control(self) -> None:
        pongs = b"".join(self._wire.data_to_send())
        if len(self._control) + len(pongs) <= CONTROL_MAX_BYTES:
            self._control += pongs

    @property
    def owes_pong(self) -> bool:
        return bool(self._control)

    def _flush(self) -> None:
        for data in self._wire.data_to_send():
            if data:
                self.transport.write(data)
            elif self.transport.can_write_eof():
                with suppress(OSError, RuntimeError):  # the peer may be gone already
                    self.transport.write_eof()
            else:
                self.transport.close()

    def _cut_later(self) -> None:
        if self._deadline is None and not self._lost:
            loop = asyncio.get_running_loop()
            self._deadline = loop.call_later(CLOSE_WITHIN_S, self.transport.abort)


_FAILURES: Final = {int(Close.TOO_LARGE): "too_large"}


def _short(reason: str) -> str:
    return reason.encode()[:REASON_MAX_BYTES].decode(errors="ignore")
