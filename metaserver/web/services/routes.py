"""The service pages and the JSON API, put together for the site to mount."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match, Route

from metaserver.errors import Conflict, NotFound
from metaserver.identity.tokens import TokenBox
from metaserver.ports.owndata import OwnDataStore
from metaserver.register import Register
from metaserver.web.language import page_language
from metaserver.web.services.addresses import Addresses
from metaserver.web.services.api import ServiceApi
from metaserver.web.services.apidocs import SUMMARY, Operation, operations
from metaserver.web.services.data import ComplaintData
from metaserver.web.services.desks import Complaints, Desks
from metaserver.web.services.follow import FOLLOW, FollowPages
from metaserver.web.services.held import Held
from metaserver.web.services.pages import ServicePages
from metaserver.web.services.pointing import Landmarks
from metaserver.web.services.show import Shows
from metaserver.web.services.words import PROBLEMS, WORDS
from metaserver.web.templating import Templates
from metaserver.web.visitor import Visitor, Visitors
from metaserver.web.wishes import Endpoint, Handler, Wishes, wish_json


def service_routes(
    *, desks: Desks, complaints: Complaints, visitors: Visitors, templates: Templates,
    tokens: TokenBox, own_data: OwnDataStore, register: Register, landmarks: Landmarks,
    public_url: str = "",
) -> list[Route]:  # fmt: skip
    """``landmarks``: what the maps in forms show; ``public_url``: the site's address for QR codes,
    '' for the one that a request came to."""
    wishes = Wishes(visitors, templates)
    shows, held = Shows(templates), Held(tokens, visitors)
    pages = ServicePages(
        desks=desks, complaints=complaints, shows=shows, held=held,
        addresses=Addresses(visitors, public_url), landmarks=landmarks,
    )  # fmt: skip
    follow = FollowPages(complaints=complaints, shows=shows, held=held)
    data = ComplaintData(complaints=complaints, held=held, store=own_data, register=register)
    one = "/s/complaints/{number}"
    return [
        Route("/s", wishes.page(pages.all), methods=["GET"]),
        Route(FOLLOW, wishes.page(follow.ask), methods=["GET"]),
        Route(FOLLOW, wishes.page(follow.open), methods=["POST"]),
        Route("/s/{service}/receipt", wishes.page(pages.receipt), methods=["GET"]),
        Route("/s/{service}/receipt.svg", wishes.page(pages.qr), methods=["GET"]),
        Route(f"{one}/photos/{{photo}}", wishes.page(follow.photo), methods=["GET"]),
        Route(f"{one}/reopen", wishes.page(follow.reopen), methods=["POST"]),
        Route(f"{one}/rate", wishes.page(follow.rate), methods=["POST"]),
        Route(f"{one}/remind", wishes.page(follow.remind), methods=["POST"]),
        Route(f"{one}/data.json", wishes.page(data.file), methods=["GET"]),
        Route(one, wishes.page(follow.show), methods=["GET"]),
        Route("/s/{service}", wishes.page(pages.open), methods=["GET"]),
        Route("/s/{service}", wishes.page(pages.send), methods=["POST"]),
    ]


def api(
    *, desks: Desks, complaints: Complaints, visitors: Visitors, templates: Templates,
    tokens: TokenBox, public_url: str = "", more: Sequence[tuple[Operation, Endpoint]] = (),
) -> FastAPI:  # fmt: skip
    """To be mounted at ``/api``, behind the addresses there that are others'. ``more``: what other
    parts have under it."""
    wishes, held = Wishes(visitors, templates), Held(tokens, visitors)
    handlers = ServiceApi(
        desks=desks, complaints=complaints, held=held, addresses=Addresses(visitors, public_url)
    )
    app = FastAPI(
        title="Metaverse Seoul", version="1", summary=SUMMARY, docs_url=None, redoc_url=None,
        redirect_slashes=False, exception_handlers={HTTPException: _missing},
    )  # fmt: skip
    for each in operations(desks):
        endpoint = wishes.api(_in_our_words(getattr(handlers, each.name)))
        app.add_api_route(each.path, endpoint, **each.documented())
    for operation, endpoint in more:
        app.add_api_route(operation.path, endpoint, **operation.documented())
    return app


def _in_our_words(handler: Handler) -> Handler:
    """For what has a better sentence here than the usual one."""

    async def told(request: Request, visitor: Visitor) -> Response:
        try:
            return await handler(request, visitor)
        except (Conflict, NotFound) as error:
            words = PROBLEMS[visitor.language].get(error.code, "")
            return wish_json(error, visitor.language, words=words)

    return told


async def _missing(request: Request, error: Any) -> Response:
    """No such address, or not with that method."""
    language = page_language(request)
    if error.status_code == 404:
        return wish_json(NotFound("not_found"), language)
    told = {"code": "method", "words": WORDS[language]["method"]}
    headers = {"Allow": ", ".join(_allowed(request))}
    return JSONResponse({"error": told}, error.status_code, headers)


def _allowed(request: Request) -> list[str]:
    """Methods of all the routes at that address; the error knows of the first alone."""
    found: set[str] = set()
    for route in request.app.router.routes:
        if isinstance(route, Route) and route.matches(request.scope)[0] != Match.NONE:
            found |= route.methods or set()
    return sorted(found)
