"""The console's page, and each talk on paper.

With scripts the console draws itself over the page; without, the page lists who waits, and each
talk has a page of its own with forms.
"""

from __future__ import annotations

import json
import secrets
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from metaserver.civic.help.models import WORDS_MAX, TakenShown
from metaserver.errors import Conflict, Invalid, Limited, NotFound, WishError
from metaserver.ports.accounts import Account, Role
from metaserver.web.forms import Form
from metaserver.web.mapping import HEIGHT, WIDTH
from metaserver.web.office.desk import Kinds
from metaserver.web.office.frame import Frame, official, order, to
from metaserver.web.office.help.desk import Duties, Help
from metaserver.web.office.help.orders import NUMBER_MAX
from metaserver.web.office.help.where import point, points
from metaserver.web.office.help.words import SCRIPT_WORDS, WORDS
from metaserver.web.office.help.writing import Draft, complaint_of, joined, last_asked, quote, told
from metaserver.web.office.places import grid
from metaserver.web.visitor import Visitor
from metaserver.web.wishes import status_of, words_of

CONSOLE: Final = "/office/help"
_TOLD: Final = (Conflict, Invalid, Limited)
"""What is told above the form, with everything that was typed."""


class ConsolePages:
    def __init__(self, *, help_: Help, duties: Duties, kinds: Kinds, frame: Frame) -> None:
        self._help = help_
        self._duties = duties
        self._kinds = kinds
        self._frame = frame

    async def show(self, request: Request, visitor: Visitor) -> Response:
        return await self._console(request, visitor)

    async def act(self, request: Request, visitor: Visitor) -> Response:
        by, form = await order(request, visitor)
        try:
            match form.text("do"):
                case "on":
                    await self._duties.on_duty(by, form.text("department"))
                case "off":
                    await self._duties.off_duty(by)
                case _:
                    number = form.text("number")[:NUMBER_MAX]
                    taken = await self._help.take(by, number, visitor.language)
                    return to(_address(taken.number))
        except _TOLD as error:
            return await self._console(request, visitor, error)
        return to(CONSOLE)

    async def talk(self, request: Request, visitor: Visitor) -> Response:
        by = official(visitor)
        talk = await self._find(by, request, visitor)
        if talk is None:
            raise NotFound("talk")
        return self._paper(request, visitor, talk, Draft())

    async def write(self, request: Request, visitor: Visitor) -> Response:
        by, form = await order(request, visitor)
        number = _number(request)
        try:
            is_done = await self._done(by, number, form, visitor)
        except _TOLD as error:
            return await self._again(request, visitor, form, error)
        if is_done:
            return to(CONSOLE if form.text("do") in ("transfer", "end") else _address(number))
        return await self._again(request, visitor, form)

    async def _done(self, by: Account, number: str, form: Form, visitor: Visitor) -> bool:
        """Whether that changed the talk; otherwise it is about the form."""
        match form.text("do"):
            case "say":
                await self._help.tell(
                    by, number, form.text("words"), form.text("key"), visitor.language
                )
            case "transfer":
                department, note = form.text("department"), form.text("note")
                await self._help.transfer(by, number, department, note)
            case "complaint":
                kinds = self._kinds.kinds(visitor.language)
                wish = self._help.check_complaint(complaint_of(form, kinds))
                await self._help.complain(by, number, wish)
            case "end":
                await self._help.end_talk(by, number)
            case _:
                return False
        return True

    async def _again(
        self, request: Request, visitor: Visitor, form: Form, error: WishError | None = None
    ) -> Response:
        """With everything that was typed, also where the talk is somebody else's by now."""
        by = official(visitor)
        talk = await self._find(by, request, visitor)
        if talk is None:
            wrong = error or Conflict("state")
            return await self._console(request, visitor, wrong, kept=form.text("words"))
        draft = Draft(words=form.text("words"), key=form.text("key"))
        try:
            await self._filled(by, talk, form, draft, visitor)
        except Invalid as wrong_question:
            error = wrong_question
        return self._paper(request, visitor, talk, draft, form=form, error=error)

    async def _filled(
        self, by: Account, talk: TakenShown, form: Form, draft: Draft, visitor: Visitor
    ) -> None:
        """Puts into the answer what was asked for. Raises ``Invalid``."""
        do, _, which = form.text("do").partition(":")
        draft.question = form.text("question")
        if do == "canned":
            canned = self._help.canned(by, talk.language)
            words = [each.words for each in canned if each.id == form.text("canned")]
            draft.words = joined(draft.words, words[0]) if words else draft.words
        if do not in ("search", "quote") or not draft.question:
            return
        draft.found = await self._help.knowledge(by, draft.question, talk.department, talk.language)
        for hit in draft.found.hits:
            if hit.entry == which:
                source = WORDS[talk.language]["source"]
                draft.words = joined(draft.words, quote(hit, source))[:WORDS_MAX]

    async def _find(self, by: Account, request: Request, visitor: Visitor) -> TakenShown | None:
        console = await self._help.console(by, visitor.language)
        number = _number(request)
        return next((each for each in console.talks if each.number == number), None)

    async def _console(
        self, request: Request, visitor: Visitor, error: WishError | None = None, kept: str = ""
    ) -> Response:
        by, words = official(visitor), WORDS[visitor.language]
        console = await self._help.console(by, visitor.language)
        return self._page(
            request, visitor, "help", title=words["title"], path=CONSOLE, console=console,
            people_waiting=console.waiting_total, kept=kept, told=_sentence(error, visitor),
            script_words=json.dumps({name: words[name] for name in SCRIPT_WORDS}),
            begun=json.dumps(
                {**console.model_dump(mode="json"), "points": points(console.talks)}
            ),
            canned_by={each: self._help.canned(by, each) for each in WORDS},
            status=status_of(error) if error else 200,
        )  # fmt: skip

    def _paper(
        self, request: Request, visitor: Visitor, talk: TakenShown, draft: Draft, *,
        form: Form | None = None, error: WishError | None = None,
    ) -> Response:  # fmt: skip
        by, words = official(visitor), WORDS[visitor.language]
        draft.key = draft.key or secrets.token_hex(8)
        draft.question = draft.question or last_asked(talk)
        return self._page(
            request, visitor, "help_talk", title=words["talk_title"].format(number=talk.number),
            path=_address(talk.number), talk=talk, point=point(talk), draft=draft,
            typed=form or {}, words_of_visitor=told(talk), told=_sentence(error, visitor),
            wrong=error.fields if isinstance(error, Invalid) else {},
            canned=self._help.canned(by, talk.language),
            status=status_of(error) if error else 200,
        )  # fmt: skip

    def _page(self, request: Request, visitor: Visitor, template: str, **values: Any) -> Response:
        language = visitor.language
        departments = self._duties.departments(language)
        return self._frame.page(
            request, visitor, template, h=WORDS[language], departments=departments,
            own_departments=[
                each for each in departments
                if visitor.may(Role.OFFICIAL, each[0]) or visitor.may(Role.OPERATOR)
            ],
            kinds=self._kinds.kinds(language), words_max=WORDS_MAX,
            lines_drawn=list(grid()), width=WIDTH, height=HEIGHT, **values,
        )  # fmt: skip


def _number(request: Request) -> str:
    return str(request.path_params["number"])[:NUMBER_MAX]


def _address(number: str) -> str:
    return f"{CONSOLE}/talks/{number}"


def _sentence(error: WishError | None, visitor: Visitor) -> str:
    return " – ".join(words_of(error, visitor.language)) if error else ""
