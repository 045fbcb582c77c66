"""The services for programs: the browser client in the first place. JSON in, JSON out.

Mounted at ``/api``; ``/api/openapi.json`` describes it. What goes wrong is told as in
``web/wishes.py``. Whatever changes something wants the header ``X-CSRF-Token`` (``/api/me`` gives
it); ``Idempotency-Key`` makes a request that is sent again harmless.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from metaserver.civic.models import Listed, Receipt, Service
from metaserver.errors import Invalid, Unreadable
from metaserver.web import csrf
from metaserver.web.bodies import read_body, read_json
from metaserver.web.services.addresses import Addresses
from metaserver.web.services.apidocs import PHOTO_TYPES
from metaserver.web.services.desks import Complaints, Desks, Queued
from metaserver.web.services.fields import walk
from metaserver.web.services.held import Held
from metaserver.web.services.joining import Joins
from metaserver.web.services.once import once
from metaserver.web.services.orders import Follow, Order, Rate, Remind, Reopen, read_order
from metaserver.web.services.sending import Books, asker_of, who
from metaserver.web.services.view import sentence
from metaserver.web.visitor import Visitor
from metaserver.web.wishes import wish_json

JSON_MAX_BYTES: Final = 64_000
PHOTO_MAX_BYTES: Final = 10 * 1024 * 1024
IDEMPOTENCY: Final = "Idempotency-Key"

_Order = TypeVar("_Order", bound=Order)


class ServiceApi:
    def __init__(
        self, *, desks: Desks, complaints: Complaints, held: Held, addresses: Addresses
    ) -> None:
        self._desks = desks
        self._complaints = complaints
        self._held = held
        self._addresses = addresses
        self._books = Books()
        self._joins = Joins(complaints)

    async def all(self, request: Request, visitor: Visitor) -> Response:
        return JSONResponse({"services": [_named(each, visitor) for each in self._desks.listed()]})

    async def one(self, request: Request, visitor: Visitor) -> Response:
        service = self._service(request)
        state = await service.queue(visitor.language) if isinstance(service, Queued) else None
        return JSONResponse(
            {
                **_named(service, visitor),
                "schema": self._books.of(service, visitor.language).schema,
                "state": state.model_dump(mode="json") if state else None,
            }
        )

    async def submit(self, request: Request, visitor: Visitor) -> Response:
        csrf.check(request, visitor)
        service, body = self._service(request), await _body(request)
        key = once(request.headers.get(IDEMPOTENCY, ""), service.id, body)
        try:
            wish = service.check(body)
            receipt = await service.submit(wish, asker_of(visitor, "world"), key)
        except Invalid as error:
            return self._wrong(service, visitor, error)
        return self._given(request, receipt)

    async def similar(self, request: Request, visitor: Visitor) -> Response:
        csrf.check(request, visitor)
        service, body = self._service(request), await _body(request)
        try:
            wish = service.check(body)
        except Invalid as error:
            return self._wrong(service, visitor, error)
        found = await service.similar(wish, visitor.language, address_key=visitor.address_key)
        return JSONResponse({"similar": found})

    async def photo(self, request: Request, visitor: Visitor) -> Response:
        csrf.check(request, visitor)
        if request.headers.get("content-type", "").lower() not in PHOTO_TYPES:
            raise Unreadable("media_type")
        data = await read_body(request, PHOTO_MAX_BYTES)
        try:
            photo = await self._complaints.add_photo(data, visitor.address_key)
        except Invalid as error:
            return self._wrong(self._complaints, visitor, error)
        return JSONResponse({"id": photo}, 201)

    async def join(self, request: Request, visitor: Visitor) -> Response:
        csrf.check(request, visitor)
        body = await _body(request)
        try:
            wish = self._complaints.check_join(body)
        except Invalid as error:
            return self._wrong(self._complaints, visitor, error)
        mark = once(request.headers.get(IDEMPOTENCY, ""), _number(request), body)
        asker = asker_of(visitor, "world")
        receipt = await self._joins.join(_number(request), wish, asker, mark)
        return self._given(request, receipt)

    async def follow(self, request: Request, visitor: Visitor) -> Response:
        """A POST, so that the code is in no address; it changes nothing."""
        order = await _order(request, visitor, Follow)
        return await self._shown(request, visitor, order.code)

    async def reopen(self, request: Request, visitor: Visitor) -> Response:
        order = await _order(request, visitor, Reopen)
        number = _number(request)
        await self._complaints.reopen(number, order.code, order.words, **who(visitor))
        return await self._shown(request, visitor, order.code)

    async def rate(self, request: Request, visitor: Visitor) -> Response:
        order = await _order(request, visitor, Rate)
        number, code = _number(request), order.code
        await self._complaints.rate(number, code, order.stars, order.words, **who(visitor))
        return await self._shown(request, visitor, code)

    async def remind(self, request: Request, visitor: Visitor) -> Response:
        order = await _order(request, visitor, Remind)
        await self._complaints.remind(_number(request), order.code, **who(visitor))
        return await self._shown(request, visitor, order.code)

    def _service(self, request: Request) -> Service:
        return self._desks.get(request.path_params["service"])

    def _given(self, request: Request, receipt: Receipt) -> Response:
        given = receipt.model_dump()
        if receipt.service == self._complaints.id:
            given["follow_url"] = self._addresses.follow(request, receipt)
            given["qr"] = self._addresses.qr(receipt)
        response = JSONResponse(given, 201)
        self._held.give_receipt(request, response, receipt)
        return response

    async def _shown(self, request: Request, visitor: Visitor, code: str) -> Response:
        number = _number(request)
        shown = await self._complaints.follow(number, code, visitor.language, **who(visitor))
        response = JSONResponse(shown.model_dump(mode="json"))
        if code:
            self._held.give_code(request, response, shown.number, code)
        return response

    def _wrong(self, service: Service, visitor: Visitor, error: Invalid) -> Response:
        """With the sentences of the service's own form."""
        book = self._books.of(service, visitor.language)
        own = {each.name: each.errors for each in walk(book.fields)}
        told = {
            name: {code: sentence(code, own.get(name, {}), book.root, visitor.language)}
            for name, code in error.fields.items()
        }
        return wish_json(error, visitor.language, told)


def _named(service: Listed, visitor: Visitor) -> dict[str, Any]:
    language = visitor.language
    return {
        "id": service.id,
        "title": service.title(language),
        "summary": service.summary(language),
    }


def _number(request: Request) -> str:
    return str(request.path_params["number"])


async def _body(request: Request) -> dict[str, Any]:
    return await read_json(request, JSON_MAX_BYTES)


async def _order(request: Request, visitor: Visitor, kind: type[_Order]) -> _Order:
    csrf.check(request, visitor)
    return read_order(kind, await _body(request))
