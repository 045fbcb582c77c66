"""Pages and JSON API of live help and of the water desk, put together for the site."""

from __future__ import annotations

from starlette.routing import Route

from metaserver.identity.tokens import TokenBox
from metaserver.web.help.api import HelpApi, in_our_words
from metaserver.web.help.apidocs import operations
from metaserver.web.help.desk import Help, Water
from metaserver.web.help.held import HeldTalk
from metaserver.web.help.pages import HELP, TALK, WATER, AskPages
from metaserver.web.help.show import HelpShows
from metaserver.web.help.talk import TalkPages
from metaserver.web.help.water import WaterPart
from metaserver.web.services.addresses import Addresses
from metaserver.web.services.apidocs import Operation
from metaserver.web.services.held import Held
from metaserver.web.templating import Templates
from metaserver.web.visitor import Visitors
from metaserver.web.wishes import Endpoint, Wishes


def help_routes(
    *, help_: Help, water: Water, visitors: Visitors, templates: Templates, tokens: TokenBox
) -> list[Route]:
    """To stand before the service pages, whose ``/s/{service}`` would take these addresses."""
    wishes, shows = Wishes(visitors, templates), HelpShows(templates)
    held_talk = HeldTalk(help_, tokens, visitors)
    pages = AskPages(help_=help_, water=WaterPart(water), shows=shows, held_talk=held_talk)
    talk = TalkPages(
        help_=help_, shows=shows, held_talk=held_talk, held=Held(tokens, visitors)
    )  # fmt: skip
    return [
        Route(HELP, wishes.page(pages.open), methods=["GET"]),
        Route(HELP, wishes.page(pages.ask), methods=["POST"]),
        Route(WATER, wishes.page(pages.open), methods=["GET"]),
        Route(WATER, wishes.page(pages.ask), methods=["POST"]),
        Route(f"{WATER}/settlement", wishes.page(pages.settle), methods=["POST"]),
        Route(f"{HELP}/talks", wishes.page(pages.begin), methods=["POST"]),
        Route(f"{HELP}/transcript.txt", wishes.page(talk.transcript), methods=["GET"]),
        Route(TALK, wishes.page(talk.show), methods=["GET"]),
        Route(f"{TALK}/say", wishes.page(talk.say), methods=["POST"]),
        Route(f"{TALK}/end", wishes.page(talk.end), methods=["POST"]),
        Route(f"{TALK}/rate", wishes.page(talk.rate), methods=["POST"]),
        Route(f"{TALK}/leave", wishes.page(talk.leave), methods=["POST"]),
    ]


def help_api_routes(
    *, help_: Help, water: Water, visitors: Visitors, templates: Templates, tokens: TokenBox,
    public_url: str = "",
) -> list[tuple[Operation, Endpoint]]:  # fmt: skip
    """For ``more`` of ``web.services.routes.api``, which mounts and documents them."""
    wishes = Wishes(visitors, templates)
    handlers = HelpApi(
        help_=help_, water=water, held_talk=HeldTalk(help_, tokens, visitors),
        held=Held(tokens, visitors), addresses=Addresses(visitors, public_url),
    )  # fmt: skip
    return [(each, wishes.api(in_our_words(getattr(handlers, each.name)))) for each in operations()]
