"""The one emission decision per avatar and tick.

Viewers go on along a record's line. A new record is due when that line no longer holds: heading,
speed or state changed (as told, in steps), the avatar came to another cell, or it is more than
``DRIFT_M`` off the line. A slower stream tells the *present* state some ticks after the decision,
so its viewers' line may begin off the record's line by that much, and drift by that much again:
together they stay within ``EPSILON_M``.
"""

from __future__ import annotations

from metaserver.simulation.arrays import I64, Bools
from metaserver.simulation.avatars import Avatars
from metaserver.simulation.quantum import Quantum
from metaserver.simulation.terrain import Terrain

EPSILON_M = 0.10
"""What a viewer shows at a tick of its stream is this near the truth, plus quantisation."""
DRIFT_M = EPSILON_M / 2


def decide(
    avatars: Avatars, terrain: Terrain, quantum: Quantum, present: I64, tick: int, now_ms: int
) -> None:
    """Quantise the positions of those present, and make records where they are due."""
    a, cell = avatars, avatars.cell[present]
    x0, y0 = terrain.cell_x0[cell], terrain.cell_y0[cell]
    a.qx[present] = quantum.steps(a.x[present] - x0, terrain.cell_m)
    a.qy[present] = quantum.steps(a.y[present] - y0, terrain.cell_m)
    due = _changed(a, present, tick) | _drifted(a, quantum, present, now_ms)
    slots = present[due]
    a.rec_tick[slots], a.rec_ms[slots] = tick, now_ms
    a.rec_x[slots] = x0[due] + quantum.metres(a.qx[slots], terrain.cell_m)
    a.rec_y[slots] = y0[due] + quantum.metres(a.qy[slots], terrain.cell_m)
    a.rec_heading[slots] = a.heading[slots]
    a.rec_speed[slots] = a.speed[slots]
    a.rec_state[slots] = a.state[slots]


def _changed(a: Avatars, slots: I64, tick: int) -> Bools:
    changed: Bools = (
        (a.arrived_tick[slots] == tick)
        | (a.heading[slots] != a.rec_heading[slots])
        | (a.speed[slots] != a.rec_speed[slots])
        | (a.state[slots] != a.rec_state[slots])
    )
    return changed


def _drifted(a: Avatars, quantum: Quantum, slots: I64, now_ms: int) -> Bools:
    seconds = (now_ms - a.rec_ms[slots]) / 1000
    vx, vy = quantum.velocity(a.rec_heading[slots], a.rec_speed[slots])
    off_x = a.x[slots] - (a.rec_x[slots] + vx * seconds)
    off_y = a.y[slots] - (a.rec_y[slots] + vy * seconds)
    drifted: Bools = off_x * off_x + off_y * off_y > DRIFT_M * DRIFT_M
    return drifted
