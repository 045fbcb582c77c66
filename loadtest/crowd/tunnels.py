"""Some lose their connection without a word, and come back with their resume token."""

from __future__ import annotations

import numpy as np

from loadtest.crowd.bot import Bot
from loadtest.crowd.columns import NEVER, Stage
from loadtest.crowd.job import Count
from loadtest.crowd.life import CrowdLife
from loadtest.scenario import Drops
from metaserver.protocol.codes import RESUME_AFTER_PRESENCE_S

ESTABLISHED_S = RESUME_AFTER_PRESENCE_S + 0.5
"""A place is kept only for those who have been there for so long; nobody drops before."""


class Tunnels:
    def __init__(self, drops: Drops, life: CrowdLife) -> None:
        self._drops, self._life, self._columns = drops, life, life.columns
        self._away = np.zeros(len(life.columns), np.bool_)
        """Those whose connection was dropped, until they are in a world again."""
        life.on_present.append(self.begin)

    def begin(self, bot: Bot, now_s: float) -> None:
        """It is in a world: it will drop some time."""
        columns, row = self._columns, bot.row
        self._away[row] = False
        if columns.plan.drops[row] and columns.drop_s[row] == NEVER:
            low, high = self._drops.every_s
            due_s = now_s + low + (high - low) * columns.chance.one(row)
            columns.drop_s[row] = max(due_s, bot.since_s + ESTABLISHED_S)

    def step(self, now_s: float) -> None:
        columns = self._columns
        low, high = self._drops.away_s
        for row in np.flatnonzero(columns.drop_s <= now_s).tolist():
            bot = self._life.bots[row]
            columns.drop_s[row] = NEVER
            if bot.present:
                bot.abort()
                self._life.out(bot)
                self._away[row] = True
                columns.dial_s[row] = now_s + low + (high - low) * columns.chance.one(row)
        out = self._away & (columns.stage <= Stage.DIALLING)
        self._life.books.counters[Count.AWAY] = np.count_nonzero(out)
