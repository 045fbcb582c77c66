"""An OpenID Connect issuer, over HTTP: what it says of itself, its keys, and codes for tokens.

What it answers is read with limits of time and size, and redirects are not followed. What it says
of itself is kept for an hour; its keys are asked for again where a token names one that is not
among them, but not more often than every ten seconds.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar
from urllib.parse import quote_plus, urlsplit

import httpx
from joserfc import jwk

from metaserver.errors import OutwardError, SettingError
from metaserver.identity.id_token import Expected, KeyUnknown, TokenWrong, read_keys, read_token
from metaserver.ports import Clock

ANSWER_WITHIN_S: Final = 8.0
ANSWER_MAX_BYTES: Final = 262_144
KEPT_S: Final = 3600.0
KEYS_EVERY_S: Final = 10.0
AGAIN_S: Final = 2.0
"""So long after a failure nothing is asked again."""
AT_ONCE: Final = 8
"""Questions under way; further ones wait."""
T = TypeVar("T")
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Metadata:
    authorization: str
    token: str
    keys: str
    by_post: bool
    """Whether the client's secret goes into the body; else into the header."""
    names_itself: bool
    """Whether its answers through the browser say who it is (RFC 9207)."""


class _Kept(Generic[T]):
    """Something that is read from elsewhere, and read again when it is too old.

    One reads for all who wait. Where that fails it fails for all of them, and for whoever comes
    within the next moments: a server that hangs must not be waited for one after the other.
    """

    def __init__(self, read: Callable[[], Awaitable[T]], clock: Clock) -> None:
        self._read = read
        self._clock = clock
        self._turn = asyncio.Lock()
        self._found: tuple[float, T] | None = None
        self._again_s = 0.0

    async def get(self, older_than_s: float = KEPT_S) -> T:
        """No older than so many seconds. Raises ``OutwardError``."""
        async with self._turn:
            now_s = self._clock.monotonic_s()
            if self._found is not None and now_s - self._found[0] <= older_than_s:
                return self._found[1]
            if now_s < self._again_s:
                raise _down("it did not a moment ago")
            try:
                found = await self._read()
            except OutwardError:
                self._again_s = self._clock.monotonic_s() + AGAIN_S
                raise
            self._found = (now_s, found)
            return found


class Issuer:
    """Every method may raise ``OutwardError``."""

    def __init__(self, issuer: str, *, http: httpx.AsyncClient, clock: Clock) -> None:
        """Raises ``SettingError``."""
        _check_address(issuer)
        self.name = issuer
        self._http = http
        self._clock = clock
        self._metadata = _Kept(self._read_metadata, clock)
        self._keys = _Kept(self._read_keys, clock)
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def metadata(self) -> Metadata:
        return await self._metadata.get()

    async def token(self, form: Mapping[str, str], client_id: str, secret: str) -> str:
        """The ID token for a code. Raises ``TokenWrong`` where it gives none."""
        said = await self.metadata()
        body, headers = dict(form), {}
        if secret and not said.by_post:
            headers["Authorization"] = _basic(client_id, secret)
        else:
            body |= {"client_id": client_id} | ({"client_secret": secret} if secret else {})
        answer = await self._ask("POST", said.token, data=body, headers=headers)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise TokenWrong("no ID token")
        return token

    async def claims(self, token: str, expected: Expected) -> dict[str, Any]:
        """Raises ``TokenWrong``."""
        try:
            return read_token(token, await self._keys.get(), expected)
        except KeyUnknown:
            pass
        try:
            return read_token(token, await self._keys.get(KEYS_EVERY_S), expected)
        except KeyUnknown:
            raise TokenWrong("key") from None

    async def _read_metadata(self) -> Metadata:
        url = f"{self.name.rstrip('/')}/.well-known/openid-configuration"
        return self._described(await self._ask("GET", url))

    async def _read_keys(self) -> list[jwk.Key]:
        return read_keys(await self._ask("GET", (await self.metadata()).keys))

    async def _ask(self, method: str, url: str, **more: Any) -> dict[str, Any]:
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S), self._turns:
                answer = await self._read(method, url, more)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise _down(type(error).__name__) from error
        try:
            document = json.loads(answer)
        except (ValueError, RecursionError):
            raise _down("it does not answer in JSON") from None
        if not isinstance(document, dict):
            raise _down("it does not answer with an object")
        return document

    async def _read(self, method: str, url: str, more: dict[str, Any]) -> bytes:
        body = bytearray()
        headers = {"Accept": "application/json", **more.pop("headers", {})}
        async with self._http.stream(
            method, url, headers=headers, follow_redirects=False, **more
        ) as answer:
            if answer.status_code != 200:
                raise _down(f"it answers with {answer.status_code}")
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > ANSWER_MAX_BYTES:
                    raise _down("its answer is too large")
        return bytes(body)

    def _described(self, said: Mapping[str, Any]) -> Metadata:
        if said.get("issuer") != self.name:
            raise _down("it names itself otherwise than oidc_issuer has it")
        ways = said.get("token_endpoint_auth_methods_supported")
        by_post = isinstance(ways, list) and "client_secret_basic" not in ways
        return Metadata(
            authorization=self._endpoint(said, "authorization_endpoint"),
            token=self._endpoint(said, "token_endpoint"),
            keys=self._endpoint(said, "jwks_uri"),
            by_post=by_post and "client_secret_post" in (ways or ()),
            names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        )

    def _endpoint(self, said: Mapping[str, Any], name: str) -> str:
        """No less protected on its way than the issuer itself."""
        url = said.get(name)
        parts = urlsplit(url) if isinstance(url, str) else None
        secure = parts is not None and parts.scheme in ("https", urlsplit(self.name).scheme)
        if parts is None or not secure or not parts.hostname or parts.fragment:
            raise _down(f"its {name} is no address that may be used")
        return str(url)


def _check_address(issuer: str) -> None:
    """Raises ``SettingError``."""
    parts = urlsplit(issuer)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not secure or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise SettingError(
            f"oidc_issuer: '{issuer}' must be an https address without query and fragment."
        )


def _basic(client_id: str, secret: str) -> str:
    """By RFC 6749, 2.3.1: both are form-encoded first."""
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def _down(why: str) -> OutwardError:
    return OutwardError(f"the log-in server did not help: {why}", arrived=False, retry=True)
