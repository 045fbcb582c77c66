"""Rows become pieces, sizes are filled in, desks get their counters."""

from __future__ import annotations

from collections.abc import Iterator

from metaserver.worldfiles.kit import KIT
from metaserver.worldfiles.models import Desk, Row, Structure, WorldSpec
from metaserver.worldfiles.problems import Way

MAX_PIECES = 20_000


def piece_count(spec: WorldSpec) -> int:
    """How many pieces the world has once its rows are written out."""
    return sum(item.count if isinstance(item, Row) else 1 for item in spec.structures)


def expand(spec: WorldSpec) -> list[Structure]:
    """Every piece that stands in the world, sizes filled in, in the order of the file.

    Desks come last: each is a ``counter`` of the usual size.
    """
    pieces = [_sized(piece) for piece in _pieces(spec)]
    return pieces + [_counter(desk) for desk in spec.desks]


def as_written(spec: WorldSpec) -> Iterator[tuple[Way, Structure]]:
    """Every piece as it is written, rows once, with its way in the file."""
    for index, item in enumerate(spec.structures):
        if isinstance(item, Row):
            yield ("structures", index, "piece"), item.piece
        else:
            yield ("structures", index), item


def _pieces(spec: WorldSpec) -> Iterator[Structure]:
    for item in spec.structures:
        if not isinstance(item, Row):
            yield item
            continue
        (x, y), (dx, dy) = item.piece.at, item.step
        for i in range(item.count):
            yield item.piece.model_copy(update={"at": (x + i * dx, y + i * dy)})


def _sized(piece: Structure) -> Structure:
    size = piece.size or KIT[piece.kind].size
    return piece.model_copy(update={"size": size})


def _counter(desk: Desk) -> Structure:
    size = KIT["counter"].size
    return Structure(
        kind="counter", level=desk.level, at=desk.at, size=size, turn_deg=desk.turn_deg
    )
