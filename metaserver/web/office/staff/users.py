"""Accounts: who may do what. Each change is in the audit log, in one transaction with it."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from metaserver.errors import Invalid, NotFound
from metaserver.identity.administration import Administration
from metaserver.ports.accounts import Account, Grant, Role
from metaserver.web.account.links import Links
from metaserver.web.forms import Form
from metaserver.web.office.desk import Office
from metaserver.web.office.frame import Frame, to
from metaserver.web.office.staff.frame import operator, order
from metaserver.web.office.staff.words import WORDS
from metaserver.web.seoul import at
from metaserver.web.visitor import Visitor
from metaserver.web.wishes import status_of

USERS: Final = "/office/users"
LISTED_MAX: Final = 100
WORDS_MAX: Final = 100
ROLES: Final = (Role.OFFICIAL, Role.CURATOR, Role.MODERATOR, Role.OPERATOR)
"""What an operator gives. Everybody with an account is a citizen."""


class UserPages:
    def __init__(
        self, *, accounts: Administration, office: Office, frame: Frame, links: Links
    ) -> None:
        self._accounts = accounts
        self._office = office
        self._frame = frame
        self._links = links

    async def list(self, request: Request, visitor: Visitor) -> Response:
        """``?words=`` looks in login and name, ``?role=`` at what somebody may do."""
        operator(visitor)
        words = request.query_params.get("words", "").strip()[:WORDS_MAX]
        role = _role(request.query_params.get("role", ""))
        found = await self._accounts.list(role=role, words=words, limit=LISTED_MAX + 1)
        return self._frame.page(
            request, visitor, "users", title=WORDS[visitor.language]["users"], path=USERS, at=at,
            found=found[:LISTED_MAX], more=len(found) > LISTED_MAX, most=LISTED_MAX, words=words,
            role=role.value if role else "", roles=[each.value for each in ROLES],
            names=dict(self._office.departments(visitor.language)),
        )  # fmt: skip

    async def one(self, request: Request, visitor: Visitor) -> Response:
        operator(visitor)
        return await self._one(request, visitor)

    async def act(self, request: Request, visitor: Visitor) -> Response:
        by, form = await order(request, visitor)
        account, do = await self._account(request), form.text("do")
        try:
            if do == "reset":
                return await self._reset(request, visitor, account, by)
            await self._do(do, account, form, by)
        except (Invalid, NotFound) as error:
            if error.code == "account":
                raise
            return await self._one(request, visitor, error=error)
        return to(f"{USERS}/{account.id}?done={do}")

    async def _do(self, do: str, account: Account, form: Form, by: Account) -> None:
        """Raises ``Invalid`` with the field that is wrong, ``NotFound`` (``grant``)."""
        match do:
            case "grant":
                role = _role(form.text("role"))
                if role is None:
                    raise Invalid({"role": "choice"})
                department = self._department(form) if role is Role.OFFICIAL else ""
                await self._accounts.grant(account.id, role, department, by=by.id)
            case "revoke":
                name, _, department = form.text("grant").partition(":")
                role = _role(name)
                if role is None:
                    raise NotFound("grant")
                _not_oneself(role is Role.OPERATOR, account, by)
                await self._accounts.revoke(account.id, role, department, by=by.id)
            case "disable":
                _not_oneself(True, account, by)
                await self._accounts.disable(account.id, by=by.id)
            case "enable":
                await self._accounts.enable(account.id, by=by.id)
            case _:
                raise Invalid({"do": "choice"})

    async def _reset(
        self, request: Request, visitor: Visitor, account: Account, by: Account
    ) -> Response:
        """The address is in this answer alone."""
        if account.login is None:
            raise Invalid({"do": "elsewhere"})
        token = await self._accounts.reset_for(account.id, by=by.id)
        base = self._links.for_letters(request) or self._links.for_return(request)
        return await self._one(request, visitor, address=f"{base}/account/reset/new#{token}")

    async def _one(
        self, request: Request, visitor: Visitor, *, address: str = "",
        error: Invalid | NotFound | None = None,
    ) -> Response:  # fmt: skip
        account, words = await self._account(request), WORDS[visitor.language]
        wrong = error.fields if isinstance(error, Invalid) else {"grant": "gone"} if error else {}
        return self._frame.page(
            request, visitor, "user", path=f"{USERS}/{account.id}", at=at, account=account,
            title=words["user_title"].format(name=account.name or account.login or account.id),
            address=address, grants=[_shown(grant) for grant in account.grants],
            roles=[each.value for each in ROLES],
            departments=self._office.departments(visitor.language),
            wrong=[words[f"wrong_{field}_{code}"] for field, code in wrong.items()],
            done=words.get(f"done_{request.query_params.get('done', '')}", ""),
            status=status_of(error) if error else 200,
        )  # fmt: skip

    async def _account(self, request: Request) -> Account:
        """Raises ``NotFound``."""
        return await self._accounts.get(str(request.path_params["account"])[:WORDS_MAX])

    def _department(self, form: Form) -> str:
        """'' is all of them."""
        department = form.text("department")
        if department and department not in dict(self._office.departments("en")):
            raise Invalid({"department": "choice"})
        return department


def _not_oneself(matters: bool, account: Account, by: Account) -> None:
    """So that a city is never left without an operator by a slip of the hand."""
    if matters and account.id == by.id:
        raise Invalid({"do": "itself"})


def _role(name: str) -> Role | None:
    return next((each for each in ROLES if each.value == name), None)


def _shown(grant: Grant) -> tuple[str, str, str]:
    """Its value in a form ('' for what cannot be taken), role and department."""
    value = f"{grant.role.value}:{grant.department}" if grant.role in ROLES else ""
    return value, grant.role.value, grant.department
