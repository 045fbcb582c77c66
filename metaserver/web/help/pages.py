"""A question, the desk's answer, and the way to a person: ``/s/help`` and ``/s/water``."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from metaserver.civic.help.models import ASKED_MAX, DeskShown, Ticket
from metaserver.civic.knowledge.models import Answer
from metaserver.errors import Conflict, Invalid, Limited, MetaserverError, StoreError
from metaserver.web import csrf
from metaserver.web.forms import Form, read_form
from metaserver.web.help.api import DESK
from metaserver.web.help.desk import Help
from metaserver.web.help.held import HeldTalk
from metaserver.web.help.show import HelpShows
from metaserver.web.help.water import WaterPart
from metaserver.web.help.words import WORDS
from metaserver.web.services.once import once
from metaserver.web.services.sending import asker_of
from metaserver.web.services.show import to
from metaserver.web.visitor import Visitor

HELP: Final = "/s/help"
WATER: Final = "/s/water"
TALK: Final = "/s/help/talk"
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{22,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody has typed so far."""

    question: str = ""
    department: str = DESK
    before: tuple[str, ...] = ()
    """Asked earlier, the oldest first."""
    name: str = ""
    key: str = ""

    @property
    def all(self) -> tuple[str, ...]:
        """For the next question: this one too, the latest of them."""
        return tuple(dict.fromkeys((*self.before, self.question)))[-ASKED_MAX:]


class AskPages:
    def __init__(
        self, *, help_: Help, water: WaterPart, shows: HelpShows, held_talk: HeldTalk
    ) -> None:
        self._help = help_
        self._water = water
        self._shows = shows
        self._held_talk = held_talk

    async def open(self, request: Request, visitor: Visitor) -> Response:
        department = "water" if request.url.path == WATER else _department(request)
        return await self._asking(request, visitor, Asked(department=department))

    async def ask(self, request: Request, visitor: Visitor) -> Response:
        """The answer is the page that the form brings: nothing is kept of the question."""
        asked = _asked(await _form(request, visitor))
        try:
            answer = await self._help.answer(
                asked.question, asked.department, visitor.language,
                address_key=visitor.address_key,
            )  # fmt: skip
        except (Invalid, Limited) as error:
            return await self._asking(request, visitor, asked, error)
        return await self._answered(request, visitor, asked, answer)

    async def begin(self, request: Request, visitor: Visitor) -> Response:
        """Asks for a person; ``step`` ``leave`` goes on to leaving it in writing."""
        form = await _form(request, visitor)
        asked = _asked(form)
        wish: dict[str, Any] = {
            "question": asked.question, "department": asked.department,
            "asked": list(asked.before), "name": asked.name,
        }  # fmt: skip
        leaving = "?leave=1#leave" if form.text("step") == "leave" else ""
        try:
            mark = once(asked.key, self._help.id, wish)
            checked = self._help.check(wish)
            asker = asker_of(visitor, "page")
            talk, code = await self._help.ask(checked, asker, visitor.visit, mark)
        except Conflict as error:
            if error.code == "talking":
                return await self._to_live(request, visitor, leaving)
            return await self._not_begun(request, visitor, asked, error)
        except (Invalid, Limited, StoreError) as error:
            return await self._not_begun(request, visitor, asked, error)
        response = to(TALK + leaving)
        self._held_talk.keep(request, response, Ticket(talk.number, code))
        return response

    async def settle(self, request: Request, visitor: Visitor) -> Response:
        form = await _form(request, visitor)
        return await self._asking(request, visitor, Asked(department="water"), settled=form)

    async def _to_live(self, request: Request, visitor: Visitor, leaving: str) -> Response:
        """The talk that this visitor has already."""
        response = to(TALK + leaving)
        ticket = await self._held_talk.live(visitor)
        if ticket:
            self._held_talk.keep(request, response, ticket)
        return response

    async def _not_begun(
        self, request: Request, visitor: Visitor, asked: Asked, error: MetaserverError
    ) -> Response:
        """The page as it was: nothing has to be typed again."""
        try:
            answer = await self._help.answer(
                asked.question, asked.department, visitor.language,
                address_key=visitor.address_key,
            )  # fmt: skip
        except (Invalid, Limited):
            return await self._asking(request, visitor, asked, error)
        return await self._answered(request, visitor, asked, answer, error)

    async def _asking(
        self, request: Request, visitor: Visitor, asked: Asked,
        error: MetaserverError | None = None, settled: Form | None = None,
    ) -> Response:  # fmt: skip
        language = visitor.language
        is_water = asked.department == "water"
        title = WORDS[language]["water_title"] if is_water else self._help.title(language)
        water = self._water.shown(visitor, settled) if is_water else None
        gone = WORDS[language]["gone"] if "gone" in request.query_params else ""
        return self._shows.page(
            request, visitor, "ask", title=title, error=error,
            path=WATER if is_water else HELP, summary=self._help.summary(language), asked=asked,
            departments=self._help.departments(language), is_water=is_water,
            live=await self._held_talk.live(visitor), told=gone,
            desk=await self._desk(asked.department, visitor),
            water=water, status=422 if water and water.form.wrong else 200,
        )  # fmt: skip

    async def _answered(
        self, request: Request, visitor: Visitor, asked: Asked, answer: Answer,
        error: MetaserverError | None = None,
    ) -> Response:  # fmt: skip
        path = WATER if asked.department == "water" else HELP
        return self._shows.page(
            request, visitor, "answer", title=WORDS[visitor.language]["answer_title"],
            error=error, path=path, asked=asked, answer=answer,
            desk=await self._desk(asked.department, visitor),
            key=secrets.token_urlsafe(24),
        )  # fmt: skip

    async def _desk(self, department: str, visitor: Visitor) -> DeskShown | None:
        """None for a department that there is not."""
        try:
            return await self._help.desk(department, visitor.language)
        except Invalid:
            return None


def _department(request: Request) -> str:
    return request.query_params.get("department", "")[:40] or DESK


async def _form(request: Request, visitor: Visitor) -> Form:
    form = await read_form(request)
    csrf.check(request, visitor, form.text(csrf.FIELD))
    return form


def _asked(form: Form) -> Asked:
    key = form.text("key")
    before = [value for name, value in form.multi_items() if name == "asked" and value]
    return Asked(
        question=form.text("question"),
        department=form.text("department") or DESK,
        before=tuple(before[-ASKED_MAX:]),
        name=form.text("name"),
        key=key if _KEY.fullmatch(key) else secrets.token_urlsafe(24),
    )
