"""The account pages in an app of their own, with real accounts in a real database."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from html import unescape
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from metaserver.errors import OutwardError
from metaserver.identity.accounts import Accounts
from metaserver.identity.audit import Audit
from metaserver.identity.passwords import Cost, Passwords
from metaserver.identity.tokens import TokenBox
from metaserver.ports import Clock
from metaserver.ports.accounts import Account
from metaserver.register import load_register
from metaserver.storage import Database, SqlOwnData
from metaserver.storage.accounts import SqlAccountStore
from metaserver.storage.audit import SqlAuditStore
from metaserver.web.access import Network
from metaserver.web.account import Offers, account_routes
from metaserver.web.account.links import Links
from metaserver.web.headers import Headers
from metaserver.web.resources import answer
from metaserver.web.templating import Templates
from metaserver.web.visitor import Visitors
from tests.unit.storage.lines import FixedClock

PASSWORD = "a river runs through it"
NEW_PASSWORD = "another river entirely"
LOGIN = "minji"


class Inline:
    """Stands in for ``Workers``: the passwords of these tests cost next to nothing."""

    async def run(self, function: Callable[..., Any], /, *args: Any, within_s: float) -> Any:
        return function(*args)


class Postbox:
    """Stands in for the mailer."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str, str]] = []
        self.is_down = False

    async def send(self, to: str, subject: str, text: str) -> None:
        if self.is_down:
            raise OutwardError("The mail server does not answer.", arrived=False, retry=True)
        self.letters.append((to, subject, text))

    @property
    def code(self) -> str:
        """Of the newest letter."""
        found = re.search(r"^a[0-9a-f]{16}\.[\w-]+$", self.letters[-1][2], re.MULTILINE)
        assert found, self.letters[-1][2]
        return found[0]


class Town:
    """Change its fields and ask again."""

    def __init__(
        self, db: Database, *, signup: bool = True, mail: bool = True, secure: bool = False,
        links: Links | None = None, outward: str = "", clock: Clock | None = None,
        trusted: Sequence[Network] = (), **more: Any,
    ) -> None:  # fmt: skip
        self.clock = clock or FixedClock()
        self.ended: list[str] = []
        """Accounts whose sockets were ended."""
        self.postbox = Postbox()
        self.tokens = TokenBox(b"k" * 32, self.clock)
        self.store = SqlAccountStore(db)
        self.accounts = Accounts(
            self.store,
            Audit(SqlAuditStore(db), self.clock),
            Passwords(Inline(), Cost(passes=1, memory_kb=8)),
            self.clock,
            tokens=self.tokens,
            signup=signup,
            ended=self.ended.append,
        )
        visitors = Visitors(
            accounts=self.accounts, tokens=self.tokens, secure=secure, trusted=trusted
        )
        templates = Templates()
        offers = Offers(
            links=links or Links("https://city.example"),
            mail=self.postbox if mail else None,
            contact="help@city.example",
            outward=outward,
        )
        routes = account_routes(
            accounts=self.accounts, visitors=visitors, templates=templates, offers=offers,
            own_data=SqlOwnData(db), register=load_register(), **more,
        )  # fmt: skip

        async def file(request: Request) -> Response:
            found = templates.files.get(request.url.path)
            return answer(request, found) if found else Response(status_code=404)

        routes.append(Route("/{path:path}", file))
        self.app = Starlette(routes=routes, middleware=[Middleware(Headers)])

    @asynccontextmanager
    async def browser(
        self, base_url: str = "http://city.test", address: str = "127.0.0.1", **headers: str
    ) -> AsyncIterator[Browser]:
        transport = httpx.ASGITransport(self.app, client=(address, 40_000))
        plain = {"accept-language": "en"} | headers
        async with httpx.AsyncClient(
            transport=transport, base_url=base_url, headers=plain
        ) as client:
            yield Browser(client)

    async def citizen(self, login: str = LOGIN, **more: Any) -> Account:
        return await self.accounts.sign_up(
            login, PASSWORD, age_14=True, **{"language": "en", **more}
        )

    async def proven(self, email: str = "minji@mail.example") -> Account:
        """A citizen whose address is confirmed."""
        account = await self.citizen(email=email)
        token = await self.accounts.ask_email(account)
        assert token
        return await self.accounts.prove_email(token)


class Browser:
    """Keeps cookies; fills in forms as they are on the page."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def open(self, path: str, **more: Any) -> httpx.Response:
        return await self.client.get(path, **more)

    async def csrf(self, path: str = "/account/login") -> str:
        return field(await self.open(path), "csrf")

    async def send(
        self, path: str, values: dict[str, str], *, page: str = "", **more: Any
    ) -> httpx.Response:
        """Opens ``page`` (where the form is), fills it in and sends it to ``path``."""
        csrf = await self.csrf(page or path)
        return await self.client.post(path, data={"csrf": csrf, **values}, **more)

    async def log_in(
        self, login: str = LOGIN, password: str = PASSWORD, **more: str
    ) -> httpx.Response:
        return await self.send("/account/login", {"login": login, "password": password, **more})

    def cookie(self, name: str) -> str | None:
        return self.client.cookies.get(name)


def field(page: httpx.Response, name: str) -> str:
    """The value of a form's field."""
    found = re.search(rf'<input[^>]* name="{name}"[^>]*>', page.text)
    assert found, f"there is no field {name} on {page.url}"
    value = re.search(r' value="([^"]*)"', found[0])
    return unescape(value[1]) if value else ""


def wrong(page: httpx.Response) -> list[str]:
    """What the summary of errors says."""
    found = re.search(r'<div class="summary".*?</div>', page.text, re.DOTALL)
    items = re.findall(r"<li>(.*?)</li>", found[0], re.DOTALL) if found else []
    return [unescape(re.sub(r"<[^>]+>", "", each)) for each in items]


def heading(page: httpx.Response) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page.text)
    return unescape(found[1]) if found else ""
