"""Takes so long a silence of the server for a dead connection, as every client does."""

from __future__ import annotations

from loadtest.crowd.life import CrowdLife
from metaserver.protocol.codes import SILENCE_IS_DEATH_S

LOOK_EVERY_S = SILENCE_IS_DEATH_S / 2


class Silence:
    """Looks at everybody every 6 s; who was silent at two looks in a row is dead."""

    def __init__(self, life: CrowdLife) -> None:
        self._life = life
        self._look_s = 0.0
        self._suspects: set[int] = set()

    def step(self, now_s: float) -> None:
        if now_s < self._look_s:
            return
        self._look_s = now_s + LOOK_EVERY_S
        suspects = set()
        for bot in self._life.bots:
            if bot.heard or bot.transport is None or bot.sleeps:
                bot.heard = False
            elif bot.row in self._suspects:
                bot.abort()
                self._life.ended(bot, 0)
            else:
                suspects.add(bot.row)
        self._suspects = suspects
