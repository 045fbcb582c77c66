"""Pages and JSON API of the guide, put together for the site."""

from __future__ import annotations

from starlette.routing import Route

from metaserver.ports import Clock
from metaserver.web.services.addresses import Addresses
from metaserver.web.services.apidocs import Operation
from metaserver.web.templating import Templates
from metaserver.web.tourism.api import TourismApi
from metaserver.web.tourism.apidocs import operations
from metaserver.web.tourism.desk import Tourism
from metaserver.web.tourism.plan import PLAN, PlanPages
from metaserver.web.tourism.plans import Plans
from metaserver.web.tourism.search import PLACES, SEARCH, TODAY, SearchPages
from metaserver.web.tourism.show import TourismShows
from metaserver.web.visitor import Visitors
from metaserver.web.wishes import Endpoint, Wishes


def tourism_routes(
    *, tourism: Tourism, plans: Plans, visitors: Visitors, templates: Templates, clock: Clock,
    public_url: str = "",
) -> list[Route]:  # fmt: skip
    """To stand before the service pages, whose ``/s/{service}`` would take these addresses.
    ``public_url``: the site's, for the addresses of plans; '' for the one a request came to."""
    wishes, shows = Wishes(visitors, templates), TourismShows(templates, tourism)
    pages = SearchPages(tourism, shows, clock)
    plan = PlanPages(
        tourism=tourism, plans=plans, shows=shows, clock=clock,
        addresses=Addresses(visitors, public_url),
    )  # fmt: skip
    return [
        Route(SEARCH, wishes.page(pages.search), methods=["GET"]),
        Route(TODAY, wishes.page(pages.today), methods=["GET"]),
        Route(f"{PLACES}/{{place}}", wishes.page(pages.place), methods=["GET"]),
        Route(PLAN, wishes.page(plan.open), methods=["GET"]),
        Route(PLAN, wishes.page(plan.save), methods=["POST"]),
        Route(f"{PLAN}/{{share}}.ics", wishes.page(plan.calendar), methods=["GET"]),
        Route(f"{PLAN}/{{share}}", wishes.page(plan.shared), methods=["GET"]),
    ]


def tourism_api_routes(
    *, tourism: Tourism, plans: Plans, visitors: Visitors, templates: Templates, clock: Clock,
    public_url: str = "",
) -> list[tuple[Operation, Endpoint]]:  # fmt: skip
    """For ``more`` of ``web.services.routes.api``, which mounts and documents them."""
    wishes = Wishes(visitors, templates)
    handlers = TourismApi(
        tourism=tourism, plans=plans, clock=clock, addresses=Addresses(visitors, public_url)
    )
    return [(each, wishes.api(handlers.handler(each.name))) for each in operations()]
