"""Which ground can be reached on foot from where one arrives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from metaserver.worldfiles.grid import STEP_M, Bools, LevelGrid
from metaserver.worldfiles.models import Place, WorldSpec
from metaserver.worldfiles.shapes import Canvas

Labels = npt.NDArray[np.int32]


def regions(walk: Bools) -> Labels:
    """Number the connected patches of a mask.

    ``walk`` is ``(height, width)`` bool; gives int32 of that shape, 0 where it is
    not walkable. Pixels connect over their four sides. Runs of a row are joined
    with the runs that they touch in the row before (union-find), so the cost is
    that of the runs, not of the pixels.
    """
    height, width = walk.shape
    padded = np.zeros((height, width + 2), np.int8)
    padded[:, 1:-1] = walk
    change = np.diff(padded, axis=1)
    row, start = np.nonzero(change == 1)
    end = np.nonzero(change == -1)[1]
    root = _join(row, start, end)
    starts = np.zeros((height, width + 1), np.int32)
    starts[row, start] += root + 1
    starts[row, end] -= root + 1
    # Ends and starts never share a column: runs are a pixel apart at least.
    return np.cumsum(starts, axis=1, dtype=np.int32)[:, :width]


def _join(
    row: npt.NDArray[np.intp], start: npt.NDArray[np.intp], end: npt.NDArray[np.intp]
) -> npt.NDArray[np.int32]:
    parent = list(range(len(row)))

    def find(run: int) -> int:
        while parent[run] != run:
            parent[run] = parent[parent[run]]
            run = parent[run]
        return run

    rows, starts, ends = row.tolist(), start.tolist(), end.tolist()
    above = 0
    for run in range(len(rows)):
        while rows[above] < rows[run] - 1 or (
            rows[above] == rows[run] - 1 and ends[above] <= starts[run]
        ):
            above += 1
        other = above
        while rows[other] == rows[run] - 1 and starts[other] < ends[run]:
            parent[find(other)] = find(run)
            other += 1
    return np.array([find(run) for run in range(len(rows))], np.int32)


def reachable(spec: WorldSpec, grids: Mapping[str, LevelGrid], start: Place) -> dict[str, Bools]:
    """Per level the pixels one can get to from ``start``, on foot or by the world's own portals."""
    labels = {level: regions(grid.walk) for level, grid in grids.items()}
    found: dict[str, set[int]] = {level: set() for level in grids}
    doors = _doors(spec, labels)
    queue = [(start.level, _label(labels, grids, start))]
    while queue:
        level, label = queue.pop()
        if label == 0 or label in found[level]:
            continue
        found[level].add(label)
        for door_level, door_labels, to in doors:
            if door_level == level and label in door_labels:
                queue.append((to.level, _label(labels, grids, to)))
    return {level: np.isin(labels[level], list(found[level])) for level in grids}


def _label(labels: Mapping[str, Labels], grids: Mapping[str, LevelGrid], place: Place) -> int:
    grid = grids[place.level]
    j, i, inside = grid.pixels(*place.at)
    return int(labels[place.level][j, i]) if inside else 0


def _doors(spec: WorldSpec, labels: Mapping[str, Labels]) -> Sequence[tuple[str, set[int], Place]]:
    """Portals within the world: level, the patches they touch, and where they lead."""
    places = {place.id: place for place in spec.places}
    bounds = {level.id: level.bounds for level in spec.levels}
    doors = []
    for portal in spec.portals:
        to = places.get(portal.to.place)
        if portal.to.world != spec.id or to is None:
            continue
        inside = Canvas(bounds[portal.level], STEP_M).shape(portal.shape)
        doors.append((portal.level, set(np.unique(labels[portal.level][inside]).tolist()), to))
    return doors
