"""Following a complaint on its page: by number and code, or with the account that made it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from metaserver.civic.complaints.models import ComplaintShown
from metaserver.errors import Conflict, Invalid, Limited, NotFound, WishError
from metaserver.web import csrf
from metaserver.web.forms import Form, read_form
from metaserver.web.services.desks import Complaints
from metaserver.web.services.fields import Choice, Field
from metaserver.web.services.held import Held
from metaserver.web.services.photos import photo_answer
from metaserver.web.services.sending import who
from metaserver.web.services.show import Shows, to
from metaserver.web.services.values import typed
from metaserver.web.services.view import FormView, in_words, problem_words
from metaserver.web.services.words import WORDS, Words
from metaserver.web.visitor import Visitor
from metaserver.web.wishes import headers_of, status_of

FOLLOW: Final = "/s/complaints/follow"
STARS: Final = ("5", "4", "3", "2", "1")


class FollowPages:
    def __init__(self, *, complaints: Complaints, shows: Shows, held: Held) -> None:
        self._complaints = complaints
        self._shows = shows
        self._held = held

    async def ask(self, request: Request, visitor: Visitor) -> Response:
        """``?number=`` fills the number in; a code is never in an address."""
        number = request.query_params.get("number", "")[:40]
        return await self._asked(request, visitor, {"number": [number]})

    async def open(self, request: Request, visitor: Visitor) -> Response:
        form = await read_form(request)
        csrf.check(request, visitor, form.text(csrf.FIELD))
        number, code = form.text("number"), form.text("code")
        values = {"number": [number], "code": [code]}
        missing = {name: "missing" for name, given in values.items() if not given[0]}
        if missing:
            return await self._asked(request, visitor, values, Invalid(missing))
        try:
            shown = await self._complaints.follow(
                number, code, visitor.language, address_key=visitor.address_key
            )
        except NotFound:
            wrong = Invalid({"code": "wrong_code"})
            return await self._asked(request, visitor, values, wrong)
        except Limited as error:
            return await self._asked(request, visitor, values, error)
        response = to(f"/s/complaints/{shown.number}")
        self._held.give_code(request, response, shown.number, code)
        return response

    async def show(self, request: Request, visitor: Visitor) -> Response:
        try:
            return await self._shown(request, visitor)
        except NotFound:
            return to(f"{FOLLOW}?number={request.path_params['number']}")

    async def reopen(self, request: Request, visitor: Visitor) -> Response:
        return await self._act(request, visitor, "reopen")

    async def rate(self, request: Request, visitor: Visitor) -> Response:
        return await self._act(request, visitor, "rate")

    async def remind(self, request: Request, visitor: Visitor) -> Response:
        return await self._act(request, visitor, "remind")

    async def photo(self, request: Request, visitor: Visitor) -> Response:
        number, photo = request.path_params["number"], request.path_params["photo"]
        code = self._held.code(request, number)
        found = await self._complaints.photo(number, photo, code, **who(visitor))
        return photo_answer(found)

    async def _act(self, request: Request, visitor: Visitor, what: str) -> Response:
        form = await read_form(request)
        csrf.check(request, visitor, form.text(csrf.FIELD))
        number = request.path_params["number"]
        try:
            await self._do(what, number, self._held.code(request, number), form, visitor)
        except (Invalid, Limited, Conflict) as error:
            values = typed(form.multi_items(), _fields(what, WORDS[visitor.language]))
            return await self._shown(request, visitor, what=what, values=values, error=error)
        return to(f"/s/complaints/{number}?done={what}")

    async def _do(self, what: str, number: str, code: str, form: Form, visitor: Visitor) -> None:
        words = form.text(f"{what}.words")
        if what == "reopen":
            await self._complaints.reopen(number, code, words, **who(visitor))
        elif what == "rate":
            stars = form.text("rate.stars")
            if stars not in STARS:
                raise Invalid({"stars": "choice" if stars else "missing"})
            await self._complaints.rate(number, code, int(stars), words, **who(visitor))
        else:
            await self._complaints.remind(number, code, **who(visitor))

    async def _asked(
        self, request: Request, visitor: Visitor, values: Mapping[str, list[str]],
        error: WishError | None = None,
    ) -> Response:  # fmt: skip
        words = WORDS[visitor.language]
        fields = _follow_fields(words)
        account = visitor.account.id if visitor.account else ""
        mine = await self._complaints.mine(account, visitor.language) if account else []
        wrong, notice = _told(error, fields, visitor)
        response = self._shows.page(
            request, visitor, "follow", title=words["follow_title"], mine=mine, notice=notice,
            form=FormView(fields=fields, values=values, wrong=wrong),
            status=status_of(error) if error else 200,
        )  # fmt: skip
        response.headers.update(headers_of(error) if error else {})
        return response

    async def _shown(
        self, request: Request, visitor: Visitor, *, what: str = "",
        values: Mapping[str, list[str]] | None = None, error: WishError | None = None,
    ) -> Response:  # fmt: skip
        """Raises ``NotFound`` where this visitor may not see it."""
        number = request.path_params["number"]
        code = self._held.code(request, number)
        shown = await self._complaints.follow(number, code, visitor.language, **who(visitor))
        words = WORDS[visitor.language]
        done = words.get(f"done_{request.query_params.get('done', '')}", "")
        wrong, notice = _told(error, _fields(what, words), visitor, f"{what}.")
        forms = {
            name: FormView(
                fields=_fields(name, words),
                values=values or {} if name == what else {},
                wrong=wrong if name == what else {},
            )
            for name in ("reopen", "rate")
        }
        return self._shows.page(
            request, visitor, "shown", title=words["shown_title"].format(number=shown.number),
            path=f"/s/complaints/{number}", shown=shown, done=done, notice=notice, forms=forms,
            may_remind=_may_remind(shown),
            status=status_of(error) if error else 200,
        )  # fmt: skip


def _may_remind(shown: ComplaintShown) -> bool:
    return shown.overdue and shown.status.is_open


def _told(
    error: WishError | None, fields: tuple[Field, ...], visitor: Visitor, prefix: str = ""
) -> tuple[dict[str, str], str]:
    """Sentences at fields, and one for the whole."""
    if isinstance(error, Invalid):
        codes = {prefix + name: code for name, code in error.fields.items()}
        return in_words(codes, fields, {}, visitor.language), ""
    return {}, problem_words(error, visitor.language) if error else ""


def _follow_fields(words: Words) -> tuple[Field, ...]:
    number = Field(
        name="number", widget="text", title=words["number"], hint=words["number_hint"],
        required=True,
    )  # fmt: skip
    code = Field(
        name="code", widget="text", title=words["code"], hint=words["code_example"], required=True
    )
    return (number, code)


def _fields(what: str, words: Words) -> tuple[Field, ...]:
    """What is asked for doing ``what``."""
    if what == "reopen":
        title = words["reopen_words"]
        return (Field(name="reopen.words", widget="lines", title=title, required=True),)
    if what != "rate":
        return ()
    stars = tuple(Choice(each, words[f"star_{each}"]) for each in STARS)
    return (
        Field(
            name="rate.stars", widget="choice", title=words["stars"], required=True, choices=stars
        ),
        Field(name="rate.words", widget="lines", title=words["rate_words"], optional=True),
    )
