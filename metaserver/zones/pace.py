"""When the next tick is due, and how long ticks are under load. Pure: told the time."""

from __future__ import annotations

import math

LOAD_MAX = 0.85
"""Share of a tick's length that its work may take on average."""
LATE_MAX = 0.5
"""Average lateness, as a share of a tick, above which the machine is taken as overloaded."""
TELL_MAX = 1.0
"""Share of a tick's length that a gateway may take to tell it."""
LOAD_CALM = 0.6
TELL_CALM = 0.9
LATE_CALM = 0.1
STRETCH, RELAX = 1.15, 0.95
STRETCH_EVERY_TICKS = 5
RELAX_EVERY_TICKS = 10
_WEIGHT = 0.2
GATEWAYS_MAX = 256
FORGET_TICKS = 50


class Loads:
    """What gateways say of themselves; one that says nothing any more does not count."""

    def __init__(self) -> None:
        self._loads: dict[str, tuple[float, int]] = {}

    def note(self, gateway: str, load: float, tick: int) -> None:
        if gateway in self._loads or len(self._loads) < GATEWAYS_MAX:
            self._loads[gateway] = load, tick

    def most(self, tick: int) -> float:
        """That of the busiest gateway."""
        old = [g for g, (_, at) in self._loads.items() if tick - at > FORGET_TICKS]
        for gateway in old:
            del self._loads[gateway]
        return max((load for load, _ in self._loads.values()), default=0.0)


class Pace:
    """An absolute schedule: a late tick does not move those after it, and ticks that were missed
    are left out, never made up for. Overload makes ticks longer, from ``base_ms`` to
    ``slowest_ms``, quickly; calm makes them shorter again, slowly."""

    def __init__(self, *, base_ms: int, slowest_ms: int, start_s: float) -> None:
        self.base_ms = base_ms
        self.slowest_ms = max(base_ms, slowest_ms)
        self.interval_ms = base_ms
        self.skipped = 0
        """Ticks left out so far."""
        self._due_s = start_s
        self._load = 0.0
        self._late = 0.0
        self._since_change = 0

    def wait_s(self, now_s: float) -> float:
        return max(0.0, self._due_s - now_s)

    def leave_out(self, now_s: float) -> None:
        """Nobody needed the ticks until now; the next one is due where the schedule has it."""
        interval_s = self.interval_ms / 1000
        self._due_s += max(0, math.ceil((now_s - self._due_s) / interval_s)) * interval_s

    def ran(self, began_s: float, ended_s: float, tell_load: float = 0.0) -> float:
        """A tick ran; returns by how many seconds it was late.

        ``tell_load``: share of a tick's length that the busiest gateway takes to tell one.
        """
        late_s = max(0.0, began_s - self._due_s)
        interval_s = self.interval_ms / 1000
        self._load += _WEIGHT * ((ended_s - began_s) / interval_s - self._load)
        self._late += _WEIGHT * (late_s / interval_s - self._late)
        self._adjust(tell_load)
        self._schedule(ended_s)
        return late_s

    def _adjust(self, tell_load: float) -> None:
        self._since_change += 1
        overloaded = self._load > LOAD_MAX or self._late > LATE_MAX or tell_load > TELL_MAX
        calm = self._load < LOAD_CALM and self._late < LATE_CALM and tell_load < TELL_CALM
        if overloaded and self._since_change >= STRETCH_EVERY_TICKS:
            self._change(min(int(self.interval_ms * STRETCH) + 1, self.slowest_ms))
        elif calm and self._since_change >= RELAX_EVERY_TICKS:
            self._change(max(int(self.interval_ms * RELAX), self.base_ms))

    def _change(self, interval_ms: int) -> None:
        # The same work is another share of another length.
        self._load *= self.interval_ms / interval_ms
        self._late *= self.interval_ms / interval_ms
        self.interval_ms = interval_ms
        self._since_change = 0

    def _schedule(self, now_s: float) -> None:
        interval_s = self.interval_ms / 1000
        self._due_s += interval_s
        missed = int((now_s - self._due_s) / interval_s)
        if missed > 0:
            self._due_s += missed * interval_s
            self.skipped += missed
