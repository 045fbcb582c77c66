"""The past at one moment, as the simulation takes it."""

from __future__ import annotations

from typing import Final

import numpy as np

from metaserver.protocol.quantise import SPEED_MAX_Q
from metaserver.replay.past import NOWHERE, Past
from metaserver.simulation.arrays import I64, U8
from metaserver.simulation.crowd import Crowd
from metaserver.simulation.terrain import Terrain
from metaserver.zones.ground import QUANTUM
from metaserver.zones.state import GAIT

WATCHERS_MAX: Final = 1000
FIRST_ID: Final = 10_000
"""Somebody recorded as n is shown as ``FIRST_ID + n``: the numbers below are for who watches. Those
are more than ``WATCHERS_MAX``, as a number rests for 8 s when somebody goes, and 1,000 may come a
second. (Of those recorded at most 30,000 or so are in use in a world, so all of them fit.)"""
IDS_MAX: Final = 0xFFFF - FIRST_ID
AHEAD_MAX_MS: Final = 2000
"""Keyframes tell of everybody once a second. Where they are missing nobody walks on for longer."""


class Scene:
    """A crowd whose columns are set, not moved."""

    def __init__(self, past: Past, terrain: Terrain) -> None:
        self.crowd = Crowd(terrain=terrain, quantum=QUANTUM, gait=GAIT, capacity=0)
        self._past = past
        self._terrain = terrain

    def show(self, at_ms: float, rate: float, tick: int) -> None:
        """Everybody as they were at ``at_ms``. ``rate``: how fast time passes, 0 if it stands."""
        past, a = self._past, self.crowd.avatars
        ids = np.flatnonzero(past.cell[:IDS_MAX] != NOWHERE)
        slots = ids + FIRST_ID
        if len(slots) and slots[-1] >= a.room:
            a.reset(int(slots[-1]))  # makes room
        a.alive[:] = False
        a.alive[slots] = True
        ahead_s = np.clip(at_ms - past.at_ms[ids], 0, AHEAD_MAX_MS) / 1000
        vx, vy = QUANTUM.velocity(past.heading[ids], past.speed[ids])
        a.x[slots], a.y[slots] = past.x[ids] + vx * ahead_s, past.y[ids] + vy * ahead_s
        a.level[slots] = self._terrain.cell_level[past.cell[ids]]
        a.heading[slots], a.state[slots] = past.heading[ids], past.state[ids]
        a.speed[slots] = _told(past.speed[ids], rate)
        self._dress(slots, past.look[ids], tick)

    def _dress(self, slots: I64, looks: U8, tick: int) -> None:
        """Another look counts as arriving anew, so that every stream tells it."""
        a = self.crowd.avatars
        others = np.any(a.look[slots] != looks, axis=1)
        a.look[slots] = looks
        a.arrived_tick[slots[others]] = tick


def _told(speed_q: U8, rate: float) -> U8:
    """Speeds as clients go on by them: as much faster as time passes."""
    told: U8 = np.minimum(np.rint(speed_q * rate), SPEED_MAX_Q).astype(np.uint8)
    return told
