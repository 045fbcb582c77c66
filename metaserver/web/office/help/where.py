"""A visitor's place on the drawing of the city that cases are shown on."""

from __future__ import annotations

from collections.abc import Iterable

from metaserver.civic.help.models import TakenShown
from metaserver.web.mapping import EAST, NORTH, SOUTH, WEST, x_of, y_of


def point(talk: TakenShown) -> tuple[float, float] | None:
    """Pixels from the left and from the top; None where it is not known, or outside."""
    if talk.lat is None or talk.lon is None:
        return None
    if not (SOUTH <= talk.lat <= NORTH and WEST <= talk.lon <= EAST):
        return None
    return round(x_of(talk.lon), 1), round(y_of(talk.lat), 1)


def points(talks: Iterable[TakenShown]) -> dict[str, tuple[float, float] | None]:
    """By the number of the talk."""
    return {talk.number: point(talk) for talk in talks}
