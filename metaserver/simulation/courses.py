"""Clients' courses: which are accepted.

A client says: at time ``t`` I was at ``P`` and went on with this heading and speed. The zone

1. forgets a course older than its last correction: the client has not seen that yet;
2. takes ``t`` as within the last 250 ms, and never before the last accepted course;
3. accepts ``P`` where it can be reached: no farther from the anchor (the last accepted ``P``) than
   the old course leads, plus a slack of at most 3 m that is filled by what the old course left
   unused of 5.5 m/s (so nobody is faster than 5.5 m/s for long, whatever is claimed), and on a
   straight walkable line from the zone's own position or from the anchor.

Then ``movement`` goes on from there to now. Otherwise the avatar stops where the zone has it, and
the client is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from metaserver.simulation.arrays import F64, I64, U8, Bools
from metaserver.simulation.avatars import Avatars
from metaserver.simulation.paths import walk
from metaserver.simulation.quantum import Quantum
from metaserver.simulation.terrain import Terrain

MAX_AGE_MS = 250
"""A course is taken as at most so old."""
ALLOWED_MPS = 5.5
"""A tenth more than the fastest gait, for clocks that differ."""
SLACK_M = 3.0
VOID_MS = 1000
"""For so long after a correction, courses that are older than it are not looked at."""
SPEED, WALL, BOUNDS = "speed", "wall", "bounds"


@dataclass(frozen=True, slots=True)
class Gait:
    """What the zone allows, as plain numbers."""

    max_speed_q: int
    free: int
    """State of who does nothing besides moving."""
    away: int
    """State of whose connection is gone: it stands."""


@dataclass(frozen=True, slots=True, eq=False)
class Courses:
    """The latest course of each avatar that sent one; shapes (n,), no slot twice."""

    slot: I64
    x: F64
    y: F64
    heading: U8
    speed: U8
    time_ms: I64
    """On the same clock as ``now_ms``."""

    def only(self, those: Bools) -> Courses:
        if those.all():
            return self
        return Courses(
            self.slot[those],
            self.x[those],
            self.y[those],
            self.heading[those],
            self.speed[those],
            self.time_ms[those],
        )


@dataclass(slots=True)
class Moved:
    """What a step of the movement has to tell."""

    corrections: list[tuple[int, str]] = field(default_factory=list)
    """(slot, reason): its client is elsewhere than it thinks."""
    portals: list[tuple[int, int]] = field(default_factory=list)
    """(slot, portal): walked into it from outside."""
    stale: int = 0
    """Courses that were not looked at: void, or of who is away or gone."""


class CourseCheck:
    def __init__(self, *, avatars: Avatars, terrain: Terrain, quantum: Quantum, gait: Gait) -> None:
        self._avatars = avatars
        self._terrain = terrain
        self._quantum = quantum
        self._gait = gait

    def take(self, now_ms: int, courses: Courses, elapsed_ms: I64, moved: Moved) -> I64:
        """Accept or refuse each; returns the slots of those that are accepted.

        In them, ``elapsed_ms`` (by slot) becomes the time for which they have to move on.
        """
        due = self._due(now_ms, courses)
        moved.stale += len(due) - int(due.sum())
        courses = courses.only(due)
        slots = courses.slot
        if not len(slots):
            return slots
        a = self._avatars
        at_ms = np.minimum(np.maximum(courses.time_ms, now_ms - MAX_AGE_MS), now_ms)
        at_ms = np.maximum(at_ms, np.minimum(a.anchor_ms[slots], now_ms))
        slack_m, over_m = self._reach(courses, at_ms)
        in_reach = over_m <= slack_m
        on_path = self._on_path(courses, in_reach)
        accepted = in_reach & on_path
        if not accepted.all():
            self._refuse(now_ms, courses.only(~accepted), in_reach[~accepted], moved)
        self._accept(courses.only(accepted), at_ms[accepted], (slack_m - over_m)[accepted], moved)
        elapsed_ms[slots[accepted]] = now_ms - at_ms[accepted]
        return slots[accepted]

    def _due(self, now_ms: int, courses: Courses) -> Bools:
        """Which courses are of avatars that can move, and not made before a correction."""
        a = self._avatars
        slots = np.where(courses.slot < a.room, courses.slot, 0)
        able = a.present()[slots] & (a.state[slots] != self._gait.away)
        corrected_ms = a.corrected_ms[slots]
        void = (courses.time_ms < corrected_ms) & (now_ms - corrected_ms < VOID_MS)
        due: Bools = able & (courses.slot < a.room) & ~void
        return due

    def _reach(self, courses: Courses, at_ms: I64) -> tuple[F64, F64]:
        """Slack that each has by then, and metres by which its claim exceeds its old course."""
        a, slots = self._avatars, courses.slot
        seconds = np.maximum(at_ms - a.anchor_ms[slots], 0) / 1000
        course_m = a.speed[slots] * self._quantum.speed_step_mps * seconds
        claim_m = np.hypot(courses.x - a.anchor_x[slots], courses.y - a.anchor_y[slots])
        slack_m = a.slack_m[slots] + ALLOWED_MPS * seconds - course_m
        over_m = np.where(np.isfinite(claim_m), claim_m, np.inf) - course_m
        return np.minimum(slack_m, SLACK_M), np.maximum(over_m, 0)

    def _on_path(self, courses: Courses, those: Bools) -> Bools:
        """Which of ``those`` can be reached in a straight line; the others: False."""
        a, slots = self._avatars, courses.slot
        on_path = np.zeros(len(slots), np.bool_)
        on_path[those] = self._straight(courses.only(those), a.x, a.y)
        rest = those & ~on_path
        if rest.any():
            on_path[rest] = self._straight(courses.only(rest), a.anchor_x, a.anchor_y)
        return on_path

    def _straight(self, courses: Courses, from_x: F64, from_y: F64) -> Bools:
        x, y = from_x[courses.slot], from_y[courses.slot]
        a, dx, dy = self._avatars, courses.x - x, courses.y - y
        level, was = a.level[courses.slot], a.portal[courses.slot]
        return ~walk(self._terrain, level, x, y, dx, dy, was).blocked

    def _refuse(self, now_ms: int, courses: Courses, in_reach: Bools, moved: Moved) -> None:
        """They stop where the zone has them, and are told why."""
        a, slots = self._avatars, courses.slot
        a.heading[slots] = courses.heading
        a.speed[slots] = 0
        a.blocked_ms[slots] = 0
        a.anchor(slots, now_ms)
        inside = self._terrain.inside(a.level[slots], courses.x, courses.y)
        reason = np.where(in_reach, WALL, SPEED)
        reason = np.where(inside, reason, BOUNDS)
        moved.corrections.extend(zip(slots.tolist(), reason.tolist(), strict=True))

    def _accept(self, courses: Courses, at_ms: I64, slack_m: F64, moved: Moved) -> None:
        a, slots = self._avatars, courses.slot
        a.x[slots], a.y[slots] = courses.x, courses.y
        a.anchor_x[slots], a.anchor_y[slots] = courses.x, courses.y
        a.anchor_ms[slots] = at_ms
        a.slack_m[slots] = slack_m
        a.heading[slots] = courses.heading
        a.speed[slots] = np.minimum(courses.speed, self._gait.max_speed_q)
        a.blocked_ms[slots] = 0
        a.state[slots[courses.speed > 0]] = self._gait.free
        too_fast = slots[courses.speed > self._gait.max_speed_q]
        moved.corrections.extend((slot, SPEED) for slot in too_fast.tolist())
