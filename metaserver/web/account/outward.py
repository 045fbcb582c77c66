"""Logging in elsewhere: there and back again.

What the issuer's answer is checked against travels in a sealed cookie of this browser, so an answer
that somebody else got is worth nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from metaserver.errors import WishError
from metaserver.identity.accounts import Accounts
from metaserver.identity.outward import ClaimMap, Identity, granted
from metaserver.web.account.frame import Frame, go
from metaserver.web.account.links import safe_next
from metaserver.web.visitor import Visitor, Visitors

COOKIE: Final = "oidc"
WITHIN_S: Final = 600
"""To log in over there."""
BACK: Final = "/account/oidc/back"


class Issuer(Protocol):
    """What is asked of ``identity.oidc.Oidc``."""

    async def begin(self, back_url: str) -> tuple[str, str]:
        """Where to send the browser, and what it has to bring back. Raises ``OutwardError``."""
        ...

    async def end(
        self, query: Mapping[str, str], sealed_state: str, back_url: str
    ) -> Identity:  # fmt: skip
        """Raises ``Forbidden`` where the answer is not for this browser or cannot be trusted, and
        ``OutwardError``."""
        ...


class Outward:
    def __init__(
        self, accounts: Accounts, visitors: Visitors, frame: Frame, issuer: Issuer,
        claims: ClaimMap,
    ) -> None:  # fmt: skip
        self._accounts = accounts
        self._visitors = visitors
        self._frame = frame
        self._issuer = issuer
        self._claims = claims

    async def start(self, request: Request, visitor: Visitor) -> Response:
        next_ = safe_next(request.query_params.get("next", ""))
        there, sealed = await self._issuer.begin(self._back_url(request))
        response = RedirectResponse(there, 303)
        value = f"{sealed}!{quote(next_, safe='')}"
        self._visitors.keep(request, response, COOKIE, value, WITHIN_S)
        return response

    async def back(self, request: Request, visitor: Visitor) -> Response:
        sealed, _, quoted = self._visitors.kept(request, COOKIE).partition("!")
        next_ = safe_next(unquote(quoted))
        try:
            response = await self._come_in(request, visitor, sealed, next_)
        except WishError as error:
            response = self._frame.show(
                request, visitor, "login", error=error, path="/account/login", next=next_,
                login="", signup=self._accounts.signup,
            )  # fmt: skip
        self._visitors.drop(request, response, COOKIE)
        return response

    async def _come_in(
        self, request: Request, visitor: Visitor, sealed: str, next_: str
    ) -> Response:
        query = dict(request.query_params)
        who = await self._issuer.end(query, sealed, self._back_url(request))
        cookie, account = await self._accounts.from_identity(
            who, granted(who.groups, self._claims), language=visitor.language
        )
        if visitor.session:
            await self._accounts.log_out(visitor.session)
        asked = account.age_14_ms is not None
        response = go(next_ if asked else f"/account/age?next={quote(next_, safe='')}")
        self._visitors.log_in(request, response, cookie)
        return response

    def _back_url(self, request: Request) -> str:
        return self._frame.offers.links.for_return(request) + BACK
