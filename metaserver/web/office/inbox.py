"""The list of cases, alike actions on several, CSV, and the notice of new work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from metaserver.civic.complaints.models import Acted, OfficeAction
from metaserver.errors import Invalid
from metaserver.ports import Clock
from metaserver.ports.complaints import Status
from metaserver.web.forms import Form
from metaserver.web.office.desk import Kinds, Office
from metaserver.web.office.filters import ORDERS, PAGE_ROWS, STATES, WHOSE, Filters, whole_number
from metaserver.web.office.frame import Frame, official, order
from metaserver.web.office.places import picture
from metaserver.web.office.words import WORDS
from metaserver.web.resources import NEVER
from metaserver.web.visitor import Visitor

OFFICE: Final = "/office"
TOGETHER: Final = ("assign", "department", "start", "answer", "reject", "note")
"""What can be done to several cases alike."""


class InboxPages:
    def __init__(self, *, office: Office, kinds: Kinds, frame: Frame, clock: Clock) -> None:
        self._office = office
        self._kinds = kinds
        self._frame = frame
        self._clock = clock

    async def show(self, request: Request, visitor: Visitor) -> Response:
        return await self._list(request, visitor)

    async def together(self, request: Request, visitor: Visitor) -> Response:
        """One action on all that were ticked: what came of each is told above the list."""
        by, form = await order(request, visitor)
        acted = await self._office.act(action_of(form, form.getlist("number")), by)
        return await self._list(request, visitor, acted=acted)

    async def export(self, request: Request, visitor: Visitor) -> Response:
        by = official(visitor)
        search = Filters.of(request.query_params).search(by, self._clock.unix_ms())
        text = await self._office.export(search, by, visitor.language)
        headers = {
            "Content-Disposition": 'attachment; filename="complaints.csv"',
            "Cache-Control": NEVER,
        }
        return Response(text, headers=headers, media_type="text/csv; charset=utf-8")

    async def news(self, request: Request, visitor: Visitor) -> Response:
        """For the page's own script: what came since it asked last."""
        by = official(visitor)
        since_ms = whole_number(request.query_params.get("since", ""))
        now_ms = self._clock.unix_ms()
        await self._office.seen(by)
        found = await self._office.news(by, now_ms if since_ms is None else min(since_ms, now_ms))
        return JSONResponse(found.model_dump(mode="json"))

    async def _list(
        self, request: Request, visitor: Visitor, acted: Sequence[Acted] = ()
    ) -> Response:
        by, language = official(visitor), visitor.language
        now_ms, filters = self._clock.unix_ms(), Filters.of(request.query_params)
        inbox = await self._office.inbox(filters.search(by, now_ms), by, language)
        duty = await self._office.seen(by)
        return self._frame.page(
            request, visitor, "inbox", title=WORDS[language]["inbox_title"], path=OFFICE,
            inbox=inbox, filters=filters, now_ms=now_ms, acted=acted, duty=duty,
            pages=-(-inbox.total // PAGE_ROWS), picture=picture(inbox.rows),
            statuses=[each.value for each in Status], orders=ORDERS, states=STATES, whose=WHOSE,
            together=TOGETHER, **await self._choices(visitor),
        )  # fmt: skip

    async def _choices(self, visitor: Visitor) -> Mapping[str, Any]:
        by, language = official(visitor), visitor.language
        return {
            "kinds": self._kinds.kinds(language),
            "departments": self._office.departments(language),
            "officials": await self._office.officials(by),
        }


def action_of(form: Form, numbers: Sequence[str], versions: Sequence[int] = ()) -> OfficeAction:
    """Raises ``Invalid`` with the field that is wrong."""
    do = form.text("do")
    try:
        return OfficeAction.model_validate(
            {
                "numbers": tuple(numbers),
                "versions": tuple(versions),
                "do": do,
                "words": form.text("words"),
                "to": form.text(f"to.{do}"),
            }
        )
    except ValidationError as error:
        raise Invalid({_field(each, do): "missing" for each in error.errors()}) from None


def _field(error: Any, do: str) -> str:
    if error["loc"]:
        return str(error["loc"][0])
    return "words" if "words" in str(error["msg"]) else f"to.{do}"
