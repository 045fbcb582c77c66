"""Which open complaints may tell of the same thing.

Words are compared by pairs of characters: Korean particles defeat comparing whole words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from metaserver.civic.complaints.places import distance_m
from metaserver.ports.complaints import Complaint

SHOWN_MAX: Final = 5
NEAR_WEIGHT: Final = 0.6
"""Share of nearness in the rank; the rest is words in common."""
_COMPARED_CHARS: Final = 400
_NO_LETTER: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Match:
    complaint: Complaint
    distance_m: float
    rank: float
    """0 to 1; 1 is the same place and the same words."""


def likeness(words: str, others: str) -> float:
    """Dice's coefficient of the two sets of character pairs, 0 to 1."""
    return _shared(_pairs(words), _pairs(others))


def _shared(mine: frozenset[str], theirs: frozenset[str]) -> float:
    total = len(mine) + len(theirs)
    return 2 * len(mine & theirs) / total if total else 0.0


def similar(
    *, kind: str, lat: float, lon: float, words: str, among: Iterable[Complaint], radius_m: float
) -> list[Match]:
    """Open ones of that kind within ``radius_m``, the likeliest first."""
    found, mine = [], _pairs(words)
    for each in among:
        if each.kind != kind or not each.status.is_open or each.lat is None or each.lon is None:
            continue
        away_m = distance_m(lat, lon, each.lat, each.lon)
        if away_m <= radius_m:
            found.append(Match(each, away_m, _rank(away_m / radius_m, mine, each.description)))
    return sorted(found, key=lambda match: (-match.rank, match.distance_m, match.complaint.id))


def _rank(away: float, mine: frozenset[str], others: str) -> float:
    """``away``: share of the radius."""
    return NEAR_WEIGHT * (1 - away) + (1 - NEAR_WEIGHT) * _shared(mine, _pairs(others))


def _pairs(text: str) -> frozenset[str]:
    plain = _NO_LETTER.sub("", text[:_COMPARED_CHARS].casefold())
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))
