"""In and out: log in, sign up, log out."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from metaserver.errors import Forbidden, Invalid, Limited, NotFound, WishError
from metaserver.identity.accounts import Accounts
from metaserver.web.account.frame import Frame, form_of, go
from metaserver.web.account.letters import address_letter
from metaserver.web.account.links import safe_next
from metaserver.web.forms import Form
from metaserver.web.visitor import Visitor, Visitors

SIGNED_UP: Final = "/account?done=signup"


class Entry:
    def __init__(self, accounts: Accounts, visitors: Visitors, frame: Frame) -> None:
        self._accounts = accounts
        self._visitors = visitors
        self._frame = frame

    # ---- log in ----

    async def log_in_page(self, request: Request, visitor: Visitor) -> Response:
        next_ = safe_next(request.query_params.get("next", ""))
        return go(next_) if visitor.account else self._log_in(request, visitor, next_)

    async def log_in(self, request: Request, visitor: Visitor) -> Response:
        form = await form_of(request, visitor)
        next_, login = safe_next(form.text("next")), form.text("login")
        try:
            return await self._come_in(request, visitor, login, form.get("password", ""), next_)
        except (Forbidden, Limited) as error:
            return self._log_in(request, visitor, next_, login, error)

    async def _come_in(
        self, request: Request, visitor: Visitor, login: str, password: str, next_: str
    ) -> Response:
        cookie, _ = await self._accounts.log_in(login, password, address_key=visitor.address_key)
        if visitor.session:
            await self._accounts.log_out(visitor.session)
        response = go(next_)
        self._visitors.log_in(request, response, cookie)
        return response

    def _log_in(
        self, request: Request, visitor: Visitor, next_: str, login: str = "",
        error: WishError | None = None,
    ) -> Response:  # fmt: skip
        return self._frame.show(
            request, visitor, "login", error=error, next=next_, login=login,
            signup=self._accounts.signup,
        )  # fmt: skip

    # ---- sign up ----

    async def sign_up_page(self, request: Request, visitor: Visitor) -> Response:
        self._refuse_where_off()
        next_ = safe_next(request.query_params.get("next", ""), SIGNED_UP)
        return go(next_) if visitor.account else self._sign_up(request, visitor, next_)

    async def sign_up(self, request: Request, visitor: Visitor) -> Response:
        form = await form_of(request, visitor)
        self._refuse_where_off()
        next_ = safe_next(form.text("next"), SIGNED_UP)
        login, password = form.text("login"), form.get("password", "")
        try:
            await self._make(form, login, password, visitor)
            response = await self._come_in(request, visitor, login, password, next_)
        except (Invalid, Limited) as error:
            return self._sign_up(request, visitor, next_, form, error)
        await self._prove(request, response, login)
        return response

    async def _make(self, form: Form, login: str, password: str, visitor: Visitor) -> None:
        mail = self._frame.offers.mail is not None
        await self._accounts.sign_up(
            login, password, name=form.text("name"), email=form.text("email") if mail else "",
            language=visitor.language, age_14=form.text("age_14") == "1",
            consents=["notice_mail"] if mail and form.text("notice_mail") == "1" else [],
            address_key=visitor.address_key,
        )  # fmt: skip

    async def _prove(self, request: Request, response: Response, login: str) -> None:
        """A letter to the address that was given, if one was."""
        account = await self._accounts.find(login)
        token = await self._accounts.ask_email(account) if self._frame.offers.mail else None
        if token:
            base = self._frame.offers.links.for_letters(request)
            self._frame.post(response, account.email, address_letter(account, base, token))

    def _sign_up(
        self, request: Request, visitor: Visitor, next_: str, form: Form | None = None,
        error: WishError | None = None,
    ) -> Response:  # fmt: skip
        return self._frame.show(
            request, visitor, "signup", error=error, next=next_, form=form or Form([], [])
        )

    def _refuse_where_off(self) -> None:
        if not self._accounts.signup:
            raise NotFound("signup_off")

    # ---- out ----

    async def log_out_page(self, request: Request, visitor: Visitor) -> Response:
        return self._frame.show(request, visitor, "out") if visitor.account else go("/")

    async def log_out(self, request: Request, visitor: Visitor) -> Response:
        await form_of(request, visitor)
        if visitor.session:
            await self._accounts.log_out(visitor.session)
        response = go("/account/login?done=out")
        self._visitors.log_out(request, response)
        return response
