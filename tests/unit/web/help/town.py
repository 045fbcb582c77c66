"""Live help's pages and JSON API in an app of their own: the real help desk, in a database."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from html import unescape
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route

from metaserver.civic.registry import Registry
from metaserver.civic.water.service import WaterDesk
from metaserver.identity.tokens import TokenBox
from metaserver.register import load_register
from metaserver.storage import Database, SqlOwnData
from metaserver.web.headers import Headers
from metaserver.web.help.routes import help_api_routes, help_routes
from metaserver.web.services.routes import api, service_routes
from metaserver.web.templating import Templates
from metaserver.web.visitor import Visitors
from metaserver.web.wishes import Wishes
from tests.unit.civic.help.kit import HelpCity
from tests.unit.web.services.desk import KEY, Browser, People, _me


class HelpTown:
    """``city`` has the officials, ``app`` is what visitors see."""

    def __init__(self, db: Database) -> None:
        self.city = HelpCity(db)
        self.people = People()
        self.templates = _templates()
        tokens = TokenBox(KEY, self.city.clock)
        visitors = Visitors(accounts=self.people, tokens=tokens)
        common: dict[str, Any] = {
            "visitors": visitors, "templates": self.templates, "tokens": tokens,
        }  # fmt: skip
        ours = {**common, "help_": self.city.help, "water": WaterDesk()}
        desks = {
            **common, "desks": Registry([self.city.complaints]),
            "complaints": self.city.complaints,
        }  # fmt: skip
        self.app = Starlette(
            routes=[
                *help_routes(**ours),
                *service_routes(
                    **desks,
                    own_data=SqlOwnData(db),
                    register=load_register(),
                    landmarks=lambda _language: (),
                ),
                Route("/api/me", Wishes(visitors, self.templates).api(_me)),
                Mount("/api", api(**desks, more=help_api_routes(**ours))),
            ],
            middleware=[Middleware(Headers)],
        )

    @asynccontextmanager
    async def visitor(self, language: str = "ko") -> AsyncIterator[Visit]:
        transport = httpx.ASGITransport(self.app, client=("127.0.0.1", 40_000))
        async with httpx.AsyncClient(
            transport=transport, base_url="http://city.test",
            headers={"accept-language": language},
        ) as client:  # fmt: skip
            yield Visit(client)


@cache
def _templates() -> Templates:
    """Compressing the files takes most of a second."""
    return Templates()


class Visit(Browser):
    """Sends any form of the page that is open, by where it goes."""

    async def submit(self, action: str, **values: str) -> httpx.Response:
        form = next(each for each in forms(self.page) if each["action"] == action)
        body = {**form["hidden"], **values}
        self.page = await self.client.post(action, data=body)
        if self.page.status_code == 303:
            return await self.open(self.page.headers["location"])
        return self.page

    async def asks(self, question: str, path: str = "/s/help", **more: str) -> httpx.Response:
        await self.open(path)
        return await self.submit(path, question=question, **more)

    async def wants_a_person(self, question: str = "길을 묻습니다") -> httpx.Response:
        await self.asks(question)
        return await self.submit("/s/help/talks", step="talk")


def forms(page: httpx.Response) -> list[dict[str, Any]]:
    """Each with where it goes and its hidden fields."""
    found = []
    for form in re.findall(r"<form.*?</form>", page.text, re.DOTALL):
        action = re.search(r'action="([^"]+)"', form)
        assert action
        hidden: dict[str, list[str]] = {}
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
            hidden.setdefault(name, []).append(unescape(value))
        found.append({"action": action[1], "hidden": hidden, "html": form})
    return found


def text(page: httpx.Response) -> str:
    """What can be read on it, in one line."""
    main = page.text.partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
