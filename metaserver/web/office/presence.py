"""Being on duty, and who covers for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from metaserver.errors import Invalid
from metaserver.ports.accounts import Role
from metaserver.web.forms import Form
from metaserver.web.office.desk import Office
from metaserver.web.office.frame import Frame, official, order, to
from metaserver.web.office.words import WORDS
from metaserver.web.visitor import Visitor
from metaserver.web.wishes import status_of

PRESENCE = "/office/presence"


class PresencePages:
    def __init__(self, *, office: Office, frame: Frame) -> None:
        self._office = office
        self._frame = frame

    async def show(self, request: Request, visitor: Visitor) -> Response:
        return await self._shown(request, visitor)

    async def change(self, request: Request, visitor: Visitor) -> Response:
        by, form = await order(request, visitor)
        try:
            match form.text("do"):
                case "on":
                    await self._office.on_duty(by, form.text("department"))
                case "off":
                    await self._office.off_duty(by)
                case "away":
                    days = (_day(form.text(name), f"{name}_day") for name in ("from", "until"))
                    await self._office.set_absence(by, form.text("cover"), *days)
                case _:
                    await self._office.end_absence(by)
        except Invalid as error:
            return await self._shown(request, visitor, error, form)
        return to(PRESENCE)

    async def _shown(
        self, request: Request, visitor: Visitor, error: Invalid | None = None,
        form: Form | None = None,
    ) -> Response:  # fmt: skip
        typed: Mapping[str, str] = form or {}
        by, language = official(visitor), visitor.language
        officials = await self._office.officials(by)
        return self._frame.page(
            request, visitor, "presence", title=WORDS[language]["presence_title"], path=PRESENCE,
            duty=await self._office.seen(by), officials=officials, names=dict(officials),
            absences=await self._office.absences(by), own=by.id, day=_shown_day,
            departments=[
                each for each in self._office.departments(language)
                if visitor.may(Role.OFFICIAL, each[0]) or visitor.may(Role.OPERATOR)
            ],
            wrong=error.fields if error else {}, typed=typed,
            status=status_of(error) if error else 200,
        )  # fmt: skip


def _day(text: str, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Invalid({name: "form" if text else "missing"}) from None


def _shown_day(unix_ms: int) -> str:
    seoul = dt.timezone(dt.timedelta(hours=9))
    return dt.datetime.fromtimestamp(unix_ms / 1000, seoul).date().isoformat()
