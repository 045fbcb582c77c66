"""Who asks: an account or a guest, and the cookies that say so.

==========  ====================================================================================
``session``  somebody who is logged in; 256 random bits, of which the server keeps a hash
``visit``    ties the forms of a visit to the browser they were sent to; nothing is kept of it
``lang``     the language that was chosen on a page
==========  ====================================================================================

All end with the browser. Where the visitor came by HTTPS the first two are named ``__Host-…``:
no other host of the same domain can set those.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from starlette.requests import Request
from starlette.responses import Response

from metaserver.identity.rules import may
from metaserver.identity.tokens import TokenBox
from metaserver.ports.accounts import Account, Role
from metaserver.register import Language
from metaserver.web import csrf
from metaserver.web.access import Network, came_by_https, client_address
from metaserver.web.language import COOKIE as LANGUAGE
from metaserver.web.language import chosen_language, page_language

SESSION: Final = "session"
VISIT: Final = "visit"
_COOKIE: Final = re.compile(r"[A-Za-z0-9_-]{22,128}")


def has_session(request: Request) -> bool:
    """Whether the browser brings a log-in along; it may be over already."""
    return SESSION in request.cookies or f"__Host-{SESSION}" in request.cookies


class LoggedIn(Protocol):
    """What is asked of the accounts."""

    async def who(self, cookie: str) -> Account | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    account: Account | None
    """None for a guest."""
    session: str
    """The session's cookie; '' for a guest."""
    visit: str
    csrf: str
    """What a form of this visitor must bring along."""
    language: Language
    address_key: str
    """Keyed hash of the network address, for limits."""
    from_elsewhere: bool
    """The browser says that another site made it ask."""

    def may(self, role: Role | str, department: str = "") -> bool:
        """Whether the account has that role, for that department where one is named."""
        return may(self.account, Role(role), department)


class Visitors:
    """``secure``: the public address is HTTPS. ``origins``: the site's own, besides the address
    that a request came to."""

    def __init__(
        self, *, accounts: LoggedIn, tokens: TokenBox, trusted: Sequence[Network] = (),
        secure: bool = False, origins: Collection[str] = (),
    ) -> None:  # fmt: skip
        self._accounts = accounts
        self._tokens = tokens
        self._trusted = trusted
        self._secure = secure
        self._origins = frozenset(origins)

    async def of(self, request: Request) -> Visitor:
        """Raises ``StoreError``."""
        session = self._random(request, SESSION)
        account = await self._accounts.who(session) if session else None
        visit = self._random(request, VISIT) or secrets.token_urlsafe(24)
        address = client_address(request, self._trusted)
        return Visitor(
            account=account,
            session=session if account else "",
            visit=visit,
            csrf=csrf.token(self._tokens, visit, account.id if account else ""),
            language=page_language(request, account.language if account else ""),
            address_key=self._tokens.address_key(str(address or "")),
            from_elsewhere=csrf.is_from_elsewhere(request, self._origins),
        )

    def finish(self, request: Request, response: Response, visitor: Visitor) -> None:
        """Sets the cookies that are missing, and the language that was asked for."""
        if self._random(request, VISIT) != visitor.visit and not _sets(response, VISIT):
            self.keep(request, response, VISIT, visitor.visit)
        ended = self.kept(request, SESSION) and not visitor.session
        if ended and not _sets(response, SESSION):
            self.drop(request, response, SESSION)
        if chosen := chosen_language(request):
            self.speak(request, response, chosen)

    def log_in(self, request: Request, response: Response, cookie: str) -> None:
        """From here on that account; the visit begins anew, so that nothing of the guest's, which
        others may have planted, counts for the account."""
        self.keep(request, response, SESSION, cookie)
        self.keep(request, response, VISIT, secrets.token_urlsafe(24))

    def log_out(self, request: Request, response: Response) -> None:
        self.drop(request, response, SESSION)
        self.keep(request, response, VISIT, secrets.token_urlsafe(24))

    def speak(self, request: Request, response: Response, language: Language) -> None:
        """Remembers a choice of language."""
        secure = self.is_secure(request)
        response.set_cookie(LANGUAGE, language, httponly=True, samesite="lax", secure=secure)

    def is_secure(self, request: Request) -> bool:
        """Whether cookies may travel over HTTPS only."""
        return self._secure or came_by_https(request, self._trusted)

    # ---- a cookie that no script and no other host can touch ----

    def keep(
        self, request: Request, response: Response, name: str, value: str,
        within_s: int | None = None,
    ) -> None:  # fmt: skip
        """``within_s``: forgotten after so long; else with the browser's end."""
        secure, name = self.is_secure(request), self._name(request, name)
        response.set_cookie(
            name, value, max_age=within_s, path="/", httponly=True, samesite="lax", secure=secure
        )

    def kept(self, request: Request, name: str) -> str:
        """'' where there is none."""
        return request.cookies.get(self._name(request, name), "")

    def drop(self, request: Request, response: Response, name: str) -> None:
        secure, name = self.is_secure(request), self._name(request, name)
        response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=secure)

    def _name(self, request: Request, name: str) -> str:
        return f"__Host-{name}" if self.is_secure(request) else name

    def _random(self, request: Request, name: str) -> str:
        """'' where it could not be one of ours."""
        value = self.kept(request, name)
        return value if _COOKIE.fullmatch(value) else ""


def _sets(response: Response, name: str) -> bool:
    """Whether the answer says something about that cookie already."""
    starts = (f"{name}=", f"__Host-{name}=")
    return any(each.startswith(starts) for each in response.headers.getlist("set-cookie"))
