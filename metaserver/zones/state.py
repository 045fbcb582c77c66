"""What a zone remembers between ticks, and the few things that all its parts do with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from metaserver import metrics
from metaserver.protocol import bus
from metaserver.protocol.quantise import MAX_MPS, SPEED_STEP_MPS, State
from metaserver.simulation.courses import Gait
from metaserver.simulation.crowd import Crowd
from metaserver.zones.arrivals import Arrivals, Spot
from metaserver.zones.ground import QUANTUM, Ground
from metaserver.zones.pace import Loads
from metaserver.zones.people import People, Person

GAIT = Gait(max_speed_q=round(MAX_MPS / SPEED_STEP_MPS), free=State.FREE, away=State.AWAY)
EVENTS_MAX = 20_000


@dataclass(slots=True)
class ZoneState:
    ground: Ground
    crowd: Crowd
    arrivals: Arrivals
    people: People = field(default_factory=People)
    tick: int = 0
    now_ms: int = 0
    """Server clock of the tick, not wrapped."""
    loads: Loads = field(default_factory=Loads)
    events: list[list[Any]] = field(default_factory=list)
    """For the next ``TickOut``. They stay when it could not be published; over ``EVENTS_MAX``
    the oldest are dropped and counted."""

    @classmethod
    def of(cls, ground: Ground, capacity: int) -> ZoneState:
        crowd = Crowd(terrain=ground.terrain, quantum=QUANTUM, gait=GAIT, capacity=capacity)
        return cls(ground, crowd, Arrivals(ground, crowd.avatars))

    def enter(self, person: Person) -> None:
        """Whose avatar stands somewhere already; everybody is told who it is."""
        self.people.add(person)
        self.tell_roster(person)

    def tell_roster(self, person: Person) -> None:
        self.tell(bus.ROSTER, person.avatar, person.person, person.name, person.flags)

    def leave(self, person: Person) -> None:
        """For good."""
        self.crowd.remove(person.avatar, self.tick)
        self.people.remove(person)
        self.tell(bus.GONE, person.avatar, person.person)

    def tell(self, *event: Any) -> None:
        self.events.append(list(event))
        over = len(self.events) - EVENTS_MAX
        if over > 0:
            del self.events[:over]
            metrics.ZONE_EVENTS_DROPPED.labels(self.ground.world).inc(over)

    def position(self, avatar: int) -> tuple[str, float, float, int]:
        """Level id, x, y and heading."""
        a = self.crowd.avatars
        level = self.ground.level_id(int(a.level[avatar]))
        return level, float(a.x[avatar]), float(a.y[avatar]), int(a.heading[avatar])

    def put(self, avatar: int, spot: Spot) -> None:
        self.crowd.put(avatar, spot.level, spot.x, spot.y, spot.heading, self.now_ms)

    def correct(self, avatar: int, reason: str) -> None:
        """Tell its client where it is."""
        level, x, y, heading = self.position(avatar)
        self.crowd.avatars.corrected_ms[avatar] = self.now_ms
        metrics.ZONE_CORRECTIONS.labels(self.ground.world, reason).inc()
        self.tell(bus.CORRECTED, avatar, level, x, y, heading, reason)

    def correct_all(self, corrections: Sequence[tuple[int, str]]) -> None:
        for avatar, reason in corrections:
            self.correct(avatar, reason)
