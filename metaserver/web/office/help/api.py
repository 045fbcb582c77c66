"""What the console's script asks: JSON in, JSON out.

Everything wants the header ``X-CSRF-Token``. ``look`` is a long poll: whoever asks again with the
version and the cursors they have misses nothing, however often the connection was lost.
"""

from __future__ import annotations

from typing import Final, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from metaserver.civic.help.models import TakenShown
from metaserver.ports.accounts import Account
from metaserver.web import csrf
from metaserver.web.bodies import read_json
from metaserver.web.office.frame import official
from metaserver.web.office.help import orders
from metaserver.web.office.help.desk import Duties, Help
from metaserver.web.office.help.where import point, points
from metaserver.web.services.orders import Body, read_order
from metaserver.web.visitor import Visitor

JSON_MAX_BYTES: Final = 64_000

_Order = TypeVar("_Order", bound=Body)


class ConsoleApi:
    def __init__(self, *, help_: Help, duties: Duties) -> None:
        self._help = help_
        self._duties = duties

    async def waiting(self, request: Request, visitor: Visitor) -> Response:
        """For the navigation of every page of the office."""
        return JSONResponse({"waiting": await self._help.waiting(official(visitor))})

    async def look(self, request: Request, visitor: Visitor) -> Response:
        by, order = await _order(request, visitor, orders.Look)
        console = await self._help.console(
            by, visitor.language, version=order.version, talks=order.talks, wait_s=order.wait_s
        )
        return JSONResponse({**console.model_dump(mode="json"), "points": points(console.talks)})

    async def duty(self, request: Request, visitor: Visitor) -> Response:
        by, order = await _order(request, visitor, orders.Duty)
        if order.department:
            await self._duties.on_duty(by, order.department)
        else:
            await self._duties.off_duty(by)
        return JSONResponse({})

    async def take(self, request: Request, visitor: Visitor) -> Response:
        by, order = await _order(request, visitor, orders.Take)
        return _talk(await self._help.take(by, order.number, visitor.language))

    async def say(self, request: Request, visitor: Visitor) -> Response:
        by, order = await _order(request, visitor, orders.Say)
        return _talk(
            await self._help.tell(
                by, order.number, order.words, order.key, visitor.language, after=order.after
            )
        )

    async def typing(self, request: Request, visitor: Visitor) -> Response:
        by, order = await _order(request, visitor, orders.OfTalk)
        await self._help.typing_to(by, order.number)
        return JSONResponse({})

    async def transfer(self, request: Request, visitor: Visitor) -> Response:
        by, order = await _order(request, visitor, orders.Transfer)
        await self._help.transfer(by, order.number, order.department, order.note)
        return JSONResponse({})

    async def complaint(self, request: Request, visitor: Visitor) -> Response:
        by, order = await _order(request, visitor, orders.Complain)
        form = self._help.check_complaint(order.form)
        return JSONResponse({"complaint": await self._help.complain(by, order.number, form)})

    async def end(self, request: Request, visitor: Visitor) -> Response:
        by, order = await _order(request, visitor, orders.OfTalk)
        await self._help.end_talk(by, order.number)
        return JSONResponse({})

    async def knowledge(self, request: Request, visitor: Visitor) -> Response:
        """In the language of the talk, which may not be the official's."""
        by, order = await _order(request, visitor, orders.Ask)
        answer = await self._help.knowledge(by, order.question, order.department, order.language)
        return JSONResponse(answer.model_dump(mode="json"))


async def _order(request: Request, visitor: Visitor, kind: type[_Order]) -> tuple[Account, _Order]:
    """Raises ``NotFound``, ``Forbidden``, ``Unreadable`` and ``Invalid``."""
    by = official(visitor)
    csrf.check(request, visitor)
    return by, read_order(kind, await read_json(request, JSON_MAX_BYTES))


def _talk(talk: TakenShown) -> Response:
    return JSONResponse({"talk": talk.model_dump(mode="json"), "point": point(talk)})
