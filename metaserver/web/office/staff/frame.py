"""Who may come in, and what the operators' pages have in common."""

from __future__ import annotations

import datetime as dt
from typing import Final

from starlette.requests import Request

from metaserver.errors import NotFound
from metaserver.ports.accounts import Account, Role
from metaserver.web import csrf
from metaserver.web.forms import Form, read_form
from metaserver.web.visitor import Visitor

SEOUL: Final = dt.timezone(dt.timedelta(hours=9))


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


def at(unix_ms: int | None) -> str:
    """A moment in Seoul, to the second; '' for none."""
    if not unix_ms:
        return ""
    return f"{dt.datetime.fromtimestamp(unix_ms / 1000, SEOUL):%Y-%m-%d %H:%M:%S}"


def number_of(text: str, most: int = 2**31 - 1) -> int | None:
    """A whole number from 1 to ``most``; None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        return None
    number = int(text)
    return number if 1 <= number <= most else None
