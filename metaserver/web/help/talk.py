"""The talk of the browser that asks: ``/s/help/talk``. Which one it is, its cookie says."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from metaserver.civic.help.models import TalkShown, Ticket
from metaserver.errors import Conflict, Invalid, Limited, NotFound, StoreError, WishError
from metaserver.web import csrf
from metaserver.web.forms import Form, read_form
from metaserver.web.help.api import transcript
from metaserver.web.help.desk import Help
from metaserver.web.help.held import HeldTalk
from metaserver.web.help.pages import HELP, TALK
from metaserver.web.help.show import HelpShows
from metaserver.web.help.words import WORDS
from metaserver.web.services.follow import STARS
from metaserver.web.services.held import Held
from metaserver.web.services.sending import asker_of
from metaserver.web.services.show import to
from metaserver.web.visitor import Visitor

_LEFT = ("address", "email")
_TICKS = ("keep_contact", "age_14")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What somebody sent that was not taken."""

    what: str = ""
    error: WishError | StoreError | None = None
    values: Mapping[str, str] = field(default_factory=dict)


class TalkPages:
    def __init__(self, *, help_: Help, shows: HelpShows, held_talk: HeldTalk, held: Held) -> None:
        self._help = help_
        self._shows = shows
        self._held_talk = held_talk
        self._held = held

    async def show(self, request: Request, visitor: Visitor) -> Response:
        """``?after=``: only the lines behind that one, for the page's script."""
        ticket = await self._held_talk.find(request, visitor)
        if ticket is None:
            return to(HELP)
        try:
            return await self._shown(request, visitor, ticket, Tried())
        except NotFound:
            return self._gone(request)

    async def say(self, request: Request, visitor: Visitor) -> Response:
        return await self._act(request, visitor, "say")

    async def end(self, request: Request, visitor: Visitor) -> Response:
        return await self._act(request, visitor, "end")

    async def rate(self, request: Request, visitor: Visitor) -> Response:
        return await self._act(request, visitor, "rate")

    async def leave(self, request: Request, visitor: Visitor) -> Response:
        return await self._act(request, visitor, "leave")

    async def transcript(self, request: Request, visitor: Visitor) -> Response:
        ticket = await self._held_talk.find(request, visitor)
        if ticket is None:
            raise NotFound("talk")
        return await transcript(self._help, ticket, visitor)

    async def _act(self, request: Request, visitor: Visitor, what: str) -> Response:
        form = await read_form(request)
        csrf.check(request, visitor, form.text(csrf.FIELD))
        ticket = await self._held_talk.find(request, visitor)
        if ticket is None:
            return to(HELP)
        try:
            return await self._done(request, visitor, ticket, what, form)
        except NotFound:
            return self._gone(request)
        except (Invalid, Limited, Conflict, StoreError) as error:
            tried = Tried(what=what, error=error, values=dict(form.multi_items()))
            return await self._shown(request, visitor, ticket, tried)

    async def _done(
        self, request: Request, visitor: Visitor, ticket: Ticket, what: str, form: Form
    ) -> Response:
        language, address_key = visitor.language, visitor.address_key
        match what:
            case "say":
                words, key = form.text("words"), form.text("key")
                await self._help.say(*ticket, words, key, language, address_key=address_key)
            case "end":
                await self._help.end(*ticket, language, address_key=address_key)
            case "rate":
                stars = _stars(form)
                await self._help.rate(*ticket, stars, language, address_key=address_key)
            case _:
                return await self._left(request, visitor, ticket, form)
        return to(TALK)

    async def _left(
        self, request: Request, visitor: Visitor, ticket: Ticket, form: Form
    ) -> Response:
        wish: dict[str, Any] = {name: form.text(name) for name in _LEFT}
        wish |= {name: bool(form.text(name)) for name in _TICKS}
        try:
            leave = self._help.check_leave({**wish, "words": form.text("left")})
            receipt = await self._help.leave(*ticket, leave, asker_of(visitor, "page"))
        except Invalid as error:
            # Two forms of that page have words.
            ours = {"words": "left"}
            raise Invalid({ours.get(n, n): code for n, code in error.fields.items()}) from None
        response = to(f"/s/{receipt.service}/receipt")
        self._held.give_receipt(request, response, receipt)
        return response

    async def _shown(
        self, request: Request, visitor: Visitor, ticket: Ticket, tried: Tried
    ) -> Response:
        """Raises ``NotFound``."""
        query = request.query_params
        after = query.get("after", "")
        talk = await self._help.look(
            *ticket, after=int(after) if after.isdecimal() and len(after) < 6 else 0,
            language=visitor.language, address_key=visitor.address_key,
        )  # fmt: skip
        words = WORDS[visitor.language]
        response = self._shows.page(
            request, visitor, "talk", path=TALK, error=tried.error, talk=talk, tried=tried,
            title=words["talk_title"].format(department=talk.department_title),
            leaving="leave" in query or tried.what == "leave" or _is_nobody(talk),
            holding="hold" in query or tried.error is not None,
            key=tried.values.get("key") or secrets.token_urlsafe(24), stars=STARS,
        )  # fmt: skip
        self._held_talk.keep(request, response, ticket)
        return response

    def _gone(self, request: Request) -> Response:
        response = to(f"{HELP}?gone=1")
        self._held_talk.drop(request, response)
        return response


def _is_nobody(talk: TalkShown) -> bool:
    return not talk.state.is_over and not talk.official and not talk.badge and not talk.on_duty


def _stars(form: Form) -> int:
    """Raises ``Invalid``."""
    given = form.text("stars")
    if given not in STARS:
        raise Invalid({"stars": "choice" if given else "missing"})
    return int(given)
