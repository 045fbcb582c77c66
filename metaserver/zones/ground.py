"""A world as zone and simulation take it: plain arrays, places and portals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from metaserver.protocol import quantise
from metaserver.simulation.arrays import I16
from metaserver.simulation.quantum import Quantum
from metaserver.simulation.terrain import NO_PORTAL, Floor, Terrain
from metaserver.worldfiles.grid import LevelGrid
from metaserver.worldfiles.models import Place, Portal, Target, WorldSpec
from metaserver.worldfiles.shapes import Canvas
from metaserver.worldfiles.tours import TourWay

QUANTUM = Quantum(
    quantise.POSITION_STEPS, quantise.HEADINGS, quantise.SPEED_STEP_MPS, quantise.SPEED_MAX_Q
)


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    world: str
    start: str
    """Place where one arrives without saying where."""
    grids: tuple[LevelGrid, ...]
    """In the order of the level numbers of the simulation."""
    places: Mapping[str, Place]
    targets: Sequence[Target]
    """Where each portal leads, by the portal numbers of the simulation."""
    terrain: Terrain
    tours: Mapping[str, TourWay]
    """By id."""

    def level_number(self, level: str) -> int | None:
        for number, grid in enumerate(self.grids):
            if grid.id == level:
                return number
        return None

    def level_id(self, number: int) -> str:
        return self.grids[number].id


def ground(
    *,
    world: str,
    start: str,
    grids: Sequence[LevelGrid],
    places: Sequence[Place],
    portals: Sequence[Portal] = (),
    tours: Mapping[str, TourWay] | None = None,
) -> Ground:
    """Put the parts together. At least one level, and a place with the id ``start``."""
    floors = [_floor(grid, portals) for grid in grids]
    return Ground(
        world=world,
        start=start,
        grids=tuple(grids),
        places={place.id: place for place in places},
        targets=[portal.to for portal in portals],
        terrain=Terrain(floors, float(grids[0].cell_m)),
        tours=tours or {},
    )


def ground_of(
    spec: WorldSpec, grids: Mapping[str, LevelGrid], tours: Mapping[str, TourWay] | None = None
) -> Ground:
    return ground(
        world=spec.id,
        start=spec.start,
        grids=list(grids.values()),
        places=spec.places,
        portals=spec.portals,
        tours=tours,
    )


def _floor(grid: LevelGrid, portals: Sequence[Portal]) -> Floor:
    return Floor(
        x0=grid.x0, y0=grid.y0, step_m=grid.step_m, walk=grid.walk,
        portal=_portal_raster(grid, portals),
        first_cell=grid.first_cell, columns=grid.columns, rows=grid.rows,
    )  # fmt: skip


def _portal_raster(grid: LevelGrid, portals: Sequence[Portal]) -> I16:
    x1 = grid.x0 + grid.width * grid.step_m
    y1 = grid.y0 + grid.height * grid.step_m
    canvas = Canvas((grid.x0, grid.y0, x1, y1), grid.step_m)
    raster = np.full((grid.height, grid.width), NO_PORTAL, np.int16)
    for number, portal in enumerate(portals):
        if portal.level == grid.id:
            raster[canvas.shape(portal.shape)] = number
    return raster


def heading_of_turn(turn_deg: float) -> int:
    """Counter-clockwise degrees from +y to one of the headings."""
    return round(turn_deg / 360 * quantise.HEADINGS) % quantise.HEADINGS
