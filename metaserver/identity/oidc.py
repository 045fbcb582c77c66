"""Logging in at another server: OpenID Connect, authorisation code with PKCE (S256).

``begin`` sends the browser there, with a sealed note in a cookie; ``end`` takes what it brings:

1. the note is ours, not too old, not used before, and of the same ``state`` and way back
2. the answer is of this issuer, and not that the person said no
3. the code is exchanged for an ID token, with the secret half of PKCE
4. the ID token is checked (``id_token``), with the nonce of the note
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx

from metaserver import metrics
from metaserver.errors import Forbidden, Malformed, OutwardError, Refused, SettingError
from metaserver.identity.id_token import Expected, TokenWrong
from metaserver.identity.issuer import Issuer, Metadata
from metaserver.identity.outward import Identity
from metaserver.identity.tokens import TokenBox
from metaserver.ports import Clock

KIND: Final = "oidc"
WITHIN_S: Final = 600.0
"""To log in over there."""
SCOPE: Final = "openid profile email"
USED_MAX: Final = 20_000
"""Notes remembered as used; when it is full the oldest is forgotten, and its code, which the issuer
takes once, is what is left."""
CODE_MAX_CHARS: Final = 2048
GROUPS_MAX: Final = 500

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OidcSettings:
    issuer: str
    client_id: str
    client_secret: str = ""
    roles_claim: str = "roles"
    """A dot leads into an object: ``realm_access.roles``."""


class Oidc:
    """``begin`` and ``end`` may raise ``OutwardError``. Codes of ``Forbidden``: ``oidc_state`` (not
    for this browser, or too late), ``oidc_denied`` (the person said no), ``oidc_wrong``."""

    def __init__(
        self, settings: OidcSettings, *, http: httpx.AsyncClient, tokens: TokenBox, clock: Clock
    ) -> None:
        """Raises ``SettingError``."""
        if not settings.client_id:
            raise SettingError("oidc_client_id: is needed with oidc_issuer.")
        self._settings = settings
        self._issuer = Issuer(settings.issuer, http=http, clock=clock)
        self._tokens = tokens
        self._clock = clock
        self._used: dict[str, float] = {}
        """States that came back, and when they are too old in any case; oldest first."""

    async def begin(self, back_url: str) -> tuple[str, str]:
        """Where to send the browser, and what it has to bring back, in a cookie."""
        with _counted():
            said = await self._issuer.metadata()
        state, nonce = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        verifier = secrets.token_urlsafe(48)
        note = {"s": state, "n": nonce, "v": verifier, "b": back_url}
        query = {
            "response_type": "code", "client_id": self._settings.client_id, "scope": SCOPE,
            "redirect_uri": back_url, "state": state, "nonce": nonce,
            "code_challenge": _challenge(verifier), "code_challenge_method": "S256",
        }  # fmt: skip
        join = "&" if urlsplit(said.authorization).query else "?"
        url = f"{said.authorization}{join}{urlencode(query)}"
        return url, self._tokens.seal(KIND, note, WITHIN_S)

    async def end(self, query: Mapping[str, str], sealed_state: str, back_url: str) -> Identity:
        """Who it is, by what the browser brought back. Raises ``Forbidden``."""
        with _counted():
            note = self._opened(sealed_state, query.get("state", ""), back_url)
            said = await self._issuer.metadata()
            code = self._code(query, said)
            form = {
                "grant_type": "authorization_code", "code": code, "redirect_uri": back_url,
                "code_verifier": note["v"],
            }  # fmt: skip
            settings = self._settings
            token = await self._issuer.token(form, settings.client_id, settings.client_secret)
            now_s = self._clock.unix_ms() / 1000
            expected = Expected(settings.issuer, settings.client_id, note["n"], now_s)
            return self._identity(await self._issuer.claims(token, expected))

    def _opened(self, sealed: str, state: str, back_url: str) -> dict[str, Any]:
        try:
            note = self._tokens.open(KIND, sealed)
        except (Malformed, Refused):
            raise Forbidden("oidc_state") from None
        same = hmac.compare_digest(note["s"].encode(), state.encode("utf-8", "surrogatepass"))
        if not same or note["b"] != back_url or not self._use(note["s"]):
            raise Forbidden("oidc_state")
        return note

    def _use(self, state: str) -> bool:
        """Once."""
        now_s = self._clock.monotonic_s()
        while self._used and (len(self._used) >= USED_MAX or _oldest(self._used) < now_s):
            del self._used[next(iter(self._used))]
        if state in self._used:
            return False
        self._used[state] = now_s + WITHIN_S
        return True

    def _code(self, query: Mapping[str, str], said: Metadata) -> str:
        named = query.get("iss")
        if named != self._settings.issuer and (named is not None or said.names_itself):
            raise TokenWrong("the answer is of another issuer")
        if "error" in query:
            raise Forbidden("oidc_denied")
        code = query.get("code", "")
        if not 0 < len(code) <= CODE_MAX_CHARS:
            raise Forbidden("oidc_state")
        return code

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        return Identity(
            issuer=self._settings.issuer,
            subject=claims["sub"],
            name=_text(claims.get("name")),
            email=_text(claims.get("email")).lower(),
            email_verified=claims.get("email_verified") is True,
            groups=_groups(claims, self._settings.roles_claim),
        )


class _counted:
    """Counts what goes wrong, by reason; nothing of the person is logged."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, TokenWrong):
            _log.warning("a log-in elsewhere was refused: %s", error.why)
            metrics.OUTWARD_LOGIN_ERRORS.labels("wrong").inc()
        elif isinstance(error, Forbidden):
            metrics.OUTWARD_LOGIN_ERRORS.labels(error.code.removeprefix("oidc_")).inc()
        elif isinstance(error, OutwardError):
            _log.warning("%s", error)
            metrics.OUTWARD_LOGIN_ERRORS.labels("down").inc()


def _groups(claims: Mapping[str, Any], claim: str) -> tuple[str, ...]:
    found: Any = claims.get(claim)
    if found is None:
        found = claims
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    listed = [found] if isinstance(found, str) else found if isinstance(found, list) else []
    return tuple(each for each in listed[:GROUPS_MAX] if isinstance(each, str))


def _text(value: Any) -> str:
    return value[:200] if isinstance(value, str) else ""


def _oldest(used: Mapping[str, float]) -> float:
    return next(iter(used.values()))


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
