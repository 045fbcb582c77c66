"""Everything that answers over HTTP, as one Starlette application.

Whatever does not change is in one table from address to ``Resource``; a request for anything
else than its exact address finds nothing, so no address can reach a file that is not in it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from metaserver import metrics
from metaserver.errors import NotFound
from metaserver.register import Register
from metaserver.web.access import Network, is_inside
from metaserver.web.client import Client
from metaserver.web.delivery import DeliveredWorld, world_files, worlds_answer
from metaserver.web.headers import Headers
from metaserver.web.language import language_of, page_language
from metaserver.web.operator import OperatorRoutes
from metaserver.web.pages import Pages
from metaserver.web.resources import NEVER, Resource, answer
from metaserver.web.visitor import has_session
from metaserver.web.wishes import wish_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is served as it is."""

    worlds: Sequence[DeliveredWorld]
    pictures: Mapping[str, Resource]
    dist: Path
    """The built client; the site works without, and says what to run."""
    register: Register


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    start: str
    operator_name: str = "Metaverse Seoul"
    operator_contact: str = ""
    metrics_public: bool = False
    trusted_proxies: Sequence[Network] = ()
    recorded: Collection[str] = ()
    """Worlds that are being recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the site asks of the running city."""

    status: Callable[[], str]
    """``starting``, ``ready`` or ``draining``."""
    people: Callable[[], Mapping[str, int]]
    """People by world."""
    database_ok: Callable[[], Awaitable[bool]]


def create_site(
    *, content: Content, state: State, settings: SiteSettings, operator: OperatorRoutes | None,
    more: Sequence[BaseRoute] = (),
) -> Starlette:  # fmt: skip
    """``more``: routes of other parts, before the files are looked through.

    Reads and compresses every file: takes a second or two, so do it before the loop runs."""
    site = Site(content, state, settings)
    routes = [
        Route("/", site.index),
        Route("/api/worlds", site.worlds),
        Route("/healthz", site.health),
        Route("/metrics", site.metrics),
        Route("/privacy", site.privacy),
        *(operator.routes() if operator else []),
        *more,
        Route("/{path:path}", site.file),
    ]
    handlers: dict[Any, Any] = {404: site.missing, 405: site.not_allowed}
    return Starlette(routes=routes, middleware=[Middleware(Headers)], exception_handlers=handlers)


@dataclass(slots=True)
class Site:
    """The handlers; GET and HEAD only."""

    content: Content
    state: State
    settings: SiteSettings
    client: Client = field(init=False)
    pages: Pages = field(init=False)
    files: dict[str, Resource] = field(init=False)
    """Address to what is served there."""

    def __post_init__(self) -> None:
        self.client = Client(self.content.dist)
        self.pages = Pages(
            register=self.content.register,
            operator=self.settings.operator_name,
            contact=self.settings.operator_contact,
        )
        self.files = {**self.client.files, **self.pages.files, **self.content.pictures}
        for world in self.content.worlds:
            self.files |= world_files(world)

    async def index(self, request: Request) -> Response:
        language = language_of(request)
        if not self.client.is_built:
            return answer(request, self.pages.not_built[language], status=503)
        boot = {**self._worlds(), "account": has_session(request)}
        return answer(request, self.client.page(boot, language))

    async def worlds(self, request: Request) -> Response:
        return JSONResponse(self._worlds(), headers={"Cache-Control": NEVER})

    async def health(self, request: Request) -> Response:
        status, database = self.state.status(), await self.state.database_ok()
        body = {
            "status": status,
            "database": "ok" if database else "down",
            "worlds": {
                each.id: self.state.people().get(each.id, 0) for each in self.content.worlds
            },
        }
        healthy = status == "ready" and database
        return JSONResponse(body, 200 if healthy else 503, headers={"Cache-Control": NEVER})

    async def metrics(self, request: Request) -> Response:
        if not self.settings.metrics_public and not is_inside(
            request, self.settings.trusted_proxies
        ):
            return PlainTextResponse("Metrics are for this machine; see metrics_public.\n", 403)
        return Response(
            metrics.generate(),
            media_type="text/plain; version=0.0.4; charset=utf-8",
            headers={"Cache-Control": NEVER},
        )

    async def privacy(self, request: Request) -> Response:
        return answer(request, self.pages.privacy[page_language(request)])

    async def file(self, request: Request) -> Response:
        found = self.files.get(request.url.path)
        return answer(request, found) if found else await self.missing(request)

    async def missing(self, request: Request, _error: object = None) -> Response:
        if request.url.path.startswith("/api/"):
            return wish_json(NotFound("not_found"), page_language(request))
        if request.url.path.startswith("/operator/"):
            return JSONResponse({"error": "There is no such address."}, 404)
        return answer(request, self.pages.not_found[page_language(request)], status=404)

    async def not_allowed(self, request: Request, error: Any) -> Response:
        return PlainTextResponse("This address does not take that.\n", 405, headers=error.headers)

    def _worlds(self) -> dict[str, Any]:
        return worlds_answer(
            self.content.worlds, self.settings.start, self.state.people(), self.settings.recorded
        )
