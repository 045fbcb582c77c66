"""The same promise through the gateway's own composer, which shares all it can."""

from __future__ import annotations

import msgpack
import numpy as np
import pytest

from metaserver.gateway.compose import Composer, Step, Taken
from metaserver.gateway.logs import CellLogs
from metaserver.gateway.rings import View as Sight
from metaserver.protocol.frames import Frame, parse_frame
from metaserver.protocol.messages import Tier
from metaserver.protocol.views import LADDERS, rings
from tests.scenarios import streams_kit
from tests.scenarios.bustle import Bustle
from tests.scenarios.streams_kit import Stage

SETTLE_TICKS = 75
"""Two periods of the slowest stream in a crowd."""


class Gateway:
    """The gateway's logs and composer, without sockets."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.composer = Composer(stage.info)
        self.logs = CellLogs()
        self.viewers: list[GatewayViewer] = []

    def tick(self, plans: list[tuple[GatewayViewer, Sight]]) -> None:
        """Take in the zone's tick, and give these viewers their frames."""
        out = self.stage.out
        assert out is not None
        taken = Taken(out, self.logs.add(out), out.tick - 1)
        steps = [Step(viewer.sight, viewer.tick, sight) for viewer, sight in plans]
        payloads = self.composer.compose([taken], self.logs, steps)
        for (viewer, sight), payload in zip(plans, payloads, strict=True):
            viewer.receive(sight, payload)


class GatewayViewer(streams_kit.Viewer):
    def __init__(self, stage: Stage) -> None:
        super().__init__(stage, streams_kit.Composer())
        self.sight: Sight | None = None
        self.tick = 0
        """Newest tick of which it has been given everything."""

    def receive(self, sight: Sight, payload: bytes) -> None:
        was = {cell: ring for ring, cells in enumerate(self.rings) for cell in cells}
        self.rings = rings(self.stage.info, sight.cell, LADDERS[sight.tier][sight.rung])
        for ring, cells in enumerate(self.rings):
            for cell in cells:
                if ring < was.get(cell, 3) or self._keyed_meanwhile(cell):
                    self.told[cell] = self.stage.last_told(ring, cell)
                elif self.stage.last_emission(ring, cell) > self.tick:
                    self.told[cell] = self.stage.last_emission(ring, cell)
        self.sight, self.tick = sight, self.stage.now
        if payload:
            self.view.apply(_frame(payload))

    def _keyed_meanwhile(self, cell: int) -> bool:
        """One who missed ticks gets the keyframe that fell into them."""
        late = self.tick != self.stage.now - 1
        return late and self.stage.last_key(cell) > self.tick


def _frame(payload: bytes) -> Frame:
    """Without its WebSocket header."""
    skip = {126: 4, 127: 10}.get(payload[1], 2)
    return parse_frame(msgpack.unpackb(payload[skip:]))


def _some_sight(bustle: Bustle, near: Sight | None) -> Sight:
    """Mostly a step aside, sometimes somewhere else altogether."""
    tier = Tier(int(bustle.random.choice([1, 2, 2])))
    rung = int(bustle.random.integers(len(LADDERS[tier])))
    if near is None or bustle.random.random() < 0.3:
        return Sight(bustle.some_cell(), tier, rung)
    aside = near.cell + int(bustle.random.choice([-1, 0, 1]))
    return Sight(int(np.clip(aside, 0, bustle.cells - 1)), tier, rung)


@pytest.mark.parametrize("seed", range(8))
def test_every_view_is_the_truth_of_the_zone(seed: int) -> None:
    bustle = Bustle(seed, columns=18, cell_m=8, capacity=60)
    gateway = Gateway(bustle.stage)
    viewers = [GatewayViewer(bustle.stage) for _ in range(4)]
    for _ in range(120):
        bustle.tick()
        plans = []
        for viewer in viewers:
            chance = bustle.random.random()
            if chance < 0.85 and viewer.sight is not None:
                plans.append((viewer, viewer.sight))
            elif chance < 0.93:
                plans.append((viewer, _some_sight(bustle, viewer.sight)))
        gateway.tick(plans)
        for viewer, _ in plans:
            viewer.check()
    _settle(bustle, gateway, [viewer for viewer in viewers if viewer.sight is not None])


def _settle(bustle: Bustle, gateway: Gateway, viewers: list[GatewayViewer]) -> None:
    bustle.everybody_stands()
    for _ in range(SETTLE_TICKS):
        bustle.tick(calm=True)
        gateway.tick([(viewer, viewer.sight) for viewer in viewers if viewer.sight is not None])
    for viewer in viewers:
        viewer.check()
        viewer.check_everybody()
