"""Visitors who ask for a person, and officials at their consoles, as browsers do it.

Each has a network address of its own, as one address may ask only so often. It is told by
``X-Forwarded-For``, so the city needs ``tests.support.citizens.SETTINGS``.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any, Final, TypeVar

import httpx

from metaserver.identity.logins import cookie_hash
from metaserver.ports.accounts import Account, Grant, LoginSession, Role
from metaserver.ports.complaints import Duty
from metaserver.storage import Database, SqlAccountStore, SqlOfficeStore

DEPARTMENT: Final = "desk"
WAIT_S: Final = 20.0
"""Of a long poll."""
WITHIN_S: Final = 40.0
AGAIN_S: Final = 0.05
_addresses = count(1)
DAY_MS: Final = 86_400_000


class Refused(Exception):
    """The city answered, but did not do it."""


class Person:
    """A browser at one address."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def open(self) -> None:
        """Raises ``httpx.HTTPError``."""
        me = (await self._http.get("/api/me")).raise_for_status().json()
        self._http.headers["X-CSRF-Token"] = me["csrf"]

    async def post(self, path: str, body: dict[str, Any], key: str = "") -> Any:
        """Raises ``Refused``, and ``httpx.TransportError`` where no whole answer came."""
        headers = {"Idempotency-Key": key} if key else {}
        answer = await self._http.post(path, json=body, headers=headers)
        if not answer.is_success:
            raise Refused(f"{path}: HTTP {answer.status_code}: {answer.text[:500]}")
        return answer.json()

    async def surely(self, path: str, body: dict[str, Any], key: str = "") -> Any:
        """Sends it until a whole answer comes, over a city that is killed and comes again."""
        while True:
            try:
                return await self.post(path, body, key)
            except httpx.TransportError:
                await asyncio.sleep(AGAIN_S)


Who = TypeVar("Who", bound=Person)


class Visitor(Person):
    number = ""
    code = ""

    async def ask(self, question: str, key: str) -> None:
        body = {"question": question, "department": DEPARTMENT}
        given = await self.surely("/api/help/talks", body, key)
        self.number, self.code = given["talk"]["number"], given["code"]

    async def until_over(self) -> dict[str, Any]:
        """Looks on; the talk as it was last seen."""
        seen: dict[str, Any] = {"next": 0, "version": 0, "state": "waiting"}
        while seen["state"] not in ("ended", "written"):
            seen = await self.surely(
                f"/api/help/talks/{self.number}/look",
                {"code": self.code, "after": seen["next"], "version": seen["version"],
                 "wait_s": WAIT_S},
            )  # fmt: skip
        return seen


class Clerk(Person):
    """An official; ``version`` is that of the console that was seen last."""

    version = 0

    async def look(self, wait_s: float = WAIT_S) -> Any:
        body = {"version": self.version, "talks": {}, "wait_s": wait_s}
        console = await self.surely("/office/help/look", body)
        self.version = console["version"]
        return console

    async def take(self) -> None:
        """The next one, where there is one and a hand is free. What was taken shows in ``look``."""
        try:
            await self.post("/office/help/take", {"number": ""})
        except Refused as error:
            if "HTTP 409" not in str(error):
                raise
        except httpx.TransportError:
            await asyncio.sleep(AGAIN_S)

    async def answer(self, number: str) -> None:
        """One line, and the end; each may have been done before the city died."""
        for path, more in (("say", {"words": "안녕하세요", "key": "hello"}), ("end", {})):
            try:
                await self.surely(f"/office/help/{path}", {"number": number, **more})
            except Refused as error:
                if "HTTP 409" not in str(error):
                    raise


@asynccontextmanager
async def people(url: str) -> AsyncIterator[People]:
    wires = httpx.AsyncHTTPTransport(
        limits=httpx.Limits(max_connections=None, keepalive_expiry=2.0)
    )
    yield People(url, wires)
    await wires.aclose()


class People:
    def __init__(self, url: str, wires: httpx.AsyncHTTPTransport) -> None:
        self._url = url
        self._wires = wires

    async def visitor(self) -> Visitor:
        return await self._opened(Visitor(self._browser()))

    async def clerk(self, cookie: str) -> Clerk:
        browser = self._browser()
        browser.cookies.set("session", cookie)
        return await self._opened(Clerk(browser))

    async def _opened(self, person: Who) -> Who:
        await person.open()
        return person

    def _browser(self) -> httpx.AsyncClient:
        n = next(_addresses)
        return httpx.AsyncClient(
            transport=self._wires, base_url=self._url, timeout=WITHIN_S, trust_env=False,
            headers={
                "X-Forwarded-For": f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}",
                "Sec-Fetch-Site": "same-origin",
            },
        )  # fmt: skip


async def hire(data: Path, officials: int, now_ms: int) -> list[str]:
    """Officials of ``DEPARTMENT`` who are on duty, in the database of a city that does not run:
    the cookies with which they are logged in."""
    await asyncio.to_thread(data.mkdir, parents=True, exist_ok=True)
    db = Database(data / "city.sqlite")
    await db.open()
    accounts, office = SqlAccountStore(db), SqlOfficeStore(db)
    cookies = []
    for n in range(officials):
        account, cookie = f"a{n:016x}", secrets.token_urlsafe(32)
        await accounts.add(
            Account(
                id=account, created_ms=now_ms, name=f"보기 {n + 1}", used_ms=now_ms,
                grants=(Grant(Role.OFFICIAL, DEPARTMENT),),
            )
        )  # fmt: skip
        await accounts.add_session(
            LoginSession(
                cookie_hash=cookie_hash(cookie), account=account, created_ms=now_ms,
                seen_ms=now_ms, until_ms=now_ms + DAY_MS,
            )
        )  # fmt: skip
        duty = Duty(account=account, department=DEPARTMENT, since_ms=now_ms, seen_ms=now_ms)
        await office.set_duty(duty)
        cookies.append(cookie)
    await db.close()
    return cookies
