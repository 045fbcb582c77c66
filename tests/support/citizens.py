"""Citizens who file complaints as a browser does: with a visit, its token and an Idempotency-Key.

Each browser has a network address of its own, as one address may file only so often. It is told by
``X-Forwarded-For``, so the city needs ``SETTINGS``.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import count
from random import Random
from types import TracebackType
from typing import Any, Self

import httpx

SETTINGS = {"trusted_proxies": "127.0.0.1"}
FILINGS_EACH = 5
"""Of one browser: half of what its address may file at once."""
WITHIN_S = 20.0
KIND = "road"


@dataclass(frozen=True)
class Receipt:
    number: str
    code: str


class Refused(Exception):
    """The city answered, but with no receipt."""


class Browser:
    def __init__(self, http: httpx.AsyncClient) -> None:
        self.left = FILINGS_EACH
        self._http = http

    async def open(self) -> None:
        """Raises ``httpx.TransportError``."""
        me = (await self._http.get("/api/me")).raise_for_status().json()
        self._http.headers["X-CSRF-Token"] = me["csrf"]

    async def file(self, key: str, form: dict[str, Any]) -> Receipt:
        """Raises ``Refused``, and ``httpx.TransportError`` where no whole answer came."""
        self.left -= 1
        answer = await self._http.post(
            "/api/services/complaints", json=form, headers={"Idempotency-Key": key}
        )
        if answer.status_code != httpx.codes.CREATED:
            raise Refused(f"{key}: HTTP {answer.status_code}: {answer.text[:500]}")
        given = answer.json()
        return Receipt(given["number"], given["code"])


class Citizens:
    """As many browsers as are needed at once; an async context manager."""

    _addresses = count(1)
    """Of all of them: another crowd at the same city has addresses of its own."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._wires = httpx.AsyncHTTPTransport(
            limits=httpx.Limits(max_connections=None, keepalive_expiry=2.0)
        )
        self._free: deque[Browser] = deque()

    async def browser(self) -> Browser:
        """One that is open, and is to be given ``back``. Raises ``httpx.TransportError``."""
        if self._free:
            return self._free.popleft()
        n = next(self._addresses)
        address = f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"
        browser = Browser(
            httpx.AsyncClient(
                transport=self._wires, base_url=self._url, timeout=WITHIN_S, trust_env=False,
                headers={"X-Forwarded-For": address, "Sec-Fetch-Site": "same-origin"},
            )
        )  # fmt: skip
        await browser.open()
        return browser

    def back(self, browser: Browser) -> None:
        if browser.left > 0:
            self._free.append(browser)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        at: TracebackType | None,
    ) -> None:  # fmt: skip
        await self._wires.aclose()


def complaint(words: str, random: Random) -> dict[str, Any]:
    """A form of the 120 desk, somewhere in Seoul."""
    place = {"lat": random.uniform(37.45, 37.68), "lon": random.uniform(126.8, 127.18)}
    return {
        "kind": KIND,
        "attributes": {"damage": "pothole", "width_cm": 40},
        "place": {**place, "source": "point"},
        "description": f"횡단보도 앞 차도가 움푹 파였습니다. {words}",
        "contact": {"name": "보기", "email": "someone@example.com"},
        "keep_contact": True,
        "age_14": True,
        "public": random.random() < 0.5,
    }
