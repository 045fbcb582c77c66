"""What all pages of accounts have in common."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from metaserver.errors import Forbidden, Invalid, MetaserverError, WishError
from metaserver.ports.accounts import Account
from metaserver.register import Language
from metaserver.web import csrf
from metaserver.web.account.letters import Letter
from metaserver.web.account.links import Links
from metaserver.web.account.words import FIELD_ERRORS, WORDS
from metaserver.web.forms import Form, read_form
from metaserver.web.templating import Templates
from metaserver.web.visitor import Visitor
from metaserver.web.wish_words import field_words
from metaserver.web.wishes import headers_of, status_of, words_of

FORM_MAX_BYTES: Final = 16_384

_log = logging.getLogger("metaserver.web")


class Mail(Protocol):
    async def send(self, to: str, subject: str, text: str) -> None:
        """One letter in plain text. Raises ``OutwardError``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """What these pages can offer here."""

    links: Links = field(default_factory=Links)
    mail: Mail | None = None
    """None where no letters are sent; then no address is asked for either."""
    contact: str = ""
    """How to reach the operator: an e-mail address or an https address."""
    outward: str = ""
    """Name of what else one may log in with; '' for nothing."""


class Frame:
    def __init__(self, templates: Templates, offers: Offers) -> None:
        self._templates = templates
        self.offers = offers

    def show(
        self, request: Request, visitor: Visitor, template: str, *, error: WishError | None = None,
        path: str = "", **values: Any,
    ) -> Response:  # fmt: skip
        """A page of ``templates/account``; with what went wrong before it, where something did."""
        words = WORDS[visitor.language]
        response = self._templates.page(
            request, visitor, f"account/{template}.html", title=words[f"{template}_title"],
            status=status_of(error) if error else 200, path=path or request.url.path, w=words,
            errors=told(error, visitor.language) if error else {}, offers=self.offers,
            done=words.get(f"done_{request.query_params.get('done', '')}", ""), **values,
        )  # fmt: skip
        response.headers.update(headers_of(error) if error else {})
        return response

    def post(self, response: Response, to: str, letter: Letter) -> None:
        """Sends a letter behind the answer: how long that takes tells nobody whether there is
        such an account."""
        if self.offers.mail is not None:
            response.background = BackgroundTask(_send, self.offers.mail, to, letter)


async def form_of(request: Request, visitor: Visitor) -> Form:
    """What one of our own forms sent. Raises ``Unreadable`` and ``Forbidden``."""
    form = await read_form(request, FORM_MAX_BYTES)
    csrf.check(request, visitor, form.text(csrf.FIELD))
    return form


def account_of(visitor: Visitor) -> Account:
    """Raises ``Forbidden`` with the code ``guest``."""
    if visitor.account is None:
        raise Forbidden("guest")
    return visitor.account


def go(path: str) -> Response:
    """On to a page, by GET."""
    return RedirectResponse(path, 303)


def told(error: WishError, language: Language) -> Mapping[str, str]:
    """Field to sentence; '' for what no field is to blame for."""
    if not isinstance(error, Invalid):
        return {"": words_of(error, language)[1]}
    own = FIELD_ERRORS[language]
    return {
        name: own.get(f"{name}.{code}") or field_words(code, language)
        for name, code in error.fields.items()
    }


async def _send(mail: Mail, to: str, letter: Letter) -> None:
    try:
        await mail.send(to, letter.subject, letter.text)
    except MetaserverError as error:
        _log.warning("a letter about an account was not sent: %s", type(error).__name__)
