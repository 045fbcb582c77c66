"""What ``/api/openapi.json`` says of the guide."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from pydantic import BaseModel

from metaserver.civic.tourism.models import EventShown, Found, PlaceShown, Plan, PlanWish
from metaserver.web.services.apidocs import CSRF, KEY, Operation, json_body

_TAKEN: Final = (403, 408, 413, 415, 422, 429)
_SEARCH: Final = {
    "q": 'What is looked for; it may say the rest too: "museum near city hall open now".',
    "near": "A place by its name, or lat,lon in degrees.",
    "radius": "Metres around it.",
    "open": "now, or a moment in ISO 8601: only what is surely open then.",
    "kind": "Codes as /api/tourism/kinds gives them, with commas between.",
    "accessible": "1: only what is surely without steps.",
    "limit": "1 to 100; else 20.",
}
_SHARE: Final = {"share": "32 hex digits, as saving gave them."}


class KindShown(BaseModel):
    code: str
    title: str


class KindsShown(BaseModel):
    kinds: list[KindShown]


class TodayShown(BaseModel):
    day: dt.date
    events: list[EventShown]


class Saved(BaseModel):
    share: str
    url: str
    """Of its page."""
    ics: str
    """Of it as a calendar file."""


def operations() -> list[Operation]:
    """``name`` is that of its handler in ``TourismApi``."""
    return [
        Operation(
            path="/tourism/kinds", name="tour_kinds", method="GET", answer=KindsShown,
            summary="Kinds of places.",
        ),
        Operation(
            path="/tourism/places", name="tour_places", method="GET", answer=Found,
            in_query=_SEARCH, errors=(422,), summary="Looks for places.",
        ),
        Operation(
            path="/tourism/places/{place}", name="tour_place", method="GET", answer=PlaceShown,
            in_path={"place": "Its id."}, errors=(404,), summary="What is known of a place.",
        ),
        Operation(
            path="/tourism/today", name="tour_today", method="GET", answer=TodayShown,
            in_query={"day": "YYYY-MM-DD; else today in Seoul."}, errors=(422,),
            summary="What is on.",
        ),
        Operation(
            path="/tourism/plans", name="tour_plan", answer=Plan, headers=CSRF, body=_wish(),
            errors=(*_TAKEN, 404), summary="Makes a plan for a day; nothing of it is kept.",
        ),
        Operation(
            path="/tourism/plans/save", name="tour_save", answer=Saved, status=201,
            headers={**CSRF, **KEY}, body=_wish(), errors=_TAKEN,
            summary="Keeps a plan under an address.",
        ),
        Operation(
            path="/tourism/plans/{share}", name="tour_shared", method="GET", answer=Plan,
            in_path=_SHARE, errors=(404, 429), summary="A plan that was saved, made anew.",
        ),
    ]  # fmt: skip


def _wish() -> dict[str, Any]:
    return json_body(PlanWish.model_json_schema())
