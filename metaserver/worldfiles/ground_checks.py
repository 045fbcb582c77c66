"""That people can stand, arrive, and get to every place, desk, exhibit, stop and portal on foot."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from metaserver.worldfiles.grid import STEP_M, Bools
from metaserver.worldfiles.kit import DESK_FRONT_M, EXHIBIT_FRONT_M
from metaserver.worldfiles.models import Place, Point, Portal, WorldSpec
from metaserver.worldfiles.problems import Way
from metaserver.worldfiles.raster import Layers
from metaserver.worldfiles.shapes import Canvas, contains
from metaserver.worldfiles.yamlfile import Document


def front(at: Point, turn_deg: float, distance_m: float) -> Point:
    """The spot in front of something that faces ``turn_deg``."""
    turn = math.radians(turn_deg)
    return at[0] - distance_m * math.sin(turn), at[1] + distance_m * math.cos(turn)


class GroundCheck:
    """Checks of one world on its rasters; ``reached`` is None where the start itself is wrong."""

    def __init__(
        self,
        spec: WorldSpec,
        layers: Mapping[str, Layers],
        reached: Mapping[str, Bools] | None,
        document: Document,
    ) -> None:
        self.spec = spec
        self.layers = layers
        self.reached = reached
        self.document = document
        self.bounds = {level.id: level.bounds for level in spec.levels}

    def run(self) -> None:
        for index, place in enumerate(self.spec.places):
            self._spot(("places", index, "at"), place.level, place.at, "The place")
        for index, desk in enumerate(self.spec.desks):
            spot = front(desk.at, desk.turn_deg, DESK_FRONT_M)
            self._spot(("desks", index, "at"), desk.level, spot, "The spot in front of the desk")
        for index, exhibit in enumerate(self.spec.exhibits):
            spot = front(exhibit.at, exhibit.turn_deg, EXHIBIT_FRONT_M)
            self._spot(
                ("exhibits", index, "at"), exhibit.level, spot, "The spot in front of the exhibit"
            )
        for index, tour in enumerate(self.spec.tours):
            for number, stop in enumerate(tour.stops):
                if stop.at is not None:
                    path = ("tours", index, "stops", number, "at")
                    self._spot(path, tour.level, stop.at, "The stop")
        for index, portal in enumerate(self.spec.portals):
            self._portal(index, portal)

    def _spot(self, path: Way, level: str, at: Point, what: str) -> None:
        layers = self.layers[level]
        j, i, inside = layers.grid.pixels(*at)
        if not inside:
            sentence = f"{what} lies outside the level's bounds; move it inside."
        elif layers.covered[j, i]:
            sentence = f"{what} is covered by a structure; move one of them."
        elif not layers.grid.walk[j, i]:
            sentence = f"{what} is not on walkable ground; move it or open the ground."
        elif self.reached is not None and not self.reached[level][j, i]:
            sentence = f"{what} cannot be reached on foot from the start; open a way to it."
        else:
            return
        self.document.add(path, sentence)

    def _portal(self, index: int, portal: Portal) -> None:
        path = ("portals", index, "shape")
        inside = Canvas(self.bounds[portal.level], STEP_M).shape(portal.shape)
        if not (inside & self.layers[portal.level].grid.walk).any():
            self.document.add(
                path, "No part of the portal is on walkable ground; move it or open the ground."
            )
        elif self.reached is not None and not (inside & self.reached[portal.level]).any():
            self.document.add(
                path, "The portal cannot be reached on foot from the start; open a way to it."
            )
        for place_index, place in enumerate(self.spec.places):
            if place.level == portal.level and _overlap(portal, place):
                self.document.add(
                    ("places", place_index, "at"),
                    f"The portal '{portal.id}' reaches into this place, so that whoever arrives "
                    "is taken away at once; move it, or make radius_m smaller.",
                )


def _overlap(portal: Portal, place: Place) -> bool:
    """Whether an arrival, spread over the place's radius, can fall into the portal."""
    reach = np.arange(-place.radius_m, place.radius_m + STEP_M, STEP_M)
    dx, dy = reach[np.newaxis, :], reach[:, np.newaxis]
    hit = contains(portal.shape, place.at[0] + dx, place.at[1] + dy)
    return bool((hit & (dx**2 + dy**2 <= place.radius_m**2)).any())
