"""Straight paths over the ground, many at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metaserver.simulation.arrays import F64, I16, I64, Bools, Numbers
from metaserver.simulation.terrain import NO_PORTAL, Terrain

SAMPLE_M = 0.125
"""Ground is looked at so often along a path: half a pixel, so that no wall is stepped over."""
SAMPLES_MAX = 256
"""Paths of more than 32 m are looked at more coarsely; what calls this allows none so long."""


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """How far each of ``n`` paths could be walked."""

    x: F64
    """Where it ended: the goal, or the last walkable spot before what is in the way."""
    y: F64
    blocked: Bools
    portal: Numbers
    """First portal on the walked part other than the one it began in, or ``NO_PORTAL``."""


def walk(terrain: Terrain, level: I64, x: F64, y: F64, dx: F64, dy: F64, was: I64) -> Walk:
    """Walk from ``(x, y)`` by ``(dx, dy)``; all of shape (n,). ``was``: the portal one is in."""
    longest_m = float(np.hypot(dx, dy).max(initial=0.0))
    samples = min(max(int(np.ceil(longest_m / SAMPLE_M)), 1), SAMPLES_MAX)
    parts = np.arange(1, samples + 1) / samples
    on_x = x[:, np.newaxis] + dx[:, np.newaxis] * parts
    on_y = y[:, np.newaxis] + dy[:, np.newaxis] * parts
    free, portals = terrain.under(level[:, np.newaxis], on_x, on_y)
    if free.all():
        walked = np.full(len(x), samples)
        return Walk(x + dx, y + dy, walked < samples, _entered(portals, walked, was))
    walked = np.where(free.all(axis=1), samples, np.argmin(free, axis=1))
    part = walked / samples
    return Walk(x + dx * part, y + dy * part, walked < samples, _entered(portals, walked, was))


def _entered(portals: I16, walked: I64, was: I64) -> Numbers:
    new = (portals != NO_PORTAL) & (portals != was[:, np.newaxis])
    if not new.any():
        return np.full(len(walked), NO_PORTAL)
    new &= np.arange(portals.shape[1]) < walked[:, np.newaxis]
    first = np.argmax(new, axis=1)
    return np.where(new.any(axis=1), portals[np.arange(len(walked)), first], NO_PORTAL)
