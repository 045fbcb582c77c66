"""The service pages and the JSON API in an app of their own: the real 120 desk, in a database."""

from __future__ import annotations

import io
import json
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from html import unescape
from typing import Any

import httpx
from PIL import Image
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from metaserver.civic.complaints.service import ComplaintService
from metaserver.civic.means import Means
from metaserver.civic.models import Service
from metaserver.civic.registry import Registry
from metaserver.civic.services import build
from metaserver.identity.tokens import TokenBox
from metaserver.ports.accounts import Account
from metaserver.ports.complaints import Change, Event, EventKind, Status
from metaserver.register import load_register
from metaserver.storage import (
    Database,
    SqlAccountStore,
    SqlAuditStore,
    SqlComplaintStore,
    SqlOfficeStore,
    SqlOwnData,
)
from metaserver.web.headers import Headers
from metaserver.web.resources import answer
from metaserver.web.services.placemap import Landmark
from metaserver.web.services.routes import api, service_routes
from metaserver.web.templating import Templates
from metaserver.web.visitor import Visitor, Visitors
from metaserver.web.wishes import Wishes
from tests.unit.storage.lines import FixedClock

KEY = b"k" * 32
LANDMARKS = {
    "ko": [Landmark("시청", 37.5665, 126.978), Landmark("궁", 37.5796, 126.977)],
    "en": [Landmark("City Hall", 37.5665, 126.978), Landmark("Palace", 37.5796, 126.977)],
}
HALL = {"lat": 37.5665, "lon": 126.978}
COMPLAINT: dict[str, Any] = {
    "kind": "road",
    "attributes": {"damage": "pothole"},
    "place": {**HALL, "source": "map"},
    "description": "차도에 구멍이 났습니다.",
}
TYPED = {
    "kind": "road",
    "attributes.damage": "pothole",
    "place.address": "세종대로 110 앞",
    "description": "차도에 구멍이 났습니다.",
}
"""The same on paper."""


class Inline:
    """Stands in for ``Workers``."""

    async def run(self, function: Callable[..., Any], /, *args: Any, within_s: float) -> Any:
        return function(*args)


class People:
    """Who is logged in, by the session's cookie."""

    def __init__(self) -> None:
        self.here: dict[str, Account] = {}

    async def who(self, cookie: str) -> Account | None:
        return self.here.get(cookie)


class Desk:
    """Change its fields and ask again."""

    def __init__(
        self, db: Database, *, mail: bool = True, clock: Any = None,
        more: Sequence[Service] = (),
    ) -> None:  # fmt: skip
        """``more``: services besides the city's own."""
        self.clock = clock or FixedClock()
        self.people = People()
        self.tokens = TokenBox(KEY, self.clock)
        self.store = SqlComplaintStore(db)
        own = build(
            Means(
                complaints=self.store,
                office=SqlOfficeStore(db),
                accounts=SqlAccountStore(db),
                audit=SqlAuditStore(db),
                worker=Inline(),
                clock=self.clock,
                key=KEY,
                mail=mail,
            )
        )
        self.registry = Registry([*own, *more])
        self.complaints = self.registry.one(ComplaintService)
        self.visitors = Visitors(accounts=self.people, tokens=self.tokens)
        self.templates = Templates()
        parts: dict[str, Any] = {
            "desks": self.registry,
            "complaints": self.complaints,
            "visitors": self.visitors,
            "templates": self.templates,
            "tokens": self.tokens,
        }
        self.app = Starlette(
            routes=[
                *service_routes(
                    **parts,
                    own_data=SqlOwnData(db),
                    register=load_register(),
                    landmarks=LANDMARKS.__getitem__,
                ),
                Route("/api/me", Wishes(self.visitors, self.templates).api(_me)),
                Mount("/api", api(**parts)),
                Route("/{path:path}", self._file),
            ],
            middleware=[Middleware(Headers)],
        )

    async def _file(self, request: Request) -> Response:
        found = self.templates.files.get(request.url.path)
        return answer(request, found) if found else Response(status_code=404)

    @asynccontextmanager
    async def browser(
        self, *, address: str = "127.0.0.1", **headers: str
    ) -> AsyncIterator[Browser]:
        transport = httpx.ASGITransport(self.app, client=(address, 40_000))
        plain = {"accept-language": "ko"} | headers
        async with httpx.AsyncClient(
            transport=transport, base_url="http://city.test", headers=plain
        ) as client:
            yield Browser(client)

    def log_in(self, browser: Browser, account: str = "a00000000000000aa") -> Account:
        cookie = account[1:] * 3
        made = Account(id=account, created_ms=self.clock.unix_ms(), name="민지")
        self.people.here[cookie] = made
        browser.client.cookies.set("session", cookie)
        return made

    async def answers(self, number: str, words: str = "고쳤습니다.") -> None:
        """An official's answer."""
        complaint = await self.store.by_number(number)
        assert complaint
        now_ms = self.clock.unix_ms()
        after = replace(complaint, status=Status.ANSWERED, updated_ms=now_ms, closed_ms=now_ms)
        event = Event(
            complaint=complaint.id, time_ms=now_ms, kind=EventKind.ANSWER,
            status=Status.ANSWERED, department=complaint.department, words=words,
        )  # fmt: skip
        await self.store.change(Change(after=after, event=event))


