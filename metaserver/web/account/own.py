"""One's own account."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from metaserver.errors import Invalid, Limited, WishError
from metaserver.identity import rules
from metaserver.identity.accounts import Accounts
from metaserver.ports.accounts import Account
from metaserver.web.account.frame import Frame, account_of, form_of, go
from metaserver.web.account.letters import address_letter
from metaserver.web.account.links import safe_next
from metaserver.web.account.words import WORDS
from metaserver.web.forms import Form
from metaserver.web.language import page_language
from metaserver.web.visitor import Visitor, Visitors

LOG_IN_FIRST = "/account/login?next=/account"


class Own:
    def __init__(self, accounts: Accounts, visitors: Visitors, frame: Frame) -> None:
        self._accounts = accounts
        self._visitors = visitors
        self._frame = frame

    async def page(self, request: Request, visitor: Visitor) -> Response:
        return self._show(request, visitor) if visitor.account else go(LOG_IN_FIRST)

    async def to_page(self, request: Request, visitor: Visitor) -> Response:
        """For who reloads the address that a form of the page was sent to."""
        return go("/account")

    # ---- its forms ----

    async def profile(self, request: Request, visitor: Visitor) -> Response:
        form = await form_of(request, visitor)
        account = account_of(visitor)
        email = form.text("email") if self._frame.offers.mail else account.email
        language = form.text("language")
        try:
            changed = await self._accounts.set_profile(
                account, name=form.text("name"), language=language, email=email
            )
        except Invalid as error:
            return self._show(request, visitor, form, error)
        response = go("/account?done=profile")
        self._visitors.speak(request, response, page_language(request, language))
        await self._prove(request, response, account, changed)
        return response

    async def consents(self, request: Request, visitor: Visitor) -> Response:
        form = await form_of(request, visitor)
        account = account_of(visitor)
        for purpose in rules.PURPOSES:
            await self._accounts.consent(account, purpose, form.text(purpose) == "1")
        return go("/account?done=consents")

    async def password(self, request: Request, visitor: Visitor) -> Response:
        form = await form_of(request, visitor)
        old, new = form.get("password", ""), form.get("new_password", "")
        try:
            await self._accounts.change_password(
                account_of(visitor), old, new, cookie=visitor.session
            )
        except (Invalid, Limited) as error:
            return self._show(request, visitor, form, error)
        return go("/account?done=password_changed")

    async def others(self, request: Request, visitor: Visitor) -> Response:
        """Every other browser is logged out."""
        await form_of(request, visitor)
        await self._accounts.log_out_elsewhere(account_of(visitor), visitor.session)
        return go("/account?done=others")

    # ---- its end ----

    async def delete_page(self, request: Request, visitor: Visitor) -> Response:
        return self._delete(request, visitor) if visitor.account else go(LOG_IN_FIRST)

    async def delete(self, request: Request, visitor: Visitor) -> Response:
        form = await form_of(request, visitor)
        account = account_of(visitor)
        try:
            if form.text("sure") != "1":
                raise Invalid({"sure": "missing"})
            await self._accounts.confirm(account, form.get("password", ""))
        except (Invalid, Limited) as error:
            return self._delete(request, visitor, error)
        await self._accounts.remove(account)
        response = go("/account/login?done=deleted")
        self._visitors.log_out(request, response)
        return response

    # ---- age ----

    async def age_page(self, request: Request, visitor: Visitor) -> Response:
        next_ = safe_next(request.query_params.get("next", ""))
        return self._age(request, visitor, next_) if visitor.account else go(LOG_IN_FIRST)

    async def age(self, request: Request, visitor: Visitor) -> Response:
        """Somebody who came from another server says to be 14 or older."""
        form = await form_of(request, visitor)
        account, next_ = account_of(visitor), safe_next(form.text("next"))
        if form.text("age_14") != "1":
            return self._age(request, visitor, next_, Invalid({"age_14": "required"}))
        await self._accounts.declare_age(account)
        return go(next_)

    # ---- inside ----

    async def _prove(
        self, request: Request, response: Response, before: Account, after: Account
    ) -> None:
        """A letter to a new address."""
        if self._frame.offers.mail is None or before.email == after.email:
            return
        token = await self._accounts.ask_email(after)
        if token:
            base = self._frame.offers.links.for_letters(request)
            self._frame.post(response, after.email, address_letter(after, base, token))

    def _show(
        self, request: Request, visitor: Visitor, form: Form | None = None,
        error: WishError | None = None,
    ) -> Response:  # fmt: skip
        account = account_of(visitor)
        words = WORDS[visitor.language]
        return self._frame.show(
            request, visitor, "account", error=error, path="/account", account=account,
            form=form or Form([], []), official=rules.is_official(account),
            roles=[words[f"role_{role}"] for role in sorted({g.role for g in account.grants})],
        )  # fmt: skip

    def _delete(
        self, request: Request, visitor: Visitor, error: WishError | None = None
    ) -> Response:
        return self._frame.show(
            request, visitor, "delete", error=error, account=account_of(visitor)
        )

    def _age(
        self, request: Request, visitor: Visitor, next_: str, error: WishError | None = None
    ) -> Response:
        account_of(visitor)
        return self._frame.show(request, visitor, "age", error=error, next=next_)
