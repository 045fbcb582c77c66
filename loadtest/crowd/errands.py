"""What some do beside walking: a line of chat now and then, another world now and then."""

from __future__ import annotations

import numpy as np

from loadtest.crowd.bot import Bot
from loadtest.crowd.columns import NEVER, Stage
from loadtest.crowd.ground import NOWHERE
from loadtest.crowd.life import CrowdLife
from loadtest.scenario import Scenario
from metaserver.protocol.codec import encode
from metaserver.protocol.messages import Channel, Go, Say

LINES = (
    "안녕하세요!", "Hello there", "여기서 만나기로 했어요", "Where is the fountain?", "사진 찍어요",
    "Nice weather today", "같이 걸어요", "See you at the stage", "잔디밭으로 갈까요?", "One moment",
)  # fmt: skip
SAY_REF, GO_REF = 1, 2
BACK_AFTER_S = 1.0
"""Who came into a world that the scenario does not name goes back after this."""


class Errands:
    def __init__(self, scenario: Scenario, life: CrowdLife) -> None:
        self._life, self._columns = life, life.columns
        behaviour = life.columns.plan.behaviour
        self._says_per_s = np.array([p.says_per_min / 60 for p in scenario.mix])[behaviour]
        moves = np.array([p.moves_on_per_min / 60 for p in scenario.mix])[behaviour]
        worlds = life.grounds.worlds
        self._moves_per_s = moves if len(worlds) > 1 else np.zeros_like(moves)
        self._lines = [encode(Say(ref=SAY_REF, channel=Channel.NEARBY, text=t)) for t in LINES]
        self._goes = [encode(Go(ref=GO_REF, world=world, place="")) for world in worlds]
        life.on_present.append(self.begin)

    def begin(self, bot: Bot, now_s: float) -> None:
        """It is in a world."""
        columns, row = self._columns, bot.row
        columns.say_s[row] = now_s + self._wait_s(float(self._says_per_s[row]), row)
        columns.go_s[row] = now_s + self._wait_s(float(self._moves_per_s[row]), row)
        if columns.floor[row] == NOWHERE:
            columns.go_s[row] = now_s + BACK_AFTER_S

    def step(self, now_s: float) -> None:
        columns = self._columns
        for row in np.flatnonzero(columns.say_s <= now_s).tolist():
            line = self._lines[int(columns.chance.one(row) * len(self._lines))]
            self._life.bots[row].send(line)
            columns.say_s[row] = now_s + self._wait_s(float(self._says_per_s[row]), row)
        for row in np.flatnonzero(columns.go_s <= now_s).tolist():
            self._go(row)
            rate = max(float(self._moves_per_s[row]), 0.1)
            columns.go_s[row] = now_s + self._wait_s(rate, row)

    def _go(self, row: int) -> None:
        columns, grounds = self._columns, self._life.grounds
        if columns.stage[row] != Stage.PRESENT:
            return
        floor = int(columns.floor[row])
        if floor == NOWHERE:
            to = int(columns.plan.world[row])
        else:
            others = [i for i in range(len(grounds.worlds)) if i != grounds.world_of[floor]]
            to = others[int(columns.chance.one(row) * len(others))]
        self._life.bots[row].send(self._goes[to])

    def _wait_s(self, per_s: float, row: int) -> float:
        """Until the next time; never, where that is the rate."""
        return (0.5 + self._columns.chance.one(row)) / per_s if per_s > 0 else NEVER
