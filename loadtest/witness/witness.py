"""One witness: a whole client that goes to its post, and looks."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable

from metaclient import City, ClientError, Interrupted, connect
from metaclient.view import View

from loadtest.crowd.clock import WRAP
from loadtest.crowd.ground import Grounds
from loadtest.witness.clock import SteadyClock
from loadtest.witness.job import Rows, WitnessJob
from loadtest.witness.post import AWAY_M, post
from loadtest.witness.recorder import Recorder
from metaserver.protocol.frames import Frame
from metaserver.protocol.messages import Ping, Tier

PING_EVERY_S = 0.5
TO_POST_MPS = 4.0
ABOUT_MPS = 1.0
REST_S = 2.0
WIDE_M = 12.0
"""How far one goes who walks about."""


class Witness:
    """``walks``: it goes up and down while others stand, so that its cells in view change."""

    def __init__(
        self, job: WitnessJob, number: int, grounds: Grounds, *, most: int, walks: bool
    ) -> None:
        self.number = number
        self.recorder = Recorder(number, most)
        self.clock = SteadyClock()
        self.error = ""
        self.last_frame_s = 0.0
        self.last_there_s = 0.0
        """When it last was in a world that it could look at."""
        self.after_frame: Callable[[float], None] | None = None
        """Called with its age in milliseconds."""
        self._job, self._grounds, self._walks = job, grounds, walks
        self._city: City | None = None
        self._view: View | None = None
        self._unknown = 0
        """Unknown moves of earlier views."""
        self._done = asyncio.Event()

    # ---- what one has seen -----------------------------------------------------------------------

    @property
    def online(self) -> bool:
        """In a world that is looked at, with a view of it."""
        city = self._city
        return city is not None and city.online and city.view is not None and self.world is not None

    @property
    def world(self) -> int | None:
        """Index into the sorted ids; None where it is not one of them."""
        world = self._city.world if self._city else ""
        return self._grounds.worlds.index(world) if world in self._grounds.worlds else None

    @property
    def avatar(self) -> int:
        return self._city.avatar if self._city else -1

    @property
    def in_view(self) -> int:
        return len(self._view.avatars) if self._view else 0

    @property
    def unknown_moves(self) -> int:
        return self._unknown + (self._view.unknown_moves if self._view else 0)

    def look(self) -> Rows | None:
        """Where everybody is shown now; None where one is not there oneself."""
        if self._city is None or self._city.view is None or not self.online or self.world is None:
            return None
        self.last_there_s = now_s = time.monotonic()
        server_ms = self.clock.best.server_ms(now_s)
        return self.recorder.look(self._city.view, self.world, now_s, server_ms)

    def cells(self) -> Rows | None:
        """In view now."""
        if self._city is None or self._city.view is None or self.world is None:
            return None
        return self.recorder.cells(self._city.view, self.world)

    # ---- its life --------------------------------------------------------------------------------

    async def run(self) -> None:
        """Until ``leave``; ``error`` is set where it could not stay."""
        scenario = self._job.scenario
        world, tier = self._first_world(), Tier[scenario.tier.upper()]
        try:
            async with connect(
                self._job.ws_url, world=world, place=scenario.place, tier=tier
            ) as city:
                self._enter(city)
                tasks = [asyncio.create_task(work) for work in (self._keep_time(), self._stand())]
                try:
                    await self._done.wait()
                finally:
                    for task in tasks:
                        task.cancel()
        except ClientError as error:
            self.error = f"witness {self.number}: {error}"

    def leave(self) -> None:
        self._done.set()

    def _first_world(self) -> str:
        """In turn, beginning with the one that most go to."""
        weights = self._job.scenario.worlds
        worlds = sorted(
            self._grounds.worlds, key=lambda w: (-weights.get(w, weights.get("*", 0.0)), w)
        )
        return worlds[self.number % len(worlds)] if worlds else ""

    def _enter(self, city: City) -> None:
        now_ms = time.monotonic() * 1000
        self.clock.guess(now_ms=now_ms, server_ms=city.server_ms())
        city.life.clock = self.clock
        self._city = city
        city.life.on_frame = self._frame

    def _frame(self, frame: Frame) -> None:
        assert self._city is not None
        view, world = self._city.view, self.world
        if view is None or world is None:
            return
        if view is not self._view:
            self._unknown += self._view.unknown_moves if self._view else 0
            self._view = view
            self.recorder.entered()
        received_ms = self._city.life.received_ms
        self.last_frame_s = self.last_there_s = received_ms / 1000
        age_ms = self.clock.best.age_ms(received_ms, frame.time_ms)
        self.recorder.frame(frame, view, world, self.last_frame_s, age_ms)
        if self.after_frame is not None:
            self.after_frame(age_ms)

    async def _keep_time(self) -> None:
        """Asks often: the fastest answer tells the offset."""
        assert self._city is not None
        while True:
            self._city.life.send(Ping(time_ms=round(time.monotonic() * 1000) % WRAP))
            await asyncio.sleep(PING_EVERY_S)

    async def _stand(self) -> None:
        """Goes to its post, and stays there or near it."""
        assert self._city is not None
        city = self._city
        turn = self._job.seed * 31 + self.number * 89
        away_m = AWAY_M[self.number % len(AWAY_M)]
        there = post(self._grounds, city.world, city.level, city.position, away_m, turn)
        with contextlib.suppress(Interrupted):
            await city.move_to(*there, TO_POST_MPS)
        while self._walks:
            here = city.position
            aside = post(self._grounds, city.world, city.level, here, WIDE_M, turn)
            for x, y in (aside, here):
                with contextlib.suppress(Interrupted):
                    await city.move_to(x, y, ABOUT_MPS)
                await asyncio.sleep(REST_S)
