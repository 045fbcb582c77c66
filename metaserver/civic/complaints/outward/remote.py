"""Another Open311 server over HTTP: bounded in time and size, never somewhere else.

Every request has a connection of its own (a kept one may be closed just as it is used, and then
nobody knows whether a request arrived), goes to an address that was looked at, and follows no
redirect.
"""

from __future__ import annotations

import asyncio
import ipaddress
import random
import socket
import ssl
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, NoReturn
from urllib.parse import urlencode

import httpx

from metaserver.civic.complaints.outward.answers import Row, read_rows
from metaserver.civic.complaints.outward.forwarding import ForwardMap
from metaserver.errors import Malformed, OutwardError, SettingError, WorkerError
from metaserver.workers import Workers

CONNECT_S: Final = 10.0
SILENT_S: Final = 20.0
"""Between two pieces of an answer."""
TOTAL_S: Final = 45.0
ANSWER_MAX_BYTES: Final = 2_000_000
HEAVY_BYTES: Final = 100_000
"""What is longer is read in a worker process: it would hold up the loop."""
WAIT_MAX_S: Final = 3600.0
"""The longest Retry-After that is kept to."""
_NOT_ARRIVED: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_COMES_AGAIN: Final = frozenset((401, 403, 408, 425, 429))
"""Refusals that are not of the request: a key that expired, a limit."""
_SURELY_UNDONE: Final = frozenset((307, 308, 503))


class Refusal(OutwardError):
    """It answered with ``status``, which is no success."""

    def __init__(self, status: int, wait_s: float) -> None:
        refused = 400 <= status < 500
        conflict = status == 409
        super().__init__(
            f"The other server answers with HTTP {status}.",
            arrived=conflict or not (refused or status in _SURELY_UNDONE),
            retry=conflict or not refused or status in _COMES_AGAIN,
            wait_s=wait_s,
            single=conflict,
        )
        self.status = status


class Remote:
    """``url`` as in the setting ``forward_url``; ``key`` is its api_key."""

    def __init__(
        self, *, url: str, key: str, forward_map: ForwardMap, workers: Workers | None = None
    ) -> None:
        """Raises ``SettingError`` for an address that may not be used."""
        self._base = _base(url, private=forward_map.private)
        self._key = key
        self._map = forward_map
        self._workers = workers
        self._http = httpx.AsyncClient(
            verify=ssl.create_default_context(),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(SILENT_S, connect=CONNECT_S),
            limits=httpx.Limits(max_connections=20, max_keepalive_connections=0),
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def post(
        self, path: str, form: Sequence[tuple[str, str]], headers: Mapping[str, str]
    ) -> list[Row]:
        """Raises ``OutwardError``."""
        body = urlencode([("api_key", self._key), *self._where(), *form]).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        return await self._ask("POST", path, headers={**kind, **headers}, body=body)

    async def get(self, path: str, asked: Mapping[str, str] | None = None) -> list[Row]:
        """Raises ``OutwardError``; nothing is known by it of what was posted before."""
        params = httpx.QueryParams([*self._where(), *(asked or {}).items()])
        return await self._ask("GET", path, params=params)

    def _where(self) -> list[tuple[str, str]]:
        jurisdiction = self._map.jurisdiction
        return [("jurisdiction_id", jurisdiction)] if jurisdiction else []

    async def _ask(
        self, method: str, path: str, *, params: httpx.QueryParams | None = None,
        headers: Mapping[str, str] | None = None, body: bytes | None = None,
    ) -> list[Row]:  # fmt: skip
        url = self._base.copy_with(path=f"{self._base.path.rstrip('/')}/{path}.{self._map.answers}")
        address = await self._address()
        request = self._http.build_request(
            method,
            url.copy_with(host=address),
            params=params,
            content=body,
            headers={
                "Host": url.netloc.decode("ascii"),
                "Accept-Encoding": "identity",
                **(headers or {}),
            },
            extensions={"sni_hostname": url.host},
        )
        try:
            async with asyncio.timeout(TOTAL_S):
                return await self._rows(await self._answer(request))
        except Malformed as error:
            _unclear(f"The other server answers wrongly: {error}")
        except WorkerError as error:
            _unclear(f"The other server's answer could not be read: {error}")
        except TimeoutError:
            _unclear(f"The other server did not answer within {TOTAL_S:.0f} s.")

    async def _answer(self, request: httpx.Request) -> bytes:
        """Its body, for a success."""
        try:
            response = await self._http.send(request, stream=True)
            try:
                if not response.is_success:
                    raise Refusal(response.status_code, _retry_after_s(response))
                return await _body(response)
            finally:
                await response.aclose()
        except _NOT_ARRIVED:
            raise OutwardError(
                "The other server cannot be reached.", arrived=False, retry=True
            ) from None
        except httpx.HTTPError as error:
            _unclear(f"The other server did not answer to the end ({type(error).__name__}).")

    async def _rows(self, body: bytes) -> list[Row]:
        if self._workers is None or len(body) < HEAVY_BYTES:
            return read_rows(body, self._map.answers)
        return await self._workers.run(read_rows, body, self._map.answers)

    async def _address(self) -> str:
        """One of the server's, looked at: a name may come to lead into our own network."""
        ask = partial(socket.getaddrinfo, self._base.host, None, type=socket.SOCK_STREAM)
        try:
            async with asyncio.timeout(CONNECT_S):
                answers = await asyncio.get_running_loop().run_in_executor(None, ask)
        except (OSError, UnicodeError, TimeoutError):
            raise OutwardError(
                "The name of the other server is not found.", arrived=False, retry=True
            ) from None
        found = {str(each[4][0]).partition("%")[0] for each in answers}
        if not self._map.private and not all(_is_public(each) for each in found):
            raise OutwardError(
                "forward_url leads into a private network; set private: true in forward_map if "
                "that is meant.",
                arrived=False,
                retry=True,
            )
        return random.choice(sorted(found))


def _base(url: str, *, private: bool) -> httpx.URL:
    try:
        base = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise SettingError(f"forward_url: this is no address: {error}.") from error
    if base.scheme != "https" and not (private and base.scheme == "http"):
        raise SettingError(
            "forward_url: must begin with https://, or with http:// where forward_map says "
            "private: true."
        )
    if not base.host or base.userinfo or base.query or base.fragment:
        raise SettingError(
            "forward_url: must be like https://city.example/open311/v2, without a name, a "
            "password or a query."
        )
    return base


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast


def _retry_after_s(response: httpx.Response) -> float:
    """0 where it says nothing; the form with a date is not taken."""
    told = response.headers.get("retry-after", "")
    return min(WAIT_MAX_S, float(told)) if told.isdecimal() and len(told) < 10 else 0.0


async def _body(response: httpx.Response) -> bytes:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise Malformed("it is compressed, which was not asked for.")
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > ANSWER_MAX_BYTES:
            raise Malformed(f"it is longer than {ANSWER_MAX_BYTES} bytes.")
    return bytes(body)


def _unclear(sentence: str) -> NoReturn:
    raise OutwardError(sentence, arrived=True, retry=True) from None
