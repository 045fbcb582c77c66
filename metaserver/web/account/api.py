"""For the browser client: who am I, and a token that shows the socket the same.

``GET  /api/me``            ``{account, name, roles, departments, csrf, language, signup, oidc}``
``POST /api/socket-token``  ``{token}``; wants the header ``X-CSRF-Token``
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from metaserver.identity import rules
from metaserver.identity.accounts import Accounts
from metaserver.web import csrf
from metaserver.web.account.frame import account_of
from metaserver.web.visitor import Visitor


class Me:
    def __init__(self, accounts: Accounts, outward: str) -> None:
        self._accounts = accounts
        self._outward = outward

    async def me(self, request: Request, visitor: Visitor) -> Response:
        """``account`` is null for a guest."""
        account = visitor.account
        return JSONResponse(
            {
                "account": account.id if account else None,
                "name": account.name if account else "",
                "roles": sorted({grant.role.value for grant in account.grants}) if account else [],
                "departments": list(rules.departments(account)) if account else [],
                "csrf": visitor.csrf,
                "language": visitor.language,
                "signup": self._accounts.signup,
                "oidc": self._outward,
            }
        )

    async def socket_token(self, request: Request, visitor: Visitor) -> Response:
        csrf.check(request, visitor)
        return JSONResponse({"token": self._accounts.socket_token(account_of(visitor))})
