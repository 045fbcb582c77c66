"""The steps in which positions, headings and speeds are told.

The numbers come from outside (the protocol has them); a test holds the two to the same formulas.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from metaserver.simulation.arrays import F64, I64, U8


@dataclass(frozen=True, slots=True, eq=False)
class Quantum:
    position_steps: int
    """Steps along the side of a cell."""
    headings: int
    """Directions of a circle; 0 faces +y, counter-clockwise."""
    speed_step_mps: float
    speed_max_q: int
    """Largest speed that can be told, in steps."""
    direction_x: F64 = field(init=False)
    """x of the unit vector of each heading, shape ``(headings,)``."""
    direction_y: F64 = field(init=False)

    def __post_init__(self) -> None:
        angles = np.arange(self.headings) * (2 * np.pi / self.headings)
        object.__setattr__(self, "direction_x", -np.sin(angles))
        object.__setattr__(self, "direction_y", np.cos(angles))

    def velocity(self, heading: U8, speed_q: U8) -> tuple[F64, F64]:
        """Metres a second along x and y, shape of the arguments."""
        speed = speed_q * self.speed_step_mps
        return self.direction_x[heading] * speed, self.direction_y[heading] * speed

    def steps(self, offset_m: F64, cell_m: float) -> I64:
        """Distance from a cell's edge to the step it lies in, 0 to ``position_steps - 1``."""
        raw = np.floor(offset_m * (self.position_steps / cell_m))
        return np.minimum(np.maximum(raw, 0), self.position_steps - 1).astype(np.int64)

    def metres(self, steps: I64, cell_m: float) -> F64:
        """Middle of a step, in metres from the cell's edge."""
        return (steps.astype(np.float64) + 0.5) * (cell_m / self.position_steps)
