"""The addresses of the back office, and of the outcome page."""

from __future__ import annotations

from starlette.routing import Route

from metaserver.ports import Clock
from metaserver.web.office.case import CasePages
from metaserver.web.office.desk import Kinds, Office, Talks
from metaserver.web.office.frame import Frame
from metaserver.web.office.inbox import OFFICE, InboxPages
from metaserver.web.office.outcomes import OUTCOMES, OutcomePages
from metaserver.web.office.presence import PRESENCE, PresencePages
from metaserver.web.templating import Templates
from metaserver.web.visitor import Visitors
from metaserver.web.wishes import Wishes


def office_routes(
    *, office: Office, kinds: Kinds, visitors: Visitors, templates: Templates, clock: Clock,
    outcomes_public: bool, talks: Talks | None = None,
) -> list[Route]:  # fmt: skip
    """``talks``: live help, whose times stand on the outcome page."""
    wishes, frame = Wishes(visitors, templates), Frame(templates)
    inbox = InboxPages(office=office, kinds=kinds, frame=frame, clock=clock)
    case = CasePages(office=office, frame=frame)
    presence = PresencePages(office=office, frame=frame)
    outcomes = OutcomePages(
        office=office, frame=frame, clock=clock, public=outcomes_public, talks=talks
    )
    one = f"{OFFICE}/cases/{{number}}"
    return [
        Route(OFFICE, wishes.page(inbox.show), methods=["GET"]),
        Route(OFFICE, wishes.page(inbox.together), methods=["POST"]),
        Route(f"{OFFICE}/complaints.csv", wishes.page(inbox.export), methods=["GET"]),
        Route(f"{OFFICE}/news", wishes.api(inbox.news), methods=["GET"]),
        Route(PRESENCE, wishes.page(presence.show), methods=["GET"]),
        Route(PRESENCE, wishes.page(presence.change), methods=["POST"]),
        Route(f"{one}/photos/{{photo}}", wishes.page(case.photo), methods=["GET"]),
        Route(one, wishes.page(case.show), methods=["GET"]),
        Route(one, wishes.page(case.act), methods=["POST"]),
        Route(OUTCOMES, wishes.page(outcomes.show), methods=["GET"]),
    ]
