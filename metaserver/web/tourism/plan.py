"""A plan for a day: made on ``/s/tourism/plan``, shared as ``/s/tourism/plan/{share}``."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from metaserver.civic.tourism.models import PlaceShown, Plan, PlanWish
from metaserver.errors import Invalid, Limited, MetaserverError, NotFound, StoreError, WorkerError
from metaserver.ports import Clock
from metaserver.web import csrf
from metaserver.web.forms import read_form
from metaserver.web.seoul import SEOUL
from metaserver.web.services.addresses import Addresses
from metaserver.web.services.once import once
from metaserver.web.services.show import to
from metaserver.web.services.times import moment
from metaserver.web.tourism.desk import Tourism
from metaserver.web.tourism.draft import FIELDS, KEPT, MODES, Draft, changed
from metaserver.web.tourism.drawing import Drawing, drawing
from metaserver.web.tourism.plans import Plans
from metaserver.web.tourism.show import TourismShows, address
from metaserver.web.tourism.where import Spot, spot_of
from metaserver.web.tourism.words import WORDS
from metaserver.web.visitor import Visitor

PLAN: Final = "/s/tourism/plan"
BEGIN_HOUR: Final = 10
"""When a plan begins for which nothing else was said."""
AHEAD: Final = dt.timedelta(days=366)


class PlanPages:
    def __init__(
        self, *, tourism: Tourism, plans: Plans, shows: TourismShows, addresses: Addresses,
        clock: Clock,
    ) -> None:  # fmt: skip
        self._tourism = tourism
        self._plans = plans
        self._shows = shows
        self._addresses = addresses
        self._clock = clock

    async def open(self, request: Request, visitor: Visitor) -> Response:
        draft = Draft.of(request.query_params)
        if done := changed(draft, request.query_params):
            after, told = done
            return to(address(PLAN, after.pairs, told))
        return await self._shown(request, visitor, draft)

    async def save(self, request: Request, visitor: Visitor) -> Response:
        form = await read_form(request)
        csrf.check(request, visitor, form.text(csrf.FIELD))
        draft = Draft.of(form)
        try:
            wish, _ = await self._wish(draft, visitor)
            mark = once(form.text("key"), self._tourism.id, wish.model_dump(mode="json"))
            share = await self._plans.save(wish, mark, visitor)
        except (Invalid, Limited, StoreError) as error:
            return await self._shown(request, visitor, draft, error)
        return to(f"{PLAN}/{share}")

    async def shared(self, request: Request, visitor: Visitor) -> Response:
        """Raises ``NotFound``."""
        share = str(request.path_params["share"])
        plan = await self._plans.shared(share, visitor)
        day = moment(plan.wish.day.isoformat(), visitor.language)
        title = WORDS[visitor.language]["shared_title"].format(day=day)
        return self._shows.page(
            request, visitor, "shared", title=title, draft=_draft_of(plan), plan=plan,
            share=share, link=f"{self._addresses.site(request)}{PLAN}/{share}",
            picture=_picture(plan), start=None,
        )  # fmt: skip

    async def calendar(self, request: Request, visitor: Visitor) -> Response:
        """Raises ``NotFound``."""
        plan = await self._plans.shared(str(request.path_params["share"]), visitor)
        name = f"seoul-{plan.wish.day.isoformat()}.ics"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        ics = self._tourism.ics(plan, visitor.language)
        return Response(ics, headers=headers, media_type="text/calendar; charset=utf-8")

    async def _shown(
        self, request: Request, visitor: Visitor, draft: Draft,
        error: MetaserverError | None = None,
    ) -> Response:  # fmt: skip
        """The plan as far as it can be made; what hinders it is told."""
        plan, start = None, None
        if draft.places:
            try:
                wish, start = await self._wish(draft, visitor)
                plan = await self._plans.make(wish, visitor)
            except (Invalid, Limited, NotFound, WorkerError) as wrong:
                error = error or wrong
        if plan:
            # What is gone stays away; buttons move places as they are shown.
            draft = draft.in_order([each.place.id for each in plan.stops])
        return self._shows.page(
            request, visitor, "plan", title=WORDS[visitor.language]["plan_title"], draft=draft,
            error=error, fields=FIELDS, path=PLAN, plan=plan, start=start,
            places=self._places(draft, visitor), chosen=self._chosen(draft), modes=MODES,
            today=self._today(), last=self._today() + AHEAD, key=secrets.token_urlsafe(24),
            done=_done(request, draft), picture=_picture(plan) if plan else None,
        )  # fmt: skip

    async def _wish(self, draft: Draft, visitor: Visitor) -> tuple[PlanWish, Spot | None]:
        """Raises ``Invalid``."""
        spot = await spot_of(self._tourism, draft.start, "start", visitor.language)
        return self._tourism.check_plan(draft.form(spot, self._day())), spot

    def _places(self, draft: Draft, visitor: Visitor) -> list[tuple[str, PlaceShown | None]]:
        """None for one that is not there any more."""
        found: list[tuple[str, PlaceShown | None]] = []
        for each in draft.places:
            try:
                found.append((each, self._tourism.place(each, visitor.language)))
            except NotFound:
                found.append((each, None))
        return found

    def _chosen(self, draft: Draft) -> dict[str, Any]:
        """What the fields show: the usual where nothing was typed."""
        return {
            "day": draft.day or self._day(), "begin": draft.begin or f"{BEGIN_HOUR}:00",
            "mode": draft.mode or MODES[0], "stay": draft.stay or "60", "start": draft.start,
        }  # fmt: skip

    def _now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self._clock.unix_ms() / 1000, SEOUL)

    def _today(self) -> dt.date:
        return self._now().date()

    def _day(self) -> str:
        """Tomorrow, where today has begun."""
        late = self._now().hour >= BEGIN_HOUR
        return (self._today() + dt.timedelta(days=int(late))).isoformat()


def _draft_of(plan: Plan) -> Draft:
    """To make another one of it."""
    wish = plan.wish
    return Draft(
        places=tuple(each.place.id for each in plan.stops),
        start=f"{wish.start.lat},{wish.start.lon}" if wish.start else "",
        day=wish.day.isoformat(),
        begin=f"{wish.begin // 60:02}:{wish.begin % 60:02}",
        mode=wish.mode,
        stay=str(wish.stay_min),
        order=KEPT if wish.keep_order else "",
    )


def _picture(plan: Plan) -> Drawing | None:
    start = plan.wish.start
    places = [(each.place.name, each.place.lat, each.place.lon) for each in plan.stops]
    return drawing(places, (start.lat, start.lon) if start else None)


def _done(request: Request, draft: Draft) -> tuple[str, str] | None:
    """What was done just now, and to which place: there the keyboard goes on."""
    what, place = (request.query_params.get(name, "") for name in ("done", "at"))
    known = place in draft.places if what in ("up", "down", "add") else what == "remove"
    return (what, place) if known else None
