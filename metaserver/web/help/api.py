"""Live help and the water desk for programs; told in ``/api/openapi.json`` with the services.

Whatever is about a talk is a POST, so that its code is in no address.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from metaserver.civic.help.models import TalkShown, Ticket
from metaserver.errors import Invalid, NotFound
from metaserver.web import csrf
from metaserver.web.bodies import read_json
from metaserver.web.help.desk import Help, Water
from metaserver.web.help.held import HeldTalk
from metaserver.web.help.orders import Ask, Look, RateTalk, Say, TalkOrder
from metaserver.web.help.words import FIELDS
from metaserver.web.services.addresses import Addresses
from metaserver.web.services.api import IDEMPOTENCY, JSON_MAX_BYTES
from metaserver.web.services.fields import read_schema, walk
from metaserver.web.services.held import Held
from metaserver.web.services.once import once
from metaserver.web.services.orders import Body, read_order
from metaserver.web.services.sending import asker_of
from metaserver.web.visitor import Visitor
from metaserver.web.wishes import Handler, wish_json

DESK: Final = "desk"
"""Department that is asked where none is named."""
_Order = TypeVar("_Order", bound=Body)


class HelpApi:
    def __init__(
        self, *, help_: Help, water: Water, held_talk: HeldTalk, held: Held, addresses: Addresses
    ) -> None:
        self._help = help_
        self._water = water
        self._held_talk = held_talk
        self._held = held
        self._addresses = addresses

    async def help_desk(self, request: Request, visitor: Visitor) -> Response:
        department = request.query_params.get("department", "") or DESK
        return _shown(await self._help.desk(department, visitor.language))

    async def help_ask(self, request: Request, visitor: Visitor) -> Response:
        order = read_order(Ask, await _body(request, visitor))
        answer = await self._help.answer(
            order.question, order.department, visitor.language, address_key=visitor.address_key
        )
        return _shown(answer)

    async def help_current(self, request: Request, visitor: Visitor) -> Response:
        ticket = await self._held_talk.find(request, visitor)
        talk = await self._opened(ticket, visitor) if ticket else None
        if talk and ticket:
            return self._given(request, talk, ticket, 200)
        response = JSONResponse({"talk": None, "code": ""})
        self._held_talk.drop(request, response)
        return response

    async def help_begin(self, request: Request, visitor: Visitor) -> Response:
        body = await _body(request, visitor)
        key = once(request.headers.get(IDEMPOTENCY, ""), self._help.id, body)
        wish = self._help.check(body)
        talk, code = await self._help.ask(wish, asker_of(visitor, "world"), visitor.visit, key)
        return self._given(request, talk, Ticket(talk.number, code), 201)

    async def help_look(self, request: Request, visitor: Visitor) -> Response:
        order = await _order(request, visitor, Look)
        talk = await self._help.look(
            _number(request), order.code, after=order.after, version=order.version,
            language=visitor.language, wait_s=order.wait_s, address_key=visitor.address_key,
        )  # fmt: skip
        return _shown(talk)

    async def help_say(self, request: Request, visitor: Visitor) -> Response:
        order = await _order(request, visitor, Say)
        talk = await self._help.say(
            _number(request), order.code, order.words, order.key, visitor.language,
            after=order.after, address_key=visitor.address_key,
        )  # fmt: skip
        return _shown(talk)

    async def help_typing(self, request: Request, visitor: Visitor) -> Response:
        order = await _order(request, visitor, TalkOrder)
        number, address_key = _number(request), visitor.address_key
        await self._help.typing(number, order.code, address_key=address_key)
        talk = await self._help.look(
            number, order.code, after=order.after, language=visitor.language,
            address_key=address_key,
        )  # fmt: skip
        return _shown(talk)

    async def help_end(self, request: Request, visitor: Visitor) -> Response:
        order = await _order(request, visitor, TalkOrder)
        talk = await self._help.end(
            _number(request), order.code, visitor.language, after=order.after,
            address_key=visitor.address_key,
        )  # fmt: skip
        return _shown(talk)

    async def help_rate(self, request: Request, visitor: Visitor) -> Response:
        order = await _order(request, visitor, RateTalk)
        talk = await self._help.rate(
            _number(request), order.code, order.stars, visitor.language, after=order.after,
            address_key=visitor.address_key,
        )  # fmt: skip
        return _shown(talk)

    async def help_leave(self, request: Request, visitor: Visitor) -> Response:
        body = await _body(request, visitor)
        code = body.pop("code", "")
        if not isinstance(code, str):
            raise Invalid({"code": "form"})
        form = self._help.check_leave(body)
        asker = asker_of(visitor, "world")
        receipt = await self._help.leave(_number(request), code, form, asker)
        given = receipt.model_dump()
        given["follow_url"] = self._addresses.follow(request, receipt)
        given["qr"] = self._addresses.qr(receipt)
        response = JSONResponse(given, 201)
        self._held.give_receipt(request, response, receipt)
        return response

    async def help_transcript(self, request: Request, visitor: Visitor) -> Response:
        order = await _order(request, visitor, TalkOrder)
        return await transcript(self._help, Ticket(_number(request), order.code), visitor)

    async def water_tariff(self, request: Request, visitor: Visitor) -> Response:
        return _shown(self._water.tariff(visitor.language))

    async def water_form(self, request: Request, visitor: Visitor) -> Response:
        language = visitor.language
        return JSONResponse(
            {
                "title": self._water.title(language),
                "summary": self._water.summary(language),
                "schema": self._water.schema(language),
            }
        )

    async def water_settlement(self, request: Request, visitor: Visitor) -> Response:
        body = await _body(request, visitor)
        try:
            return _shown(self._water.settle(self._water.check(body), visitor.language))
        except Invalid as error:
            fields = walk(read_schema(self._water.schema(visitor.language)))
            own = {each.name: each.errors for each in fields}
            return wish_json(error, visitor.language, own)

    async def _opened(self, ticket: Ticket, visitor: Visitor) -> TalkShown | None:
        try:
            return await self._help.look(
                *ticket, language=visitor.language, address_key=visitor.address_key
            )
        except NotFound:
            return None  # erased meanwhile

    def _given(
        self, request: Request, talk: TalkShown, ticket: Ticket, status: int
    ) -> JSONResponse:
        body = {"talk": talk.model_dump(mode="json"), "code": ticket.code}
        response = JSONResponse(body, status)
        self._held_talk.keep(request, response, ticket)
        return response


async def transcript(help_: Help, ticket: Ticket, visitor: Visitor) -> Response:
    """As a file. Raises as ``Help`` does."""
    text = await help_.transcript(*ticket, visitor.language, address_key=visitor.address_key)
    name = f'attachment; filename="{ticket.number}.txt"'
    headers = {"Content-Disposition": name, "X-Content-Type-Options": "nosniff"}
    return PlainTextResponse(text, headers=headers)


def in_our_words(handler: Handler) -> Handler:
    """With the sentences of these forms at their fields."""

    async def told(request: Request, visitor: Visitor) -> Response:
        try:
            return await handler(request, visitor)
        except Invalid as error:
            return wish_json(error, visitor.language, FIELDS[visitor.language])

    return told


def _shown(found: BaseModel) -> Response:
    return JSONResponse(found.model_dump(mode="json"))


def _number(request: Request) -> str:
    return str(request.path_params["number"])


async def _body(request: Request, visitor: Visitor) -> dict[str, Any]:
    csrf.check(request, visitor)
    return await read_json(request, JSON_MAX_BYTES)


async def _order(request: Request, visitor: Visitor, kind: type[_Order]) -> _Order:
    return read_order(kind, await _body(request, visitor))
