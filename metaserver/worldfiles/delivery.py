"""What a client downloads of a world, as plain values for JSON and msgpack."""

from __future__ import annotations

from typing import Any

import numpy as np

from metaserver.worldfiles.grid import STEP_M, LevelGrid
from metaserver.worldfiles.loader import World


def delivery(world: World) -> dict[str, Any]:
    """The three parts of a world.

    ``world``: ``world.json``, rows expanded, sizes filled in, pictures as addresses;
    ``texts``: ``texts.<language>.json`` by language; ``raster``: the content of
    ``raster.bin``, where ``walk`` is one bit a pixel, least significant first, and
    ``ground`` one byte a pixel of 5 cm, both row by row from ``y0`` upwards.
    """
    return {
        "world": _world(world),
        "texts": {
            language: texts.model_dump(mode="json")
            for language, texts in sorted(world.texts.items())
        },
        "raster": {"step_m": STEP_M, "levels": [_level(grid) for grid in world.grids.values()]},
    }


def _world(world: World) -> dict[str, Any]:
    plain: dict[str, Any] = world.spec.model_dump(mode="json", exclude={"format"})
    plain["structures"] = [piece.model_dump(mode="json") for piece in world.structures]
    for exhibit in plain["exhibits"]:
        asset = world.assets.get(exhibit.pop("asset") or "")
        exhibit["picture"] = asset.url if asset is not None else None
    for tour in plain["tours"]:
        for stop, leg in zip(tour["stops"], world.tours[tour["id"]].legs, strict=True):
            stop["at"] = list(leg[-1])
    return plain


def _level(grid: LevelGrid) -> dict[str, Any]:
    return {
        "id": grid.id,
        "x0": grid.x0,
        "y0": grid.y0,
        "step_m": grid.step_m,
        "width": grid.width,
        "height": grid.height,
        "walk": np.packbits(grid.walk, bitorder="little").tobytes(),
        "ground": grid.ground.tobytes(),
        "first_cell": grid.first_cell,
        "columns": grid.columns,
        "rows": grid.rows,
    }
