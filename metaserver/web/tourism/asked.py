"""A search as an address carries it: ``?q=&near=&radius=&open=&kind=&accessible=&limit=``.

Pages and the JSON API read it alike, so that either can be told in a link.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from starlette.datastructures import ImmutableMultiDict

from metaserver.civic.models import Language
from metaserver.civic.tourism.models import FOUND_MAX, WORDS_MAX
from metaserver.web.tourism.where import Spot

Values = ImmutableMultiDict[str, str]
Pairs = list[tuple[str, str]]
RADII_M: Final = (1000, 3000, 5000)
"""Those that the page offers; others are as good."""
FIELDS: Final[Mapping[str, str]] = {
    "words": "q",
    "radius_m": "radius",
    "open_at": "open",
    "kinds": "kind",
}
"""What the form calls whatever the search names otherwise."""
_KINDS_MAX: Final = 21
"""One more than may be chosen, so that more are told of."""
_YES: Final = ("1", "true", "now", "on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was typed and ticked, whether it can be or not."""

    q: str = ""
    near: str = ""
    """A place by its name, or ``lat,lon``."""
    radius: str = ""
    open: str = ""
    """``now``, or a moment; '' for any time."""
    kinds: tuple[str, ...] = ()
    accessible: bool = False
    limit: str = ""

    @classmethod
    def of(cls, values: Values) -> Self:
        kinds = [code for each in values.getlist("kind") for code in each.split(",") if code]
        is_open = values.get("open", "").strip()
        return cls(
            q=values.get("q", "").strip()[: WORDS_MAX + 1],
            near=values.get("near", "").strip()[: WORDS_MAX + 1],
            radius=values.get("radius", "").strip()[:20],
            open="now" if is_open in _YES else is_open[:40],
            kinds=tuple(dict.fromkeys(kinds))[:_KINDS_MAX],
            accessible=values.get("accessible", "") in _YES,
            limit=values.get("limit", "").strip()[:20],
        )

    @property
    def pairs(self) -> Pairs:
        """For an address, or for hidden fields."""
        single = [
            ("q", self.q), ("near", self.near), ("radius", self.radius), ("open", self.open),
            ("accessible", "1" if self.accessible else ""), ("limit", self.limit),
        ]  # fmt: skip
        return [pair for pair in single if pair[1]] + [("kind", each) for each in self.kinds]

    def all(self) -> Asked:
        """As many as there can be."""
        return replace(self, limit=str(FOUND_MAX))

    def form(self, spot: Spot | None, language: Language) -> dict[str, Any]:
        """As ``Tourism.check_search`` takes it."""
        near = {"lat": spot.lat, "lon": spot.lon} if spot else None
        return {
            "words": self.q, "near": near, "radius_m": self.radius, "open_at": self.open,
            "kinds": list(self.kinds), "accessible": self.accessible, "limit": self.limit,
            "language": language,
        }  # fmt: skip
