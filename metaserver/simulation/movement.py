"""Everybody moves on to where they are now.

By the *quantised* heading and speed, as viewers extrapolate it, so that the two do not part. Who
runs into a wall stops at the last walkable spot. Its client mostly knows already and says so some
milliseconds later, so it is only told after ``BLOCKED_GRACE_MS``.
"""

from __future__ import annotations

import numpy as np

from metaserver.simulation.arrays import I64, Numbers
from metaserver.simulation.avatars import Avatars
from metaserver.simulation.courses import BOUNDS, WALL, CourseCheck, Courses, Gait, Moved
from metaserver.simulation.paths import walk
from metaserver.simulation.quantum import Quantum
from metaserver.simulation.terrain import NO_PORTAL, Terrain

BLOCKED_GRACE_MS = 300
MAX_STEP_MS = 500
"""After a longer pause of the zone nobody walks on for more than this."""


class Movement:
    """Moves the avatars of one world."""

    def __init__(self, *, avatars: Avatars, terrain: Terrain, quantum: Quantum, gait: Gait) -> None:
        self._avatars = avatars
        self._terrain = terrain
        self._quantum = quantum
        self._check = CourseCheck(avatars=avatars, terrain=terrain, quantum=quantum, gait=gait)
        self._last_ms: int | None = None

    def step(self, now_ms: int, courses: Courses) -> Moved:
        """Take the courses, then move everybody to where they are at ``now_ms``."""
        moved = Moved()
        last_ms = now_ms if self._last_ms is None else self._last_ms
        self._last_ms = now_ms
        elapsed_ms = np.full(self._avatars.room, min(max(now_ms - last_ms, 0), MAX_STEP_MS))
        accepted = self._check.take(now_ms, courses, elapsed_ms, moved)
        self._advance(now_ms, accepted, elapsed_ms, moved)
        self._tell_blocked(now_ms, moved)
        return moved

    def _advance(self, now_ms: int, accepted: I64, elapsed_ms: I64, moved: Moved) -> None:
        a = self._avatars
        moving = a.speed > 0
        moving[accepted] = True  # who came to a halt may have done so in a portal
        slots = np.flatnonzero(a.present() & moving)
        if not len(slots):
            return
        vx, vy = self._quantum.velocity(a.heading[slots], a.speed[slots])
        seconds = elapsed_ms[slots] / 1000
        dx, dy = vx * seconds, vy * seconds
        level, was = a.level[slots], a.portal[slots]
        path = walk(self._terrain, level, a.x[slots], a.y[slots], dx, dy, was)
        a.x[slots], a.y[slots] = path.x, path.y
        self._pass_portals(slots, path.portal, moved)
        self._block(slots[path.blocked], now_ms)

    def _pass_portals(self, slots: I64, entered: Numbers, moved: Moved) -> None:
        if not self._terrain.has_portals:
            return
        a = self._avatars
        a.portal[slots] = self._terrain.portals(a.level[slots], a.x[slots], a.y[slots])
        hit = entered != NO_PORTAL
        moved.portals.extend(zip(slots[hit].tolist(), entered[hit].tolist(), strict=True))

    def _block(self, slots: I64, now_ms: int) -> None:
        a = self._avatars
        a.speed[slots] = 0
        a.blocked_ms[slots] = now_ms
        a.anchor(slots, now_ms)

    def _tell_blocked(self, now_ms: int, moved: Moved) -> None:
        a = self._avatars
        waiting = a.alive & (a.blocked_ms > 0) & (now_ms - a.blocked_ms >= BLOCKED_GRACE_MS)
        slots = np.flatnonzero(waiting)
        if not len(slots):
            return
        a.blocked_ms[slots] = 0
        vx, vy = self._quantum.velocity(a.heading[slots], np.ones(len(slots), np.uint8))
        ahead = self._terrain.inside(a.level[slots], a.x[slots] + vx, a.y[slots] + vy)
        reasons = np.where(ahead, WALL, BOUNDS)
        moved.corrections.extend(zip(slots.tolist(), reasons.tolist(), strict=True))
