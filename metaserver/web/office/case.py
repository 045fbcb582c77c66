"""One case: what was told, its history, and what can be done with it."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from metaserver.civic.complaints.models import Acted
from metaserver.errors import Invalid, WishError
from metaserver.web.forms import Form
from metaserver.web.office.desk import Office
from metaserver.web.office.filters import whole_number
from metaserver.web.office.frame import Frame, official, order, to
from metaserver.web.office.inbox import action_of
from metaserver.web.office.words import WORDS
from metaserver.web.services.photos import photo_answer
from metaserver.web.visitor import Visitor
from metaserver.web.wishes import status_of

NUMBER_MAX: Final = 40


class CasePages:
    def __init__(self, *, office: Office, frame: Frame) -> None:
        self._office = office
        self._frame = frame

    async def show(self, request: Request, visitor: Visitor) -> Response:
        return await self._case(request, visitor)

    async def act(self, request: Request, visitor: Visitor) -> Response:
        """Where another was quicker nothing is done, and what was typed stands there still."""
        by, form = await order(request, visitor)
        number, version = _number(request), whole_number(form.text("version"))
        versions = () if version is None else (version,)
        try:
            (acted,) = await self._office.act(action_of(form, [number], versions), by)
        except Invalid as error:
            return await self._case(request, visitor, form=form, error=error)
        if not acted.done:
            return await self._case(request, visitor, form=form, acted=acted)
        return to(f"/office/cases/{number}?done={form.text('do')}")

    async def photo(self, request: Request, visitor: Visitor) -> Response:
        by, photo = official(visitor), request.path_params["photo"]
        return photo_answer(await self._office.photo(_number(request), photo, by))

    async def _case(
        self, request: Request, visitor: Visitor, *, form: Form | None = None,
        acted: Acted | None = None, error: WishError | None = None,
    ) -> Response:  # fmt: skip
        by, language = official(visitor), visitor.language
        case = await self._office.case(_number(request), by, language)
        words = WORDS[language]
        return self._frame.page(
            request, visitor, "case", title=words["case_title"].format(number=case.row.number),
            path=f"/office/cases/{case.row.number}", case=case, row=case.row,
            officials=await self._office.officials(by, case.row.department),
            departments=self._office.departments(language),
            typed=form or {}, do=form.text("do") if form else "", acted=acted,
            wrong=error.fields if isinstance(error, Invalid) else {},
            done=words.get(f"done_{request.query_params.get('done', '')}", ""),
            status=status_of(error) if error else 409 if acted else 200,
        )  # fmt: skip


def _number(request: Request) -> str:
    return str(request.path_params["number"])[:NUMBER_MAX]
