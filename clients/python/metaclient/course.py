"""Where one is oneself: the last known point, and the line from there. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from metaserver.protocol.quantise import (
    DIRECTION_X,
    DIRECTION_Y,
    MAX_MPS,
    SPEED_STEP_MPS,
    heading_of,
)


@dataclass(slots=True)
class Course:
    """A straight line at constant speed, as the server extrapolates it."""

    x: float = 0.0
    y: float = 0.0
    """Metres, at ``since_s``."""
    heading: int = 0
    """256 steps of a circle, counter-clockwise from +y."""
    speed_q: int = 0
    """Quarter metres a second."""
    since_s: float = 0.0
    level: str = ""

    @property
    def speed_mps(self) -> float:
        return self.speed_q * SPEED_STEP_MPS

    def at(self, now_s: float) -> tuple[float, float]:
        """Metres."""
        way_m = self.speed_mps * (now_s - self.since_s)
        return (
            self.x + float(DIRECTION_X[self.heading]) * way_m,
            self.y + float(DIRECTION_Y[self.heading]) * way_m,
        )

    def turn(self, now_s: float, *, heading: int, speed_mps: float) -> None:
        """Walks on from where one is now; the speed is rounded to what the wire can say."""
        self.x, self.y = self.at(now_s)
        self.since_s = now_s
        self.heading = heading % 256
        self.speed_q = round(min(max(speed_mps, 0.0), MAX_MPS) / SPEED_STEP_MPS)

    def put(self, now_s: float, *, level: str, x: float, y: float, heading: int) -> None:
        """The server says where one is, and one stands there."""
        self.level, self.x, self.y, self.heading = level, x, y, heading
        self.speed_q, self.since_s = 0, now_s

    def toward(self, now_s: float, x: float, y: float) -> tuple[int, float]:
        """Heading to a point, and how far it is in metres."""
        here_x, here_y = self.at(now_s)
        return heading_of(x - here_x, y - here_y), math.hypot(x - here_x, y - here_y)
