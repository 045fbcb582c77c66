"""How operators ask: from this machine, with the key of the data folder.

``GET  /operator/people``   who is connected
``GET  /operator/reports``  cases, newest first; ``?all=1`` the decided ones too
``GET  /operator/bans``     bans that hold
``POST /operator/remove``   ``{person, words?}``
``POST /operator/ban``      ``{person | report, hours?, reason?}``
``POST /operator/lift``     ``{ban}``
``POST /operator/decide``   ``{report, decision}``
``POST /operator/erase``    runs the deletion job now

Every order leaves a line in the log: what, about which number, how it ended.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from typing import Any, Final, TypeVar

import structlog
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from metaserver import metrics
from metaserver.errors import StoreError
from metaserver.ports import Clock
from metaserver.web.access import Network, is_local
from metaserver.web.desk import BanOrder, DecideOrder, Desk, LiftOrder, NotThere, Order, RemoveOrder

ORDER_MAX_BYTES: Final = 16_384
WRONG_KEYS_PER_MINUTE: Final = 10

_log = structlog.get_logger("metaserver.operator")
_Order = TypeVar("_Order", bound=Order)
_Handler = Callable[[Request], Awaitable[Any]]


class OperatorRoutes:
    """``key``: what the operator's Authorization header must bear."""

    def __init__(self, *, desk: Desk, key: str, clock: Clock, trusted: Sequence[Network]) -> None:
        self._desk = desk
        self._key = _digest(key)
        self._clock = clock
        self._trusted = trusted
        self._wrong: list[float] = []
        """When wrong keys came within the last minute; at most ``WRONG_KEYS_PER_MINUTE``."""

    def routes(self) -> list[Route]:
        reads = {"people": self._people, "reports": self._reports, "bans": self._bans}
        orders = {
            "remove": self._remove,
            "ban": self._ban,
            "lift": self._lift,
            "decide": self._decide,
            "erase": self._erase,
        }
        return [
            *(self._route(name, handler, "GET") for name, handler in reads.items()),
            *(self._route(name, handler, "POST") for name, handler in orders.items()),
        ]

    async def _people(self, request: Request) -> Any:
        return self._desk.people()

    async def _reports(self, request: Request) -> Any:
        open_only = request.query_params.get("all") != "1"
        return [asdict(case) for case in await self._desk.reports(open_only=open_only)]

    async def _bans(self, request: Request) -> Any:
        return [asdict(ban) for ban in await self._desk.bans()]

    async def _remove(self, request: Request) -> Any:
        self._desk.remove(await _order(request, RemoveOrder))
        return {}

    async def _ban(self, request: Request) -> Any:
        return {"ban": await self._desk.ban(await _order(request, BanOrder))}

    async def _lift(self, request: Request) -> Any:
        await self._desk.lift(await _order(request, LiftOrder))
        return {}

    async def _decide(self, request: Request) -> Any:
        await self._desk.decide(await _order(request, DecideOrder))
        return {}

    async def _erase(self, request: Request) -> Any:
        return await self._desk.erase()

    def _route(self, name: str, handler: _Handler, method: str) -> Route:
        async def endpoint(request: Request) -> Response:
            response, outcome = await self._guarded(request, handler)
            metrics.OPERATOR_REQUESTS.labels(name, outcome).inc()
            _log.info("operator", action=name, outcome=outcome, about=_about(request))
            response.headers["Cache-Control"] = "no-store"
            return response

        return Route(f"/operator/{name}", endpoint, methods=[method])

    async def _guarded(self, request: Request, handler: _Handler) -> tuple[Response, str]:
        """The answer and how it ended, one word."""
        refused = self._refusal(request)
        if refused is not None:
            return refused, "refused"
        try:
            return JSONResponse(await handler(request)), "done"
        except ValidationError as error:
            return _problem(422, _first(error)), "malformed"
        except NotThere as error:
            return _problem(404, str(error)), "not_there"
        except StoreError as error:
            return _problem(503, str(error)), "store_down"

    def _refusal(self, request: Request) -> Response | None:
        if not is_local(request, self._trusted):
            return _problem(403, "The operators' desk answers on this machine only.")
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(_digest(given), self._key):
            return None
        now_s = self._clock.monotonic_s()
        self._wrong = [then for then in self._wrong if now_s - then < 60]
        if len(self._wrong) >= WRONG_KEYS_PER_MINUTE:
            return _problem(429, "Too many wrong keys; wait a minute.")
        self._wrong.append(now_s)
        return _problem(401, "The operator's key is missing or wrong.")


async def _order(request: Request, kind: type[_Order]) -> _Order:
    """Raises ``ValidationError``, also for a body that is too large."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > ORDER_MAX_BYTES:
            break
    order = kind.model_validate_json(body[: ORDER_MAX_BYTES + 1])
    request.state.about = order.model_dump(exclude={"words", "reason", "decision"})
    return order


def _about(request: Request) -> dict[str, Any]:
    """The numbers that an order names; never the words in it."""
    return getattr(request.state, "about", {})


def _problem(status: int, sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status)


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where or 'order'}: {first['msg'].removeprefix('Value error, ')}."


def _digest(key: str) -> bytes:
    """Equal lengths, so that the comparison takes the same time for every key."""
    return hashlib.sha256(key.encode()).digest()
