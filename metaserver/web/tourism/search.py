"""Places, one place, and what is on: ``/s/tourism``, ``/s/tourism/places/{id}``,
``/s/tourism/today``.

What was added to a plan goes along in the address, so nothing has to be kept of it.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from metaserver.civic.models import Language
from metaserver.civic.tourism.models import FOUND_MAX, STOPS_MAX, Found, PlaceShown
from metaserver.errors import Invalid, NotFound
from metaserver.ports import Clock
from metaserver.web.seoul import SEOUL
from metaserver.web.services.show import to
from metaserver.web.tourism.asked import FIELDS, RADII_M, Asked, Pairs
from metaserver.web.tourism.desk import Tourism
from metaserver.web.tourism.draft import Draft, changed
from metaserver.web.tourism.drawing import Drawing, drawing
from metaserver.web.tourism.show import TourismShows, address
from metaserver.web.tourism.where import Spot, spot_of
from metaserver.web.visitor import Visitor

SEARCH: Final = "/s/tourism"
TODAY: Final = "/s/tourism/today"
PLACES: Final = "/s/tourism/places"
PAGE: Final = 20
NEARBY: Final = 5
Places = tuple[PlaceShown, ...]
_FIELDS: Final = {**FIELDS, "limit": ""}
"""The page has no field for it."""


class SearchPages:
    def __init__(self, tourism: Tourism, shows: TourismShows, clock: Clock) -> None:
        self._tourism = tourism
        self._shows = shows
        self._clock = clock

    async def search(self, request: Request, visitor: Visitor) -> Response:
        values, language = request.query_params, visitor.language
        asked, draft = Asked.of(values), Draft.of(values)
        if done := changed(draft, values):
            return to(address(SEARCH, asked.pairs, *_after(done)))
        found, spot, error = None, None, None
        places: Places = ()
        try:
            spot = await spot_of(self._tourism, asked.near, "near", language)
            found, places = await self._find(asked, spot, language)
        except Invalid as wrong:
            error = wrong
        return self._shows.page(
            request, visitor, "search", title=self._tourism.title(language), draft=draft,
            error=error, fields=_FIELDS, asked=asked, found=found, places=places, spot=spot,
            summary=self._tourism.summary(language), kinds=self._tourism.kinds(language),
            radii=RADII_M, is_full=len(draft.places) >= STOPS_MAX,
            done=self._done(request, visitor), picture=_picture(places, spot),
        )  # fmt: skip

    async def _find(
        self, asked: Asked, spot: Spot | None, language: Language
    ) -> tuple[Found, Places]:
        """The nearest first where somebody says near what. Raises ``Invalid``."""
        form = (asked.all() if spot else asked).form(spot, language)
        found = await self._tourism.search(self._tourism.check_search(form))
        if spot is None:
            return found, found.places
        near = sorted(found.places, key=lambda each: each.distance_m or 0)
        return found, tuple(near[: FOUND_MAX if asked.limit else PAGE])

    async def place(self, request: Request, visitor: Visitor) -> Response:
        """Raises ``NotFound("place")``."""
        values, draft = request.query_params, Draft.of(request.query_params)
        place = self._tourism.place(str(request.path_params["place"]), visitor.language)
        if done := changed(draft, values):
            return to(address(f"{PLACES}/{place.id}", *_after(done)))
        nearby = await self._nearby(place, visitor.language)
        return self._shows.page(
            request, visitor, "place", title=place.name, draft=draft, place=place, nearby=nearby,
            is_full=len(draft.places) >= STOPS_MAX, done=self._done(request, visitor),
            picture=_picture((place, *nearby), None),
        )  # fmt: skip

    async def _nearby(self, place: PlaceShown, language: Language) -> Places:
        """A mark alone would not say where it is."""
        form = {
            "near": {"lat": place.lat, "lon": place.lon}, "language": language,
            "limit": NEARBY + 1,
        }  # fmt: skip
        found = await self._tourism.search(self._tourism.check_search(form))
        return tuple(each for each in found.places if each.id != place.id)[:NEARBY]

    async def today(self, request: Request, visitor: Visitor) -> Response:
        """``?on=``: another day than today."""
        now = dt.datetime.fromtimestamp(self._clock.unix_ms() / 1000, SEOUL).date()
        asked = request.query_params.get("on", "").strip()
        day, error = now, None
        try:
            day = dt.date.fromisoformat(asked) if asked else now
        except ValueError:
            error = Invalid({"on": "form"})
        return self._shows.page(
            request, visitor, "today", title=self._tourism.title(visitor.language),
            draft=Draft.of(request.query_params), error=error, day=day, is_today=day == now,
            typed=asked[:20] or day.isoformat(),
            events=() if error else self._tourism.today(day, visitor.language),
        )  # fmt: skip

    def _done(self, request: Request, visitor: Visitor) -> tuple[str, PlaceShown] | None:
        """What was done just now (``add``, ``remove``), and to which place."""
        what = request.query_params.get("done", "")
        if what not in ("add", "remove"):
            return None
        try:
            return what, self._tourism.place(request.query_params.get("at", ""), visitor.language)
        except NotFound:
            return None


def _after(done: tuple[Draft, Pairs]) -> tuple[Pairs, Pairs]:
    draft, told = done
    return draft.pairs, told


def _picture(places: Places, spot: Spot | None) -> Drawing | None:
    """None for one place alone, of which it would say nothing."""
    here = (spot.lat, spot.lon) if spot else None
    if len(places) + bool(here) < 2:
        return None
    return drawing([(each.name, each.lat, each.lon) for each in places], here)
