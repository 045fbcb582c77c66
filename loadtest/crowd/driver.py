"""Drives all bots of a worker, in one loop and this order:

1. counters and the phase of the measuring;
2. sockets that are due;
3. losses of connection, sleeps, silence;
4. decisions and heartbeats, and the moves that tell of them;
5. chat and changes of world;
6. a few questions for the server's clock.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import time
from collections.abc import Callable

import numpy as np

from loadtest.crowd.behave import Habit, Scene
from loadtest.crowd.books import F64, Books
from loadtest.crowd.bot import Bot
from loadtest.crowd.columns import Columns, Stage
from loadtest.crowd.desks import Desks
from loadtest.crowd.dialling import Dialling
from loadtest.crowd.errands import Errands
from loadtest.crowd.ground import NOWHERE, Grounds
from loadtest.crowd.job import Control, Job, WorkerReport
from loadtest.crowd.life import CrowdLife
from loadtest.crowd.measuring import Measuring
from loadtest.crowd.meet import Gather, Tour
from loadtest.crowd.messages import Hellos
from loadtest.crowd.plan import make
from loadtest.crowd.silence import Silence
from loadtest.crowd.sleepers import Sleepers
from loadtest.crowd.spots import Spots
from loadtest.crowd.stand import Stand
from loadtest.crowd.stops import Stops
from loadtest.crowd.stroll import Stroll
from loadtest.crowd.tunnels import Tunnels
from loadtest.crowd.turns import Turns
from loadtest.crowd.walk import Walk
from loadtest.scenario import Does
from metaserver.protocol.codec import encode
from metaserver.protocol.messages import Bye

STEP_S = 0.02
PINGERS = 4
PINGS = 80
PING_EVERY_S = 0.13
"""No multiple of a tick, so that the questions come at all times of it."""
GC_THRESHOLDS = (100_000, 50, 1000)
BYE_S = 0.5
TOLD_WITHIN_S = 5.0

HABITS: dict[Does, type[Habit]] = {
    Does.WALK: Walk, Does.STROLL: Stroll, Does.GATHER: Gather, Does.TOUR: Tour, Does.STAND: Stand,
}  # fmt: skip


class Driver:
    def __init__(self, job: Job, counters: F64, control: F64) -> None:
        self._job, self._control = job, control
        parent = multiprocessing.parent_process()
        self._parent = parent.pid if parent is not None else os.getppid()
        self._grounds = Grounds(job.grounds)
        plan = make(job.scenario, job.clients, job.seed, self._grounds.worlds).part(job.bots)
        self._columns = Columns(plan, job.seed)
        self._books = Books(counters, len(self._columns))
        habits = self._habits()
        self._life = CrowdLife(
            books=self._books, columns=self._columns, grounds=self._grounds, habits=habits,
            hellos=Hellos(job.scenario.tier, job.scenario.place),
        )  # fmt: skip
        self._measuring = Measuring(self._books, control, job.scenario.sleeps)
        self._dialling = Dialling(job.url, self._life)
        asks = any(part.asks_per_min for part in job.scenario.mix)
        self._desks = Desks(job.scenario, self._life, self._books, job.url) if asks else None
        self._begun = False
        self._pings_left, self._ping_s = PINGS, 0.0
        self._steps = self._order(Turns(self._life, habits))

    def _habits(self) -> list[Habit]:
        scene = Scene(
            columns=self._columns, grounds=self._grounds, spots=Spots(self._grounds),
            stops=Stops(self._grounds, self._job.grounds), control=self._control,
            spread=not self._job.scenario.place,
        )  # fmt: skip
        return [HABITS[part.do](part, scene) for part in self._job.scenario.mix]

    def _order(self, turns: Turns) -> list[Callable[[float], None]]:
        scenario, life = self._job.scenario, self._life
        steps: list[Callable[[float], None]] = [self._measuring.step]
        steps += [self._begin, self._dialling.begin_due]
        if scenario.drops is not None:
            steps.append(Tunnels(scenario.drops, life).step)
        if scenario.sleeps is not None:
            steps.append(Sleepers(scenario.sleeps, self._control, life).step)
        steps += [Silence(life).step, turns.step, Errands(scenario, life).step, self._ask_time]
        if self._desks is not None:
            steps.append(self._desks.step)
        return steps

    async def live(self) -> WorkerReport:
        """Until the end of the measuring, or earlier: see ``_over``."""
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)
        lag = asyncio.create_task(self._measuring.watch_lag())
        while not self._over(now_s := time.monotonic()):
            for step in self._steps:
                step(now_s)
            await asyncio.sleep(STEP_S)
        lag.cancel()
        report = self._report(now_s)
        await self._leave()
        return report

    def _begin(self, now_s: float) -> None:
        """As soon as it is known when the first one comes, everybody knows when to come."""
        begin_s = self._control[Control.BEGIN]
        if begin_s and not self._begun:
            self._begun = True
            self._columns.dial_s[:] = begin_s + np.array(self._job.arrive_s)

    def _over(self, now_s: float) -> bool:
        """Measured, told to stop, without a parent, or without a bot that would still come."""
        until_s = self._control[Control.MEASURE_UNTIL]
        return bool(
            self._control[Control.STOP]
            or (until_s and now_s >= until_s)
            or os.getppid() != self._parent
            or (self._columns.stage == Stage.GONE).all()
        )

    def _report(self, now_s: float) -> WorkerReport:
        self._measuring.step(now_s)
        report = self._measuring.report(now_s)
        clock = self._books.clock
        report.more["clock"] = {"offset_ms": clock.offset_ms, "error_ms": clock.error_ms}
        report.more["avatars"] = self._avatars(now_s)
        return report

    def _avatars(self, now_s: float) -> F64:
        """World index and avatar of those who are in a world or were moments ago, shape (n, 2):
        far streams tell of a leave seconds later."""
        floor, of = self._columns.floor, self._grounds.world_of
        inside = [b for b in self._life.bots if floor[b.row] != NOWHERE]
        rows = [(int(of[floor[bot.row]]), bot.avatar) for bot in inside]
        rows += [(w, a) for at_s, w, a in self._books.departed if now_s - at_s < TOLD_WITHIN_S]
        return np.array(rows, np.float64).reshape(-1, 2)

    async def _leave(self) -> None:
        """All say goodbye, so that the server keeps no places; nothing is counted any more."""
        self._books.close()
        await self._dialling.stop()
        if self._desks is not None:
            await self._desks.stop()
        for bot in self._life.bots:
            bot.send(encode(Bye()))
        await asyncio.sleep(BYE_S)
        for bot in self._life.bots:
            bot.abort()
        await asyncio.sleep(0)

    def _ask_time(self, now_s: float) -> None:
        """A few bots ask for the server's clock a few times."""
        if self._pings_left <= 0 or now_s < self._ping_s:
            return
        self._ping_s = now_s + PING_EVERY_S
        for bot in self._pingers():
            self._pings_left -= 1
            self._life.hearing.ping(bot, time.monotonic())

    def _pingers(self) -> list[Bot]:
        return [bot for bot in self._life.bots[:PINGERS] if bot.welcome]
