"""From a handler to an answer: who asks is found out, and what goes wrong is told.

A handler takes the request and its visitor. What it raises becomes a page or JSON, in the
visitor's language::

    {"error": {"code": "invalid", "words": "…", "fields": {"place.lat": "…"}}}

==============================  ======  ========================================
``Invalid``                     422
``NotFound``                    404
``Forbidden``                   403
``Conflict``                    409
``Limited``                     429     with ``Retry-After``
``Unreadable``                  422     ``large`` 413, ``slow`` 408, ``media_type`` 415
``StoreError``, ``WorkerError``  503     with ``Retry-After``
``OutwardError``                502
==============================  ======  ========================================
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from metaserver.errors import (
    Conflict,
    Forbidden,
    Invalid,
    Limited,
    MetaserverError,
    NotFound,
    OutwardError,
    StoreError,
    Unreadable,
    WishError,
    WorkerError,
)
from metaserver.register import Language
from metaserver.web.language import page_language
from metaserver.web.resources import NEVER
from metaserver.web.templating import Templates, page_headers
from metaserver.web.visitor import Visitor, Visitors
from metaserver.web.wish_words import WISHES, field_words, wait_words

Handler = Callable[[Request, Visitor], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]
TOLD: Final = (WishError, StoreError, WorkerError, OutwardError)
"""What a visitor is told of; anything else is a mistake of ours."""
RETRY_AFTER_S: Final = 10.0

_STATUS: Final[Mapping[type[MetaserverError], int]] = {
    Invalid: 422, NotFound: 404, Forbidden: 403, Conflict: 409, Limited: 429, OutwardError: 502,
    StoreError: 503, WorkerError: 503,
}  # fmt: skip
_BODY_STATUS: Final = {"large": 413, "slow": 408, "media_type": 415, "malformed": 422}
_SPOKEN: Final[Mapping[type[MetaserverError], str]] = {
    Invalid: "invalid", NotFound: "not_found", Forbidden: "forbidden", Conflict: "conflict",
    Limited: "limited", OutwardError: "outward", StoreError: "store", WorkerError: "busy",
    Unreadable: "malformed",
}  # fmt: skip
"""Whose sentence counts where the code has none of its own."""

_log = structlog.get_logger("metaserver.web")


class Wishes:
    """Makes endpoints of handlers."""

    def __init__(self, visitors: Visitors, templates: Templates) -> None:
        self._visitors = visitors
        self._templates = templates

    def page(self, handler: Handler) -> Endpoint:
        """What goes wrong becomes a page."""
        return self._endpoint(handler, self.problem_page)

    def api(self, handler: Handler) -> Endpoint:
        """What goes wrong becomes JSON."""
        return self._endpoint(handler, _problem_json)

    def problem_page(
        self, request: Request, visitor: Visitor | None, error: MetaserverError
    ) -> Response:
        language = visitor.language if visitor else page_language(request)
        heading, sentence = words_of(error, language)
        html = self._templates.html(
            "problem.html", language, title=heading, sentence=sentence, visitor=visitor,
            code=code_of(error), back=request.url.path,
        )  # fmt: skip
        headers = {**page_headers(request), **headers_of(error)}
        return Response(html, status_of(error), headers, "text/html")

    def _endpoint(
        self, handler: Handler,
        tell: Callable[[Request, Visitor | None, MetaserverError], Response],
    ) -> Endpoint:  # fmt: skip
        async def endpoint(request: Request) -> Response:
            visitor = None
            try:
                visitor = await self._visitors.of(request)
                response = await handler(request, visitor)
            except TOLD as error:
                if not isinstance(error, WishError):
                    _log.warning("not done", kind=type(error).__name__, why=str(error))
                response = tell(request, visitor, error)
            response.headers.setdefault("Cache-Control", NEVER)
            if visitor is not None:
                self._visitors.finish(request, response, visitor)
            return response

        return endpoint


def status_of(error: MetaserverError) -> int:
    if isinstance(error, Unreadable):
        return _BODY_STATUS.get(error.code, 422)
    return next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)


def headers_of(error: MetaserverError) -> dict[str, str]:
    if isinstance(error, Limited):
        return {"Retry-After": str(max(1, int(-(-error.wait_s // 1))))}
    if isinstance(error, StoreError | WorkerError):
        return {"Retry-After": str(int(RETRY_AFTER_S))}
    # What is left of such a body is not read, so the connection is of no more use.
    return {"Connection": "close"} if isinstance(error, Unreadable) else {}


def code_of(error: MetaserverError) -> str:
    if isinstance(error, WishError):
        return error.code
    return next((code for kind, code in _SPOKEN.items() if isinstance(error, kind)), "store")


def words_of(error: MetaserverError, language: Language) -> tuple[str, str]:
    """A heading and a sentence."""
    known = WISHES[language]
    kind = next((code for kind, code in _SPOKEN.items() if isinstance(error, kind)), "store")
    heading, sentence = known.get(code_of(error), known[kind])
    wait_s = error.wait_s if isinstance(error, Limited) else RETRY_AFTER_S
    return heading, sentence.replace("{wait}", wait_words(wait_s, language))


def wish_json(
    error: MetaserverError, language: Language,
    fields: Mapping[str, Mapping[str, str]] | None = None, words: str = "",
) -> Response:  # fmt: skip
    """``fields``: a form's own sentences, field to code to sentence; ``words``: one for the whole
    that says more than the usual one."""
    told: dict[str, Any] = {"code": code_of(error), "words": words or words_of(error, language)[1]}
    if isinstance(error, Invalid):
        own = fields or {}
        told["fields"] = {
            name: own.get(name, {}).get(code) or field_words(code, language)
            for name, code in error.fields.items()
        }
    headers = {"Cache-Control": NEVER, **headers_of(error)}
    return JSONResponse({"error": told}, status_of(error), headers)


def _problem_json(request: Request, visitor: Visitor | None, error: MetaserverError) -> Response:
    return wish_json(error, visitor.language if visitor else page_language(request))
