"""Who may come in, and what the operators' pages have in common."""

from __future__ import annotations

from starlette.requests import Request

from metaserver.errors import NotFound
from metaserver.ports.accounts import Account, Role
from metaserver.web import csrf
from metaserver.web.forms import Form, read_form
from metaserver.web.visitor import Visitor


def operator(visitor: Visitor) -> Account:
    """Raises ``NotFound`` for everybody else, officials too."""
    account = visitor.account
    if account is None or not visitor.may(Role.OPERATOR):
        raise NotFound("not_found")
    return account


async def order(request: Request, visitor: Visitor) -> tuple[Account, Form]:
    """What an operator sends. Raises ``NotFound``, ``Forbidden`` and ``Unreadable``."""
    by = operator(visitor)
    form = await read_form(request)
    csrf.check(request, visitor, form.text(csrf.FIELD))
    return by, form


def number_of(text: str, most: int = 2**31 - 1) -> int | None:
    """A whole number from 1 to ``most``; None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        return None
    number = int(text)
    return number if 1 <= number <= most else None
