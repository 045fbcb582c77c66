"""Some read nothing for a while, all at once, their sockets open; they walk on meanwhile."""

from __future__ import annotations

import numpy as np

from loadtest.crowd.books import F64
from loadtest.crowd.bot import Bot
from loadtest.crowd.job import Control
from loadtest.crowd.life import CrowdLife
from loadtest.scenario import Sleeps

CAUGHT_UP_MS = 300.0
"""A frame this young is one of now: all that had piled up came before it."""


class Sleepers:
    """Takes the age of every frame that is looked at; those of sleepers are not counted."""

    def __init__(self, sleeps: Sleeps, control: F64, life: CrowdLife) -> None:
        self._sleeps, self._control, self._life = sleeps, control, life
        self._rows = frozenset(np.flatnonzero(life.columns.plan.sleeps).tolist())
        self._woken_s: dict[int, float] = {}
        """Who reads again and has not caught up yet, and since when."""
        self._asleep: dict[int, object] = {}
        """Who sleeps, and on which socket."""
        self._slept = False
        life.on_look = self.look

    def look(self, bot: Bot, age_ms: float, now_s: float) -> None:
        if bot.row not in self._rows:
            self._life.books.ages.add(age_ms)
            return
        woken_s = self._woken_s.get(bot.row)
        if woken_s is None:
            return
        bot.countdown = 1
        if age_ms < CAUGHT_UP_MS:
            self._life.books.whole_again_ms.append((now_s - woken_s) * 1000)
            del self._woken_s[bot.row]

    def step(self, now_s: float) -> None:
        begin_s = float(self._control[Control.MEASURE_FROM])
        if not begin_s:
            return
        asleep_s = begin_s + self._sleeps.after_s
        if now_s >= asleep_s and not self._slept:
            self._slept = True
            self._fall_asleep()
        if now_s >= asleep_s + self._sleeps.for_s and self._asleep:
            self._wake(now_s)

    def _fall_asleep(self) -> None:
        for row in self._rows:
            bot = self._life.bots[row]
            if bot.present and bot.transport is not None:
                bot.transport.underlying_transport.pause_reading()
                bot.sleeps = True
                self._asleep[row] = bot.transport

    def _wake(self, now_s: float) -> None:
        for row, transport in self._asleep.items():
            bot = self._life.bots[row]
            bot.sleeps = False
            if bot.transport is transport and bot.transport is not None:
                self._woken_s[row] = now_s
                bot.countdown = 1
                bot.transport.underlying_transport.resume_reading()
        self._asleep.clear()
