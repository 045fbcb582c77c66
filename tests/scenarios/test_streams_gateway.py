"""The same promise through the gateway's own composer, which shares all it can."""

from __future__ import annotations

import msgpack
import numpy as np
import pytest

from metaserver.gateway.compose import Composer, Step
from metaserver.gateway.compose import View as Sight
from metaserver.gateway.logs import CellLogs
from metaserver.protocol.frames import Frame, parse_frame
from metaserver.protocol.messages import Tier
from metaserver.protocol.views import rings
from tests.scenarios import streams_kit
from tests.scenarios.bustle import Bustle
from tests.scenarios.streams_kit import Stage

SETTLE_TICKS = 12


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
        self.logs.add(out)
        steps = [Step(viewer.sight, viewer.tick, sight) for viewer, sight in plans]
        payloads = self.composer.compose(out, self.logs, steps, out.tick - 1)
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
        now, late = self.stage.now, self.tick != self.stage.now - 1
        self.rings = rings(self.stage.info, sight.cell, sight.tier)
        for ring, cells in enumerate(self.rings):
            for cell in cells:
                told = self.stage.last_emission(ring, cell)
                if late or told == now or ring < was.get(cell, 3):
                    self.told[cell] = told
        self.sight, self.tick = sight, now
        if payload:
            self.view.apply(_frame(payload))


def _frame(payload: bytes) -> Frame:
    """Without its WebSocket header."""
    skip = {126: 4, 127: 10}.get(payload[1], 2)
    return parse_frame(msgpack.unpackb(payload[skip:]))


def _some_sight(bustle: Bustle, near: Sight | None) -> Sight:
    """Mostly a step aside, sometimes somewhere else altogether."""
    tier = Tier(int(bustle.random.choice([1, 2, 2])))
    if near is None or bustle.random.random() < 0.3:
        return Sight(bustle.some_cell(), tier)
    aside = near.cell + int(bustle.random.choice([-1, 1]))
    return Sight(int(np.clip(aside, 0, bustle.cells - 1)), tier)


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
