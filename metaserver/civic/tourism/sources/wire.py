"""GETs to a server that tells of places: bounded in time and size, never somewhere else.

Requests go straight through the transport: the client above it would log their addresses, which
hold the operator's key, and could follow redirects.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from typing import Final, NoReturn

import httpx

from metaserver.errors import OutwardError, SettingError

TOTAL_S: Final = 30.0
SILENT_S: Final = 15.0
"""Between two pieces of an answer, and for the connection."""
ANSWER_MAX_BYTES: Final = 8_000_000
"""A thousand rows of the largest kind have about three million."""


class Wire:
    """``name`` of the other server, for sentences; ``base`` is its address."""

    def __init__(self, name: str, base: str, *, total_s: float = TOTAL_S) -> None:
        """Raises ``SettingError`` for an address that is none."""
        self._name = name
        self._base = _address(name, base)
        self._total_s = total_s
        self._transport = httpx.AsyncHTTPTransport(
            verify=ssl.create_default_context(), trust_env=False
        )

    async def close(self) -> None:
        await self._transport.aclose()

    async def get(self, path: str, params: Mapping[str, str] | None = None) -> bytes:
        """The body of a success; ``path`` begins without a slash.

        Raises ``OutwardError``, in whose sentence and causes the address is not.
        """
        url = self._base.copy_with(path=f"{self._base.path.rstrip('/')}/{path}")
        silent = httpx.Timeout(SILENT_S).as_dict()
        request = httpx.Request(
            "GET", url, params=params, extensions={"timeout": silent},
            headers={"Host": url.netloc.decode("ascii"), "Accept-Encoding": "identity"},
        )  # fmt: skip
        try:
            async with asyncio.timeout(self._total_s):
                return await self._answer(request)
        except TimeoutError:
            self._fail(f"did not answer within {self._total_s:.0f} s")
        except httpx.HTTPError as error:
            self._fail(f"did not answer to the end ({type(error).__name__})")

    async def _answer(self, request: httpx.Request) -> bytes:
        response = await self._transport.handle_async_request(request)
        try:
            if response.status_code != httpx.codes.OK:
                self._fail(f"answers with HTTP {response.status_code}")
            body = bytearray()
            async for piece in response.aiter_raw():
                body += piece
                if len(body) > ANSWER_MAX_BYTES:
                    self._fail(f"answers with more than {ANSWER_MAX_BYTES} bytes")
            return bytes(body)
        finally:
            await response.aclose()

    def _fail(self, what: str) -> NoReturn:
        raise OutwardError(f"{self._name} {what}.", arrived=False, retry=True) from None


def _address(name: str, base: str) -> httpx.URL:
    try:
        url = httpx.URL(base)
    except httpx.InvalidURL as error:
        raise SettingError(f"{name}: this is no address: {error}.") from error
    if url.scheme not in ("http", "https") or not url.host or url.query or url.userinfo:
        raise SettingError(
            f"{name}: the address must begin with https:// or http://, and have no query."
        )
    return url
