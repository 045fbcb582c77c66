"""By letter: a new password, and the proof that an e-mail address is somebody's own.

The letter's token stands in the fragment of its link, which browsers send to nobody, and once more
as a code to type: a page without scripts cannot read the fragment. It comes back in a form only.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from metaserver.errors import Forbidden, Invalid, Limited, WishError
from metaserver.identity.accounts import Accounts
from metaserver.web.account.frame import Frame, account_of, form_of, go
from metaserver.web.account.letters import address_letter, reset_letter
from metaserver.web.visitor import Visitor, Visitors


class Recover:
    def __init__(self, accounts: Accounts, visitors: Visitors, frame: Frame) -> None:
        self._accounts = accounts
        self._visitors = visitors
        self._frame = frame

    # ---- a new password ----

    async def ask_page(self, request: Request, visitor: Visitor) -> Response:
        return self._frame.show(request, visitor, "reset", login="")

    async def ask(self, request: Request, visitor: Visitor) -> Response:
        """Says the same whether there is such an account or not."""
        form = await form_of(request, visitor)
        if self._frame.offers.mail is None:
            return self._frame.show(request, visitor, "reset", login="")
        login = form.text("login")
        try:
            if not login:
                raise Invalid({"login": "missing"})
            asked = await self._accounts.ask_reset(login, address_key=visitor.address_key)
        except (Invalid, Limited) as error:
            return self._frame.show(request, visitor, "reset", error=error, login=login)
        response = go("/account/reset/new?done=reset")
        if asked is not None:
            account, token = asked
            base = self._frame.offers.links.for_letters(request)
            self._frame.post(response, account.email, reset_letter(account, base, token))
        return response

    async def set_page(self, request: Request, visitor: Visitor) -> Response:
        return self._set(request, visitor)

    async def set(self, request: Request, visitor: Visitor) -> Response:
        form = await form_of(request, visitor)
        token = form.text("token")
        try:
            await self._accounts.reset(
                token, form.get("password", ""), address_key=visitor.address_key
            )
        except (Invalid, Limited, Forbidden) as error:
            return self._set(request, visitor, token, error)
        response = go("/account/login?done=password")
        self._visitors.log_out(request, response)
        return response

    def _set(
        self, request: Request, visitor: Visitor, token: str = "",
        error: WishError | None = None,
    ) -> Response:  # fmt: skip
        return self._frame.show(request, visitor, "reset_new", error=error, token=token)

    # ---- an address ----

    async def prove_page(self, request: Request, visitor: Visitor) -> Response:
        return self._frame.show(request, visitor, "email", token="")

    async def prove(self, request: Request, visitor: Visitor) -> Response:
        form = await form_of(request, visitor)
        try:
            await self._accounts.prove_email(form.text("token"))
        except (Invalid, Limited) as error:
            return self._frame.show(
                request, visitor, "email", error=error, token=form.text("token")
            )
        return go("/account?done=email" if visitor.account else "/account/login?done=email")

    async def prove_again(self, request: Request, visitor: Visitor) -> Response:
        """Another letter to the address of who is logged in."""
        await form_of(request, visitor)
        account = account_of(visitor)
        token = await self._accounts.ask_email(account) if self._frame.offers.mail else None
        if token is None:
            return go("/account")
        response = go("/account/email?done=letter")
        base = self._frame.offers.links.for_letters(request)
        self._frame.post(response, account.email, address_letter(account, base, token))
        return response
