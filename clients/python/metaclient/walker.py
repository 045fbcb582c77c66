"""Tells the server one's course: at once when it changes, and now and then while it does not."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from metaclient.course import Course
from metaclient.errors import Interrupted
from metaserver.protocol.codes import MOVES_PER_S
from metaserver.protocol.messages import Correct, Message, Move

WALKING_EVERY_S = 1.0
STANDING_EVERY_S = 20.0
AIM_EVERY_S = 0.5
"""Headings have 256 steps: a walk to a point is aimed anew on its way."""
THERE_M = 0.15


class Walker:
    def __init__(self, *, send: Callable[[Message], bool], server_ms: Callable[[], int]) -> None:
        self._send, self._server_ms = send, server_ms
        self.course = Course()
        self._changed = asyncio.Event()
        self._corrected: asyncio.Future[str] | None = None
        """Set while somebody walks to a point."""

    def now_s(self) -> float:
        return asyncio.get_running_loop().time()

    @property
    def position(self) -> tuple[float, float]:
        """Metres, by one's own reckoning."""
        return self.course.at(self.now_s())

    def walk(self, heading: int, speed_mps: float) -> None:
        """Straight on until told otherwise."""
        self.course.turn(self.now_s(), heading=heading, speed_mps=speed_mps)
        self._changed.set()

    async def walk_to(self, x: float, y: float, speed_mps: float) -> None:
        """Straight to a point. Raises ``Interrupted`` where the server corrects the way, or where
        it led into another world."""
        self._corrected = asyncio.get_running_loop().create_future()
        try:
            while (away := self._aim(x, y, speed_mps)) > THERE_M:
                await self._walk_on(min(AIM_EVERY_S, away / max(self.course.speed_mps, 0.25)))
            self.walk(self.course.heading, 0.0)
        finally:
            self._corrected = None

    def _aim(self, x: float, y: float, speed_mps: float) -> float:
        heading, away_m = self.course.toward(self.now_s(), x, y)
        if away_m > THERE_M:
            self.walk(heading, speed_mps)
        return away_m

    async def _walk_on(self, for_s: float) -> None:
        assert self._corrected is not None
        await asyncio.wait((self._corrected,), timeout=for_s)
        if self._corrected.done():
            raise Interrupted(self._corrected.result())

    def put(self, *, level: str, x: float, y: float, heading: int) -> None:
        """One has entered, or come back: one stands there."""
        self.course.put(self.now_s(), level=level, x=x, y=y, heading=heading)

    def corrected(self, message: Correct) -> None:
        """The server says where one really is; a walk to a point ends."""
        self.put(level=message.level, x=message.x, y=message.y, heading=message.heading)
        self.interrupt(message.reason)

    def interrupt(self, reason: str) -> None:
        """A walk to a point, if there is one, has lost its meaning."""
        if self._corrected is not None and not self._corrected.done():
            self._corrected.set_result(reason)

    async def run(self) -> None:
        """Sends the course until cancelled, at most ten times a second."""
        while True:
            every_s = WALKING_EVERY_S if self.course.speed_q else STANDING_EVERY_S
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(every_s):
                    await self._changed.wait()
            self._changed.clear()
            self._tell()
            await asyncio.sleep(1 / MOVES_PER_S)

    def _tell(self) -> None:
        x, y = self.position
        course = self.course
        self._send(
            Move(
                x=x, y=y, heading=course.heading, speed=course.speed_q, time_ms=self._server_ms()
            )
        )  # fmt: skip
