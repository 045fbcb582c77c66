"""What must hold beyond the shape of the file: ids, sizes, and that one can walk there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from metaserver.worldfiles.expand import MAX_PIECES, as_written, piece_count
from metaserver.worldfiles.grid import STEP_M
from metaserver.worldfiles.kit import KIT
from metaserver.worldfiles.models import Polygon, Rect, Shape, WorldSpec
from metaserver.worldfiles.problems import Way
from metaserver.worldfiles.raster import cell_counts
from metaserver.worldfiles.shapes import crosses_itself
from metaserver.worldfiles.tours import check_tours
from metaserver.worldfiles.yamlfile import Document

MAX_CELLS = 65_535
MAX_PIXELS = 8_000_000
"""Of all levels; a square of 700 m. It bounds memory and the client's download."""
MAX_GROUND_M = 12.75
"""What a byte of 5 cm can hold."""


def check_form(spec: WorldSpec, document: Document, assets: Mapping[str, object]) -> bool:
    """Everything that needs no raster; tells whether rasters can be made at all."""
    before = len(document.problems)
    _check_ids(spec, document)
    _check_levels(spec, document)
    _check_shapes(spec, document)
    _check_pieces(spec, document)
    sound = len(document.problems) == before
    _check_references(spec, document, assets)
    return sound


def _check_ids(spec: WorldSpec, document: Document) -> None:
    for section in ("levels", "places", "portals", "desks", "exhibits", "tours"):
        seen: set[str] = set()
        for index, part in enumerate(getattr(spec, section)):
            if part.id in seen:
                document.add(
                    (section, index, "id"), f"The id '{part.id}' is used twice; rename one."
                )
            seen.add(part.id)
    levels = {level.id for level in spec.levels}
    for section in ("surfaces", "places", "portals", "desks", "exhibits", "tours"):
        for index, part in enumerate(getattr(spec, section)):
            _check_level(levels, (section, index, "level"), part.level, document)
    for path, piece in as_written(spec):
        _check_level(levels, (*path, "level"), piece.level, document)


def _check_level(levels: set[str], path: Way, level: str, document: Document) -> None:
    if level not in levels:
        known = ", ".join(sorted(levels))
        document.add(path, f"There is no level '{level}'; the levels are: {known}.")


def _check_levels(spec: WorldSpec, document: Document) -> None:
    for index, level in enumerate(spec.levels):
        x0, y0, x1, y1 = level.bounds
        if x1 - x0 < 2 or y1 - y0 < 2:
            document.add(
                ("levels", index, "bounds"),
                "Write the bounds as [x0, y0, x1, y1] with x1 and y1 at least 2 m larger.",
            )
    cells = sum(max(c, 0) * max(r, 0) for c, r in cell_counts(spec))
    if cells >= MAX_CELLS:
        document.add(
            ("levels",),
            f"The levels have {cells} cells, {MAX_CELLS - 1} are possible; "
            "make the bounds smaller or cell_m larger.",
        )
    pixels = cells * int(spec.cell_m / STEP_M) ** 2
    if pixels > MAX_PIXELS and cells < MAX_CELLS:
        document.add(
            ("levels",), "The levels are larger than 500,000 square metres together; shrink them."
        )


def _check_shapes(spec: WorldSpec, document: Document) -> None:
    for section in ("surfaces", "portals"):
        for index, part in enumerate(getattr(spec, section)):
            _check_shape(part.shape, (section, index, "shape"), document)


def _check_shape(shape: Shape, path: Way, document: Document) -> None:
    if isinstance(shape, Rect):
        x0, y0, x1, y1 = shape.rect
        if x1 <= x0 or y1 <= y0:
            document.add(
                (*path, "rect"), "Write the rectangle as [x0, y0, x1, y1], the smaller ones first."
            )
    elif isinstance(shape, Polygon) and crosses_itself(shape.polygon):
        document.add(
            (*path, "polygon"), "The outline crosses itself; list the corners in order around it."
        )


def _check_pieces(spec: WorldSpec, document: Document) -> None:
    count = piece_count(spec)
    if count > MAX_PIECES:
        document.add(
            ("structures",), f"The rows make {count} pieces; at most {MAX_PIECES} are possible."
        )
    for path, piece in as_written(spec):
        height = (piece.size or KIT[piece.kind].size)[2]
        if piece.kind == "stairs" and piece.base_m + height > MAX_GROUND_M:
            document.add(path, f"The stairs end above {MAX_GROUND_M} m; use another level.")


def _check_references(spec: WorldSpec, document: Document, assets: Mapping[str, object]) -> None:
    places = {place.id for place in spec.places}
    if spec.start not in places:
        document.add(("start",), f"There is no place '{spec.start}'; write the id of a place.")
    check_tours(spec, document)
    for index, exhibit in enumerate(spec.exhibits):
        if exhibit.asset is not None and exhibit.asset not in assets:
            document.add(
                ("exhibits", index, "asset"),
                f"There is no asset '{exhibit.asset}' in the manifest; add it or correct the id.",
            )


def check_portals(
    places: Mapping[str, set[str]], specs: Sequence[tuple[WorldSpec, Document]]
) -> None:
    """Portals lead to places that exist; ``places`` are the place ids of each known world."""
    for spec, document in specs:
        for index, portal in enumerate(spec.portals):
            to = portal.to
            if to.world not in places:
                known = ", ".join(sorted(places))
                document.add(
                    ("portals", index, "to", "world"),
                    f"There is no world '{to.world}'; the worlds are: {known}.",
                )
            elif to.place not in places[to.world]:
                document.add(
                    ("portals", index, "to", "place"),
                    f"The world '{to.world}' has no place '{to.place}'.",
                )
