"""What came of everything: numbers and pictures, for everybody where the operator says so."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from metaserver.civic.complaints.models import OutcomeRow
from metaserver.errors import Invalid
from metaserver.ports import Clock
from metaserver.web.office.desk import Office, Talks
from metaserver.web.office.frame import Frame, official
from metaserver.web.office.words import WORDS
from metaserver.web.visitor import Visitor

OUTCOMES: Final = "/outcomes"
DAYS: Final = (7, 30, 90, 365)
USUAL_DAYS: Final = 30
SEOUL: Final = dt.timezone(dt.timedelta(hours=9))
BAR_WIDTH: Final = 420


@dataclass(frozen=True, slots=True)
class Bar:
    """Widths in pixels of what was answered, is open in time, and is late."""

    title: str
    answered: float
    open: float
    overdue: float
    row: OutcomeRow


class OutcomePages:
    def __init__(
        self, *, office: Office, frame: Frame, clock: Clock, public: bool, talks: Talks | None
    ) -> None:
        self._office = office
        self._talks = talks
        self._frame = frame
        self._clock = clock
        self._public = public

    async def show(self, request: Request, visitor: Visitor) -> Response:
        if not self._public:
            official(visitor)
        days, today = self._span(request)
        try:
            found = await self._office.outcomes(
                today - dt.timedelta(days=days - 1), today, visitor.language
            )
        except Invalid:
            found = await self._office.outcomes(today, today, visitor.language)
        return self._frame.page(
            request, visitor, "outcomes", title=WORDS[visitor.language]["outcomes_title"],
            path=OUTCOMES, found=found, days=days, spans=DAYS, bars=bars(found.departments),
            kinds=bars(found.kinds), bar_width=BAR_WIDTH,
            help=await self._talks.times() if self._talks else None,
        )  # fmt: skip

    def _span(self, request: Request) -> tuple[int, dt.date]:
        asked = request.query_params.get("days", "")
        days = int(asked) if asked in map(str, DAYS) else USUAL_DAYS
        now = dt.datetime.fromtimestamp(self._clock.unix_ms() / 1000, SEOUL)
        return days, now.date()


def bars(rows: tuple[OutcomeRow, ...]) -> list[Bar]:
    """The longest fills the width; rows of nothing are left out."""
    shown = [row for row in rows if row.received]
    most = max((row.received for row in shown), default=1)
    scale = BAR_WIDTH / most
    return [
        Bar(
            row.kind_title or row.department_title, row.answered * scale,
            (row.received - row.answered - row.overdue) * scale, row.overdue * scale, row,
        )
        for row in shown
    ]  # fmt: skip
