"""How many people are where, for the map and before one enters."""

from __future__ import annotations

import numpy as np

from metaserver import metrics
from metaserver.protocol import bus
from metaserver.protocol.codes import FLAG_GUIDE
from metaserver.simulation.avatars import Avatars
from metaserver.zones.state import ZoneState

EVERY_MS = 2000
ANYWAY_MS = 30_000
"""Told so often even if nothing changed, for who has just begun to listen."""


class Counts:
    """Counts those in ``shown``."""

    def __init__(self, state: ZoneState, shown: Avatars) -> None:
        self._state = state
        self._shown = shown
        self._next_ms = 0
        self._anyway_ms = 0
        self._told: tuple[int, dict[str, int]] | None = None

    def tell(self) -> None:
        """An event ``places``, where it is due and something changed."""
        now_ms = self._state.now_ms
        if now_ms < self._next_ms:
            return
        self._next_ms = now_ms + EVERY_MS
        counted = self._count()
        metrics.ZONE_AVATARS.labels(self._state.ground.world).set(counted[0])
        if counted != self._told or now_ms >= self._anyway_ms:
            self._anyway_ms = now_ms + ANYWAY_MS
            self._told = counted
            self._state.tell(bus.PLACES, *counted)

    def _count(self) -> tuple[int, dict[str, int]]:
        """People in the world, and in each of its named places; away ones not after 5 s, and
        guides not at all."""
        a, ground = self._shown, self._state.ground
        here = np.flatnonzero(a.present() & (a.look[:, -1] & FLAG_GUIDE == 0))
        x, y, level = a.x[here], a.y[here], a.level[here]
        people = {}
        for place in ground.places.values():
            inside = np.hypot(x - place.at[0], y - place.at[1]) <= place.radius_m
            inside &= level == ground.level_number(place.level)
            people[place.id] = int(inside.sum())
        return len(here), people