async def _me(request: Request, visitor: Visitor) -> Response:
    return JSONResponse({"csrf": visitor.csrf})


class Browser:
    """Keeps cookies; sends forms as they are on the page, follows where it is led."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.page = httpx.Response(200)

    async def open(self, path: str, **more: Any) -> httpx.Response:
        self.page = await self.client.get(path, **more)
        return self.page

    async def send(
        self, values: dict[str, Any], *, step: str = "send", files: Any = None, **more: str
    ) -> httpx.Response:
        """The form of the page that is open, with these fields filled in or changed."""
        action = re.search(r'<form[^>]* action="([^"]+)"', self.page.text)
        assert action, "there is no form on the page"
        body = {**hidden(self.page), "step": step, **more, **values}
        self.page = await self.client.post(unescape(action[1]), data=body, files=files)
        return self.page

    async def report(self, **change: Any) -> httpx.Response:
        """From the first page to the receipt, on paper."""
        await self.open("/s/complaints?kind=road")
        answer = await self.send({**TYPED, **change})
        assert answer.status_code == 303, wrong(answer)
        return await self.open(answer.headers["location"])

    async def csrf(self) -> str:
        return str((await self.client.get("/api/me")).json()["csrf"])

    async def ask(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """The JSON API."""
        given = {"x-csrf-token": await self.csrf(), **headers}
        if isinstance(body, bytes):
            return await self.client.post(path, content=body, headers=given)
        return await self.client.post(path, json=body, headers=given)


def hidden(page: httpx.Response) -> dict[str, list[str]]:
    """Every hidden field of the page's form."""
    found: dict[str, list[str]] = {}
    for each in re.findall(r'<input type="hidden"[^>]*>', page.text):
        name, value = re.search(r' name="([^"]*)"', each), re.search(r' value="([^"]*)"', each)
        assert name and value
        found.setdefault(unescape(name[1]), []).append(unescape(value[1]))
    return found


def heading(page: httpx.Response) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page.text)
    return unescape(found[1]) if found else ""


def wrong(page: httpx.Response) -> list[str]:
    """What the summary of errors says."""
    found = re.search(r'<div class="summary".*?</div>', page.text, re.DOTALL)
    items = re.findall(r"<(?:li|p)>(.*?)</(?:li|p)>", found[0], re.DOTALL) if found else []
    return [unescape(re.sub(r"<[^>]+>", "", each)) for each in items]


def told(page: httpx.Response, title: str) -> str:
    """What stands beside a title in a list of facts."""
    found = re.search(rf"<dt>{title}</dt>\s*<dd[^>]*>(.*?)</dd>", page.text, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""


def photo(size: tuple[int, int] = (40, 30), kind: str = "JPEG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "#88aa66").save(buffer, kind)
    return buffer.getvalue()


def problem(answer: httpx.Response) -> dict[str, Any]:
    """What went wrong, as the JSON API tells it."""
    body: dict[str, Any] = json.loads(answer.text)
    assert set(body) == {"error"}, body
    return dict(body["error"])
