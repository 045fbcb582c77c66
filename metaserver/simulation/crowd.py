"""All avatars of one world and what moves them; the zone calls it in the order of its tick."""

from __future__ import annotations

import numpy as np

from metaserver.simulation.arrays import I64
from metaserver.simulation.avatars import Avatars
from metaserver.simulation.courses import SLACK_M, Courses, Gait, Moved
from metaserver.simulation.grid import Grid
from metaserver.simulation.movement import Movement
from metaserver.simulation.quantum import Quantum
from metaserver.simulation.records import decide
from metaserver.simulation.slots import Slots
from metaserver.simulation.streams import Streams, Told
from metaserver.simulation.terrain import NOWHERE, Terrain


class Crowd:
    """Columns of avatars, and the steps of a tick over them. Times are ms of one steady clock."""

    def __init__(self, *, terrain: Terrain, quantum: Quantum, gait: Gait, capacity: int) -> None:
        self.terrain = terrain
        self.avatars = Avatars()
        self._quantum = quantum
        self._gait = gait
        self._slots = Slots(capacity)
        self._movement = Movement(avatars=self.avatars, terrain=terrain, quantum=quantum, gait=gait)
        self._grid = Grid(avatars=self.avatars, terrain=terrain)
        self._streams = Streams(terrain.cells_total)

    def __len__(self) -> int:
        """Avatars in the world, hidden ones too."""
        return self._slots.used

    @property
    def ids_used(self) -> int:
        """How many different slots were ever used."""
        return self._slots.end

    # ---- single avatars -----------------------------------------------------------------------

    def add(self, look: bytes, tick: int) -> int | None:
        """A new avatar, nowhere yet (``put`` it), or None where the world is full."""
        slot = self._slots.take(tick)
        if slot is not None:
            self.avatars.reset(slot)
            self.avatars.alive[slot] = True
            self.avatars.slack_m[slot] = SLACK_M
            self.avatars.look[slot] = np.frombuffer(look, np.uint8)
        return slot

    def remove(self, slot: int, tick: int) -> None:
        self.avatars.alive[slot] = False
        self._slots.release(slot, tick)

    def put(self, slot: int, level: int, x: float, y: float, heading: int, now_ms: int) -> None:
        """Set it down somewhere, standing. The portal it arrives in does not take it."""
        a = self.avatars
        a.level[slot], a.x[slot], a.y[slot], a.heading[slot] = level, x, y, heading
        a.state[slot] = a.state[slot] if a.state[slot] == self._gait.away else self._gait.free
        a.portal[slot] = self.terrain.portals(a.level[slot : slot + 1], a.x[slot], a.y[slot])[0]
        self.stop(slot, now_ms)

    def stop(self, slot: int, now_ms: int) -> None:
        a = self.avatars
        a.speed[slot] = 0
        a.blocked_ms[slot] = 0
        a.anchor(np.array([slot]), now_ms)

    def lead(self, slot: int, x: float, y: float, heading: int, speed_q: int, now_ms: int) -> None:
        """One that has no client walks on from here."""
        a = self.avatars
        a.x[slot], a.y[slot] = x, y
        a.state[slot] = self._gait.free
        self.stop(slot, now_ms)
        a.heading[slot], a.speed[slot] = heading, speed_q

    def set_state(self, slot: int, state: int, until_ms: int, now_ms: int) -> None:
        """Stands and does this; until then, or for good if that is 0."""
        self.avatars.state[slot] = state
        self.avatars.state_until_ms[slot] = until_ms
        self.stop(slot, now_ms)

    def set_look(self, slot: int, look: bytes, tick: int) -> None:
        """Another look, or name: it counts as arriving anew, so that every stream tells it."""
        self.avatars.look[slot] = np.frombuffer(look, np.uint8)
        self.avatars.arrived_tick[slot] = tick

    def tell_viewer_again(self, slot: int) -> None:
        """The next tick lists this avatar's viewer cell even if it did not change."""
        self.avatars.viewer_cell[slot] = NOWHERE

    # ---- the steps of a tick ------------------------------------------------------------------

    def move(self, now_ms: int, courses: Courses) -> Moved:
        return self._movement.step(now_ms, courses)

    def end_states(self, now_ms: int) -> None:
        """Gestures whose time is up end."""
        a = self.avatars
        over = (a.state_until_ms > 0) & (a.state_until_ms <= now_ms)
        if not over.any():
            return
        a.state_until_ms[over] = 0
        a.state[over & a.alive & (a.state != self._gait.away)] = self._gait.free

    def settle(self, tick: int, now_ms: int) -> None:
        """Cells, and who gets a new record."""
        self._grid.settle(tick)
        decide(self.avatars, self.terrain, self._quantum, self._grid.by_cell, tick, now_ms)

    def viewers(self) -> tuple[I64, I64]:
        """Slots whose viewer cell changed, and their viewer cells."""
        return self._grid.viewers()

    @property
    def silent(self) -> bool:
        """Nobody is here, and everybody has been told so."""
        return not self._slots.used and self._streams.have_told_all(self._grid)

    def tell(self, tick: int, interval_ms: int) -> Told:
        return self._streams.tell(tick, interval_ms, self.avatars, self._grid)
