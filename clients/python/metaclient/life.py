"""Everything behind a ``City``: messages in, state out, and the tasks that keep it going."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from metaclient.asking import Asking
from metaclient.clock import ServerClock
from metaclient.errors import ClientError, Closed
from metaclient.events import Disconnected, Events
from metaclient.link import Link
from metaclient.presence import Presence, Wishes
from metaclient.view import View
from metaclient.walker import Walker
from metaclient.worlds import Worlds, socket_url
from metaserver.errors import ProtocolError
from metaserver.protocol import messages as m
from metaserver.protocol.codec import decode_server, encode
from metaserver.protocol.frames import FRAME, Frame

PINGS_AT_ONCE = 4
PING_EVERY_S = 10.0
FETCH_AGAIN_S = 1.0
FRAME_CODE = bytes((FRAME,))
FRAMES_AHEAD = 200
"""Frames kept while the world's grid is being fetched; further ones are dropped, and the view is
whole again with the next keyframes, a second later."""


class Life:
    """One person's life in the city, over all its connections.

    Without ``watch`` frames are not even decoded: cheap, for those who only walk and talk.
    """

    def __init__(self, url: str, wishes: Wishes, *, watch: bool = True) -> None:
        self.presence = Presence(wishes)
        self.clock = ServerClock()
        self.view: View | None = None
        """None until the world's grid is there."""
        self.on_frame: Callable[[Frame], None] | None = None
        self.received_ms = own_ms()
        """Own clock when the last message came."""
        self.link = Link(socket_url(url), self)
        self.walker = Walker(send=self._send_if_in, server_ms=self.server_ms)
        self.asking = Asking(self.send)
        self.events = Events()
        self.in_world = asyncio.Event()
        self._watch = watch
        self._worlds = Worlds(url)
        self._world = ""
        """Where one was last."""
        self._reconnect_after_s = 0.0
        self._frames: list[Frame] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._error: Closed | None = None

    def server_ms(self) -> int:
        return self.clock.server_ms(own_ms())

    # ---- the link's side -------------------------------------------------------------------------

    def opened(self) -> bytes:
        self._reconnect_after_s = 0.0
        return encode(self.presence.hello())

    def dropped(self) -> None:
        self.in_world.clear()
        self.events.add(Disconnected())

    def reconnect_after_s(self) -> float:
        return self._reconnect_after_s

    def received(self, data: bytes) -> None:
        self.received_ms = own_ms()
        if not self._watch and data[1:2] == FRAME_CODE:
            return
        try:
            message = decode_server(data)
            if isinstance(message, Frame):
                self._frame(message)
            elif self.presence.note(message):
                self._note(message)
        except (ProtocolError, KeyError):
            self.link.abort()  # what this server says cannot be trusted any more

    def _note(self, message: m.Message) -> None:
        if isinstance(message, m.Entered):
            self._enter(message)
        elif isinstance(message, m.Correct):
            self.walker.corrected(message)
        elif isinstance(message, m.Welcome):
            self.clock.guess(now_ms=own_ms(), server_ms=message.server_ms)
            self._spawn(self._ping(PINGS_AT_ONCE))
        elif isinstance(message, m.Pong):
            self._pong(message)
        elif isinstance(message, m.Drain):
            self._reconnect_after_s = message.reconnect_ms / 1000
        self.asking.answered(message)
        self.events.add(message)

    def _enter(self, entered: m.Entered) -> None:
        self.walker.put(level=entered.level, x=entered.x, y=entered.y, heading=entered.heading)
        if entered.world != self._world:
            self._world = entered.world
            self.walker.interrupt("world")
        self.view, self._frames = None, []
        self.in_world.set()
        if self._watch:
            self._spawn(self._fetch(entered))

    async def _fetch(self, entered: m.Entered) -> None:
        """The world's grid; asked for again until it is there or one has gone elsewhere."""
        while self.presence.entered is entered:
            try:
                info = await self._worlds.get(entered.world, entered.world_hash)
            except ClientError:
                await asyncio.sleep(FETCH_AGAIN_S)
                continue
            if self.presence.entered is entered:
                self._look_around(View(info, epoch=entered.epoch))
            break

    def _look_around(self, view: View) -> None:
        """Takes what came before the view could be built."""
        self.view, frames, self._frames = view, self._frames, []
        for frame in frames:
            self._frame(frame)

    def _frame(self, frame: Frame) -> None:
        entered = self.presence.entered
        if entered is None or frame.epoch != entered.epoch:
            return  # of the world one has just left
        if self.view is None:
            if len(self._frames) < FRAMES_AHEAD:
                self._frames.append(frame)
            return
        self.view.apply(frame)
        if self.on_frame is not None:
            self.on_frame(frame)

    # ---- clock, sending, tasks -------------------------------------------------------------------

    def send(self, message: m.Message) -> bool:
        return self.link.send(encode(message))

    def _send_if_in(self, message: m.Message) -> bool:
        """A course means nothing before one is in a world."""
        return self.in_world.is_set() and self.send(message)

    async def _ping(self, times: int) -> None:
        for _ in range(times):
            self.send(m.Ping(time_ms=round(own_ms()) % 2**32))
            await asyncio.sleep(0.2)

    def _pong(self, pong: m.Pong) -> None:
        now_ms = own_ms()
        round_trip_ms = (round(now_ms) - pong.time_ms) % 2**32
        self.clock.answer(
            sent_ms=now_ms - round_trip_ms, received_ms=now_ms, server_ms=pong.server_ms
        )

    async def _keep_time(self) -> None:
        while True:
            await asyncio.sleep(PING_EVERY_S)
            await self._ping(1)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _live(self) -> None:
        try:
            await self.link.run()
        except Closed as error:
            self._error = error
            self.events.end(error)
            self.in_world.set()  # whoever waits to enter learns why not

    def start(self) -> None:
        for work in (self._live(), self.walker.run(), self._keep_time()):
            self._spawn(work)

    async def entered(self) -> None:
        """Until one is in a world. Raises ``Closed``."""
        await self.in_world.wait()
        if self._error is not None:
            raise self._error

    async def end(self) -> None:
        """Ends everything without a word."""
        self.events.end(None)
        self.link.abort()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.link.closed()


def own_ms() -> float:
    return time.monotonic() * 1000
