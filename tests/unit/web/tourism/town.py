"""The guide's pages and JSON API in an app of their own: the real guide, with invented places."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from metaserver.civic.limits import Limit
from metaserver.civic.tourism.models import Named, Place
from metaserver.civic.tourism.service import TourismSettings
from metaserver.identity.tokens import TokenBox
from metaserver.ports.tourism import Fetched
from metaserver.web.headers import Headers
from metaserver.web.resources import answer
from metaserver.web.services.routes import api
from metaserver.web.templating import Templates
from metaserver.web.tourism.plans import Plans
from metaserver.web.tourism.routes import tourism_api_routes, tourism_routes
from metaserver.web.visitor import Visitors
from metaserver.web.wishes import Wishes
from tests.unit.civic.complaints.kit import Clock
from tests.unit.civic.tourism.kit import Memory, daily, guide, place
from tests.unit.web.help.town import Visit
from tests.unit.web.services.desk import KEY, People, _me


def named(ko: str, en: str, *given: Any, **more: Any) -> Place:
    """As ``place``, with names that are not its id."""
    return place(*given, **more).model_copy(update={"name": Named(ko=ko, en=en)})


OPEN = named(
    "아침 누각", "Morning Pavilion",
    "test-open", 37.5700, 126.9800, hours=daily(9 * 60, 18 * 60), accessible=True,
    address="지어낸로 1",
)  # fmt: skip
SHUT = named(
    "저녁 누각", "Evening Pavilion",
    "test-shut", 37.5710, 126.9810, hours=daily(19 * 60, 20 * 60), accessible=False,
)  # fmt: skip
OLD = named(
    "오랜 누각", "Olden Pavilion",
    "test-old", 37.5720, 126.9820, as_of=dt.date(2020, 1, 1),
)  # fmt: skip


class GuideTown:
    """It is Monday, 10:00. ``examples``: events that say that they are none; ``saves``, ``makes``:
    so many plans at once. Open it before anything is asked."""

    def __init__(
        self, *more: Place, examples: bool = False, saves: int = 20, makes: int = 60
    ) -> None:
        self.clock = Clock()
        self.store = Memory()
        self.store.facts["test"] = tuple(map(_fetched, (OPEN, SHUT, OLD, *more)))
        self.guide = guide(
            self.store, clock=self.clock, settings=TourismSettings(examples=examples)
        )
        self.templates = _templates()
        tokens = TokenBox(KEY, self.clock)
        visitors = Visitors(accounts=People(), tokens=tokens)
        common: dict[str, Any] = {"visitors": visitors, "templates": self.templates}
        ours = {
            **common, "tourism": self.guide, "clock": self.clock,
            "plans": Plans(
                self.guide,
                making=Limit("limited", burst=makes, every_s=1, clock=self.clock),
                saving=Limit("limited", burst=saves, every_s=60, clock=self.clock),
            ),
        }  # fmt: skip
        nobody: Any = _NoDesks()
        self.app = Starlette(
            routes=[
                *tourism_routes(**ours),
                Route("/api/me", Wishes(visitors, self.templates).api(_me)),
                Mount(
                    "/api",
                    api(
                        desks=nobody, complaints=nobody, tokens=tokens, **common,
                        more=tourism_api_routes(**ours),
                    ),
                ),
                Route("/{path:path}", self._file),
            ],
            middleware=[Middleware(Headers)],
        )  # fmt: skip

    async def open(self) -> None:
        await self.guide.start()

    async def _file(self, request: Request) -> Response:
        found = self.templates.files.get(request.url.path)
        return answer(request, found) if found else Response(status_code=404)

    @asynccontextmanager
    async def visitor(self, language: str = "ko") -> AsyncIterator[Visit]:
        transport = httpx.ASGITransport(self.app, client=("127.0.0.1", 40_000))
        async with httpx.AsyncClient(
            transport=transport, base_url="http://city.test",
            headers={"accept-language": language},
        ) as client:  # fmt: skip
            yield Visit(client)


class _NoDesks:
    """No services besides the guide."""

    def __iter__(self) -> Any:
        return iter(())


@cache
def _templates() -> Templates:
    """Compressing the files takes most of a second."""
    return Templates()


def _fetched(told: Place) -> Fetched:
    body = told.model_dump(mode="json")
    return Fetched(source="test", kind="place", id=told.id, fetched_ms=0, body=body)
