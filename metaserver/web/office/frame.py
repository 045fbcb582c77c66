"""Who may come in, and what all pages of the office have in common."""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from metaserver.errors import NotFound
from metaserver.ports.accounts import Account, Role
from metaserver.web import csrf
from metaserver.web.forms import Form, read_form
from metaserver.web.office.staff.words import WORDS as OPERATOR_WORDS
from metaserver.web.office.words import WORDS
from metaserver.web.services.times import moment
from metaserver.web.templating import Templates
from metaserver.web.visitor import Visitor


def official(visitor: Visitor) -> Account:
    """Raises ``NotFound`` for everybody else: that there is an office is nothing to try keys on."""
    account = visitor.account
    if account is None or not (visitor.may(Role.OFFICIAL) or visitor.may(Role.OPERATOR)):
        raise NotFound("not_found")
    return account


async def order(request: Request, visitor: Visitor) -> tuple[Account, Form]:
    """What an official sends. Raises ``NotFound``, ``Forbidden`` and ``Unreadable``."""
    by = official(visitor)
    form = await read_form(request)
    csrf.check(request, visitor, form.text(csrf.FIELD))
    return by, form


def to(path: str) -> Response:
    """The answer to a form that was taken: reloading what follows sends nothing again."""
    return RedirectResponse(path, 303)


class Frame:
    def __init__(self, templates: Templates) -> None:
        self._templates = templates

    def page(
        self, request: Request, visitor: Visitor, template: str, *, title: str,
        people_waiting: int | None = None, **values: Any,
    ) -> Response:  # fmt: skip
        """``template``: its name in ``templates/office``, without the ending. ``people_waiting``
        for live help, where the page knows; the others ask by script."""
        return self._templates.page(
            request, visitor, f"office/{template}.html", title=title,
            w=WORDS[visitor.language], o=OPERATOR_WORDS[visitor.language], csrf=visitor.csrf,
            people_waiting=people_waiting, moment=partial(moment, language=visitor.language),
            **values,
        )  # fmt: skip
