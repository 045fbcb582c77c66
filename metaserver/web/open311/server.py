"""GeoReport v2 over HTTP: every answer and error in the format that the address ends in.

====================================  ==========  =====
``discovery``                         GET
``services``, ``services/{code}``     GET
``requests``                          GET, POST   POST needs a key
``requests/{id}``, ``tokens/{id}``    GET
====================================  ==========  =====

Each with ``.xml`` or ``.json``. Nothing that is logged or told names a key: keys come in bodies
and, from some programs, in query strings.
"""

from __future__ import annotations

import math
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from metaserver.civic.models import Language
from metaserver.errors import Conflict, Invalid, Limited, StoreError
from metaserver.ports import Clock
from metaserver.web.language import language_of
from metaserver.web.open311.documents import MEDIA_TYPES, Format, encoded
from metaserver.web.open311.faults import Fault, Faults, wrong_fields
from metaserver.web.open311.fields import query_of
from metaserver.web.open311.keys import Keys
from metaserver.web.open311.requests import Requests
from metaserver.web.open311.resources import (
    PATH,
    Answer,
    Asked,
    Handler,
    Open311Settings,
    Resources,
)
from metaserver.web.resources import NEVER

DOWN_RETRY_S: Final = 5
_IDS: Final = {
    "services": "service_code",
    "requests": "service_request_id",
    "tokens": "token",
}
_HEADERS: Final = {
    "Cache-Control": NEVER,
    "Vary": "Accept-Language",
    # What is read here is public, so pages of others may read it too.
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def open311_routes(
    *, requests: Requests, keys: Keys, clock: Clock, settings: Open311Settings
) -> list[Route]:
    """Everything under ``/open311/v2``, for every method: errors have a format of their own."""
    resources = Resources(requests=requests, keys=keys, clock=clock, settings=settings)
    return [Route(PATH + "/{path:path}", Open311(resources))]


class Open311:
    """An ASGI application; ``path_params`` hold the ``path`` below ``/open311/v2/``."""

    def __init__(self, resources: Resources) -> None:
        self._table = resources.table

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._response(request)
        except ClientDisconnect:
            return  # nobody is there to be told
        await response(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        name, _, suffix = request.path_params["path"].rpartition(".")
        form: Format = "json" if suffix == "json" else "xml"
        language = language_of(request)
        try:
            if suffix not in MEDIA_TYPES:
                raise Faults(Fault(404, "resource"))
            answer = await self._answer(request, name, language)
            status, headers = 200, _HEADERS
        except Faults as faults:
            answer = Answer("errors", faults.document(language))
            status, headers = faults.status, {**_HEADERS, **faults.headers}
        body = await encoded(form, *answer)
        return Response(body, status, headers, MEDIA_TYPES[form])

    async def _answer(self, request: Request, path: str, language: Language) -> Answer:
        """Every refusal becomes ``Faults``."""
        handler, id_ = self._handler(request.method, path)
        try:
            return await handler(Asked(request, query_of(request), language, id_))
        except Invalid as invalid:
            raise Faults(*wrong_fields(invalid.fields)) from None
        except Conflict:
            raise Faults(Fault(409, "conflict", "Idempotency-Key")) from None
        except Limited as limited:
            wait = {"Retry-After": str(math.ceil(limited.wait_s))}
            raise Faults(Fault(429, "limited"), headers=wait) from None
        except StoreError:
            wait = {"Retry-After": str(DOWN_RETRY_S)}
            raise Faults(Fault(503, "down"), headers=wait) from None

    def _handler(self, method: str, path: str) -> tuple[Handler, str]:
        name, slash, id_ = path.partition("/")
        methods = self._table.get((name, bool(slash)))
        if methods is None or "/" in id_:
            raise Faults(Fault(404, "resource"))
        handler = methods.get("GET" if method == "HEAD" else method)
        if handler is None:
            raise Faults(Fault(405, "method"), headers={"Allow": ", ".join(["HEAD", *methods])})
        if slash and not id_:
            raise Faults(Fault(400, "missing", _IDS[name]))
        return handler, id_
