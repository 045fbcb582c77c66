"""Rows become pieces, sizes are filled in, desks get their counters."""

from __future__ import annotations

from collections.abc import Iterator

from metaserver.worldfiles.kit import KIT
from metaserver.worldfiles.models import Desk, Row, Structure, WorldSpec

MAX_PIECES = 20_000


def piece_count(spec: WorldSpec) -> int:
    """How many pieces the world has once its rows are written out."""
    return sum(item.count if isinstance(item, Row) else 1 for item in spec.structures)


def expand(spec: WorldSpec) -> list[Structure]:
    """Every piece that stands in the world, sizes filled in, in the order of the file.

    Desks come last: each is a ``counter`` of the usual size.
    """
    pieces = [_sized(piece) for _, piece in numbered(spec)]
    return pieces + [_counter(desk) for desk in spec.desks]


def numbered(spec: WorldSpec) -> Iterator[tuple[int, Structure]]:
    """Every piece with its index in ``structures``, rows written out."""
    for index, item in enumerate(spec.structures):
        if not isinstance(item, Row):
            yield index, item
            continue
        (x, y), (dx, dy) = item.piece.at, item.step
        for i in range(item.count):
            yield index, item.piece.model_copy(update={"at": (x + i * dx, y + i * dy)})


def _sized(piece: Structure) -> Structure:
    size = piece.size or KIT[piece.kind].size
    return piece.model_copy(update={"size": size})


def _counter(desk: Desk) -> Structure:
    size = KIT["counter"].size
    return Structure(
        kind="counter", level=desk.level, at=desk.at, size=size, turn_deg=desk.turn_deg
    )
