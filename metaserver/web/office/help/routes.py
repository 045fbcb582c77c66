"""The addresses of the console of live help."""

from __future__ import annotations

from starlette.routing import Route

from metaserver.web.office.desk import Kinds
from metaserver.web.office.frame import Frame
from metaserver.web.office.help.api import ConsoleApi
from metaserver.web.office.help.desk import Duties, Help
from metaserver.web.office.help.pages import CONSOLE, ConsolePages
from metaserver.web.templating import Templates
from metaserver.web.visitor import Visitors
from metaserver.web.wishes import Wishes


def console_routes(
    *, help_: Help, duties: Duties, kinds: Kinds, visitors: Visitors, templates: Templates
) -> list[Route]:
    wishes, frame = Wishes(visitors, templates), Frame(templates)
    pages = ConsolePages(help_=help_, duties=duties, kinds=kinds, frame=frame)
    api = ConsoleApi(help_=help_, duties=duties)
    one = f"{CONSOLE}/talks/{{number}}"
    asked = (
        api.look, api.duty, api.take, api.say, api.typing, api.transfer, api.complaint, api.end,
        api.knowledge,
    )  # fmt: skip
    return [
        Route(CONSOLE, wishes.page(pages.show), methods=["GET"]),
        Route(CONSOLE, wishes.page(pages.act), methods=["POST"]),
        Route(f"{CONSOLE}/waiting", wishes.api(api.waiting), methods=["GET"]),
        Route(one, wishes.page(pages.talk), methods=["GET"]),
        Route(one, wishes.page(pages.write), methods=["POST"]),
        *(
            Route(f"{CONSOLE}/{each.__name__}", wishes.api(each), methods=["POST"])
            for each in asked
        ),
    ]
