"""The guide for programs; told in ``/api/openapi.json`` with the services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from metaserver.errors import Invalid
from metaserver.ports import Clock
from metaserver.web import csrf
from metaserver.web.bodies import read_json
from metaserver.web.seoul import SEOUL
from metaserver.web.services.addresses import Addresses
from metaserver.web.services.api import IDEMPOTENCY, JSON_MAX_BYTES
from metaserver.web.services.once import once
from metaserver.web.tourism.asked import FIELDS, Asked
from metaserver.web.tourism.desk import Tourism
from metaserver.web.tourism.plan import PLAN
from metaserver.web.tourism.plans import Plans
from metaserver.web.tourism.show import sentences
from metaserver.web.tourism.where import spot_of
from metaserver.web.visitor import Visitor
from metaserver.web.wishes import Handler, code_of, wish_json


class TourismApi:
    def __init__(
        self, *, tourism: Tourism, plans: Plans, addresses: Addresses, clock: Clock
    ) -> None:
        self._tourism = tourism
        self._plans = plans
        self._addresses = addresses
        self._clock = clock

    async def tour_kinds(self, request: Request, visitor: Visitor) -> Response:
        kinds = self._tourism.kinds(visitor.language)
        return JSONResponse({"kinds": [{"code": code, "title": title} for code, title in kinds]})

    async def tour_places(self, request: Request, visitor: Visitor) -> Response:
        asked = Asked.of(request.query_params)
        spot = await spot_of(self._tourism, asked.near, "near", visitor.language)
        wish = self._tourism.check_search(asked.form(spot, visitor.language))
        return _shown(await self._tourism.search(wish))

    async def tour_place(self, request: Request, visitor: Visitor) -> Response:
        return _shown(self._tourism.place(str(request.path_params["place"]), visitor.language))

    async def tour_today(self, request: Request, visitor: Visitor) -> Response:
        asked = request.query_params.get("day", "")
        try:
            day = dt.date.fromisoformat(asked) if asked else self._today()
        except ValueError:
            raise Invalid({"day": "form"}) from None
        events = self._tourism.today(day, visitor.language)
        told = [each.model_dump(mode="json") for each in events]
        return JSONResponse({"day": day.isoformat(), "events": told})

    async def tour_plan(self, request: Request, visitor: Visitor) -> Response:
        wish = self._tourism.check_plan(await _body(request, visitor))
        return _shown(await self._plans.make(wish, visitor))

    async def tour_save(self, request: Request, visitor: Visitor) -> Response:
        body = await _body(request, visitor)
        mark = once(request.headers.get(IDEMPOTENCY, ""), self._tourism.id, body)
        share = await self._plans.save(self._tourism.check_plan(body), mark, visitor)
        url = f"{self._addresses.site(request)}{PLAN}/{share}"
        return JSONResponse({"share": share, "url": url, "ics": f"{url}.ics"}, 201)

    async def tour_shared(self, request: Request, visitor: Visitor) -> Response:
        return _shown(await self._plans.shared(str(request.path_params["share"]), visitor))

    def in_our_words(self, handler: Handler, fields: Mapping[str, str]) -> Handler:
        """With the guide's own sentences. ``fields``: as for ``sentences``."""

        async def told(request: Request, visitor: Visitor) -> Response:
            try:
                return await handler(request, visitor)
            except Invalid as error:
                words = sentences(self._tourism, error, visitor.language, fields)
                own = {name: {code_of(error): each} for name, each in words.items()}
                wrong = Invalid(dict.fromkeys(words, code_of(error)))
                return wish_json(wrong, visitor.language, own)

        return told

    def handler(self, name: str) -> Handler:
        """By the name of its operation."""
        given: Handler = getattr(self, name)
        return self.in_our_words(given, FIELDS if name == "tour_places" else {})

    def _today(self) -> dt.date:
        return dt.datetime.fromtimestamp(self._clock.unix_ms() / 1000, SEOUL).date()


def _shown(found: BaseModel) -> Response:
    return JSONResponse(found.model_dump(mode="json"))


async def _body(request: Request, visitor: Visitor) -> dict[str, Any]:
    csrf.check(request, visitor)
    return await read_json(request, JSON_MAX_BYTES)
