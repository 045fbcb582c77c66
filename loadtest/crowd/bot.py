"""One bot's socket: counts what comes, looks closely at little of it.

50,000 frames a second go through ``on_ws_frame`` of a worker, so it looks at two bytes of each;
one frame in some has its age measured. All else goes to the ``Life``.
"""

from __future__ import annotations

import time
from typing import Protocol

from picows import WSFrame, WSListener, WSMsgType, WSTransport

from loadtest.crowd.packing import FRAME_FIRST, FRAME_SECOND

BINARY = WSMsgType.BINARY


class Tally:
    """Totals of a worker that change too often for the shared counters."""

    __slots__ = ("bytes", "frames", "sent")

    def __init__(self) -> None:
        self.frames = 0
        self.bytes = 0
        self.sent = 0


class Life(Protocol):
    """What becomes of a bot when something happens to its socket."""

    tally: Tally

    def opened(self, bot: Bot) -> None: ...

    def looked_at(self, bot: Bot, frame: memoryview, now_s: float) -> None:
        """A frame whose turn it was to be looked at; sets ``bot.countdown`` anew."""

    def received(self, bot: Bot, data: bytes, now_s: float) -> None:
        """A message that is not a frame."""

    def ended(self, bot: Bot, close_code: int) -> None:
        """The socket is gone, and nobody here wanted it."""


class Bot(WSListener):
    """Outlives its sockets: the same listener is used for each."""

    __slots__ = (
        "avatar", "close_code", "countdown", "dialled_s", "epoch", "heard", "last_chat",
        "last_event", "life", "present", "refusals", "resume", "row", "since_s", "sleeps", "tally",
        "ticket", "transport", "view_s", "welcome", "world",
    )  # fmt: skip

    def __init__(self, life: Life, row: int) -> None:
        self.life = life
        self.tally = life.tally
        self.row = row
        self.transport: WSTransport | None = None
        """The socket whose end matters."""
        self.countdown = 1
        """Frames until one is looked at."""
        self.heard = False
        """Since somebody last asked."""
        self.close_code = 0
        self.dialled_s = 0.0
        self.refusals = 0
        """Since the last welcome."""
        self.welcome = False
        """On this socket."""
        self.present = False
        """In a world, and has seen something of it."""
        self.since_s = 0.0
        """When this session was first present; 0: not yet."""
        self.sleeps = False
        """Reads nothing for a while."""
        self.epoch = -1
        self.view_s = 0.0
        """When a frame with a view but no keyframe came, since one entered; 0: none."""
        self.world = ""
        self.avatar = -1
        self.resume = ""
        self.ticket = ""
        self.last_event = 0
        self.last_chat = 0

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        self.close_code, self.welcome, self.heard = 0, False, True
        self.life.opened(self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        size = frame.payload_size
        data = frame.get_payload_as_memoryview()
        tally = self.tally
        tally.bytes += size + (2 if size < 126 else 4 if size < 65536 else 10)
        self.heard = True
        if size > 2 and data[1] == FRAME_SECOND and data[0] == FRAME_FIRST:
            tally.frames += 1
            self.countdown -= 1
            if self.countdown <= 0:
                self.life.looked_at(self, data, time.monotonic())
        else:
            self._other(transport, frame)

    def _other(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            self.close_code = int.from_bytes(frame.get_payload_as_bytes()[:2], "big")
            transport.disconnect()
        elif transport is self.transport:
            self.life.received(self, frame.get_payload_as_bytes(), time.monotonic())

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        if transport is self.transport:
            self.transport = None
            self.life.ended(self, self.close_code)

    def send(self, data: bytes) -> bool:
        """False, and it is lost, where there is no socket or where it is closing."""
        transport = self.transport
        if transport is None or transport.underlying_transport.is_closing():
            return False
        transport.send(BINARY, data)
        self.tally.sent += 1
        return True

    def abort(self) -> None:
        """Without a word, as a phone in a tunnel; ``Life`` hears nothing of it."""
        transport, self.transport = self.transport, None
        if transport is not None:
            transport.underlying_transport.abort()
