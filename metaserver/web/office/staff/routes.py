"""The addresses of the operators' pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from starlette.routing import Route

from metaserver.identity.administration import Administration
from metaserver.identity.audit import Audit
from metaserver.ports import Clock
from metaserver.ports.access import ApiKeyStore
from metaserver.ports.accounts import AuditStore
from metaserver.ports.complaints import ComplaintStore
from metaserver.ports.outbox import OutboxStore
from metaserver.web.account.links import Links
from metaserver.web.office.desk import Office
from metaserver.web.office.frame import Frame
from metaserver.web.office.staff.health import HEALTH, HealthPages, Lane
from metaserver.web.office.staff.keys import KEYS, KeyPages
from metaserver.web.office.staff.log import LOG, LogPages
from metaserver.web.office.staff.outbox import OUTBOX, OutboxPages
from metaserver.web.office.staff.users import USERS, UserPages
from metaserver.web.templating import Templates
from metaserver.web.visitor import Visitors
from metaserver.web.wishes import Wishes


def operator_routes(
    *, accounts: Administration, office: Office, audit: AuditStore, keys: ApiKeyStore,
    outbox: OutboxStore, complaints: ComplaintStore, wake: Callable[[], None],
    lanes: Callable[[], Sequence[Lane]], alive: Callable[[], Awaitable[bool]],
    visitors: Visitors, templates: Templates, clock: Clock, links: Links | None = None,
) -> list[Route]:  # fmt: skip
    """``wake``: tells who delivers the outbox that there is work; ``lanes``: how it stands with
    each of its targets; ``alive``: whether the database answers."""
    wishes, frame, log = Wishes(visitors, templates), Frame(templates), Audit(audit, clock)
    users = UserPages(accounts=accounts, office=office, frame=frame, links=links or Links())
    key_pages = KeyPages(keys=keys, audit=log, clock=clock, frame=frame)
    letters = OutboxPages(
        outbox=outbox, complaints=complaints, audit=log, clock=clock, frame=frame, wake=wake
    )
    entries = LogPages(audit=audit, accounts=accounts, frame=frame)
    health = HealthPages(alive=alive, outbox=outbox, lanes=lanes, clock=clock, frame=frame)
    return [
        Route(USERS, wishes.page(users.list), methods=["GET"]),
        Route(f"{USERS}/{{account}}", wishes.page(users.one), methods=["GET"]),
        Route(f"{USERS}/{{account}}", wishes.page(users.act), methods=["POST"]),
        Route(KEYS, wishes.page(key_pages.show), methods=["GET"]),
        Route(KEYS, wishes.page(key_pages.act), methods=["POST"]),
        Route(OUTBOX, wishes.page(letters.show), methods=["GET"]),
        Route(OUTBOX, wishes.page(letters.act), methods=["POST"]),
        Route(LOG, wishes.page(entries.show), methods=["GET"]),
        Route(HEALTH, wishes.page(health.show), methods=["GET"]),
    ]
