"""Some read nothing for a while, their sockets open; they walk on meanwhile."""

from __future__ import annotations

from collections import deque

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
        rows = np.flatnonzero(life.columns.plan.sleeps)
        self._rows = frozenset(rows.tolist())
        falls = sleeps.after_s + np.linspace(0, sleeps.within_s, len(rows))
        self._falls = deque(zip(falls.tolist(), rows.tolist(), strict=True))
        """When each falls asleep, since measuring began; the first one first."""
        self._wakes: deque[tuple[float, int]] = deque()
        self._woken_s: dict[int, float] = {}
        """Who reads again and has not caught up yet, and since when."""
        self._asleep: dict[int, object] = {}
        """Who sleeps, and on which socket."""
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
        while self._falls and now_s >= begin_s + self._falls[0][0]:
            falls_s, row = self._falls.popleft()
            self._fall_asleep(row)
            self._wakes.append((falls_s + self._sleeps.for_s, row))
        while self._wakes and now_s >= begin_s + self._wakes[0][0]:
            self._wake(self._wakes.popleft()[1], now_s)

    def _fall_asleep(self, row: int) -> None:
        bot = self._life.bots[row]
        if bot.present and bot.transport is not None:
            bot.transport.underlying_transport.pause_reading()
            bot.sleeps = True
            self._asleep[row] = bot.transport

    def _wake(self, row: int, now_s: float) -> None:
        bot, slept_on = self._life.bots[row], self._asleep.pop(row, None)
        bot.sleeps = False
        if bot.transport is not None and bot.transport is slept_on:
            self._woken_s[row] = now_s
            bot.countdown = 1
            bot.transport.underlying_transport.resume_reading()
