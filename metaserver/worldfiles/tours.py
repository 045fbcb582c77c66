"""Where a tour's guide walks: its stops as points, and its way to each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from metaserver.worldfiles.grid import STEP_M, Bools, LevelGrid
from metaserver.worldfiles.models import Point, Stop, Tour, WorldSpec
from metaserver.worldfiles.problems import Way
from metaserver.worldfiles.raster import shrink
from metaserver.worldfiles.routes import Pixel, route
from metaserver.worldfiles.shapes import Canvas
from metaserver.worldfiles.yamlfile import Document

ROOM_PIXELS = 2
"""A guide keeps so far off walls and portals where it can: half a metre."""


@dataclass(frozen=True, slots=True)
class TourWay:
    tour: Tour
    start: Point
    legs: tuple[tuple[Point, ...], ...]
    """For each stop the corners of the way there; the last of them is the stop."""


def check_tours(spec: WorldSpec, document: Document) -> None:
    """What a tour names is there, on its level."""
    for index, tour in enumerate(spec.tours):
        path = ("tours", index)
        _check_place(spec, tour, tour.start, (*path, "start"), document)
        for number, stop in enumerate(tour.stops):
            at = (*path, "stops", number)
            if (stop.at is None) == (stop.place is None):
                document.add(at, "Say where the stop is: either 'at' or 'place', one of them.")
            elif stop.place is not None:
                _check_place(spec, tour, stop.place, (*at, "place"), document)


def _check_place(spec: WorldSpec, tour: Tour, id_: str, path: Way, document: Document) -> None:
    place = next((place for place in spec.places if place.id == id_), None)
    if place is None:
        document.add(path, f"There is no place '{id_}'; write the id of a place.")
    elif place.level != tour.level:
        document.add(
            path, f"The place '{id_}' is on another level; a tour stays on '{tour.level}'."
        )


def stop_point(spec: WorldSpec, stop: Stop) -> Point | None:
    """None where the stop says nothing that can be found."""
    if stop.at is not None:
        return stop.at
    return next((place.at for place in spec.places if place.id == stop.place), None)


def plan_tours(
    spec: WorldSpec, grids: Mapping[str, LevelGrid], document: Document
) -> dict[str, TourWay]:
    """The way of each tour, by its id; a problem for each stop that cannot be walked to."""
    planned = {}
    for index, tour in enumerate(spec.tours):
        start = stop_point(spec, Stop(place=tour.start))
        points = [stop_point(spec, stop) for stop in tour.stops]
        grid = grids.get(tour.level)
        if start is None or grid is None or not all(points):
            continue  # said already
        known = [start, *(point for point in points if point is not None)]
        if not all(bool(grid.walkable(*point)) for point in known):
            continue
        legs = _legs(spec, grid, known)
        for number, leg in enumerate(legs):
            if leg is None:
                document.add(
                    ("tours", index, "stops", number),
                    "The guide cannot walk to this stop from the one before without taking a "
                    "portal; move the stop or open a way.",
                )
        planned[tour.id] = TourWay(tour, start, tuple(leg for leg in legs if leg is not None))
    return planned


def _legs(spec: WorldSpec, grid: LevelGrid, points: list[Point]) -> list[tuple[Point, ...] | None]:
    masks = _masks(spec, grid)
    legs = []
    for start, goal in pairwise(points):
        ends = _pixel(grid, start), _pixel(grid, goal)
        found = next((way for mask in masks if (way := route(mask, *ends)) is not None), None)
        legs.append(None if found is None else (*(_middle(grid, p) for p in found[:-1]), goal))
    return legs


def _masks(spec: WorldSpec, grid: LevelGrid) -> list[Bools]:
    """Ground without portals: that with most room to its edges first."""
    level = next(level for level in spec.levels if level.id == grid.id)
    free = grid.walk.copy()
    for portal in spec.portals:
        if portal.level == grid.id:
            free &= ~Canvas(level.bounds, STEP_M).shape(portal.shape)
    masks = [free]
    for _ in range(ROOM_PIXELS):
        masks.insert(0, shrink(masks[0]))
    return masks


def _pixel(grid: LevelGrid, point: Point) -> Pixel:
    row, column, _ = grid.pixels(*point)
    return int(np.asarray(row)), int(np.asarray(column))


def _middle(grid: LevelGrid, pixel: Pixel) -> Point:
    row, column = pixel
    return grid.x0 + (column + 0.5) * grid.step_m, grid.y0 + (row + 0.5) * grid.step_m
