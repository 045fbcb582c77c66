"""Live help, the knowledge it answers from, and the water desk: composed for the town hall.

``jobs`` run beside it; ``let_go`` before the server ends.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.routing import Route

from metaserver.civic.complaints.office import OfficeService
from metaserver.civic.complaints.service import ComplaintService
from metaserver.civic.help.service import HelpService
from metaserver.civic.help.sweep import SWEEP_EVERY_S
from metaserver.civic.knowledge.base import KnowledgeBase
from metaserver.civic.knowledge.entries import STARTER
from metaserver.civic.models import Listed
from metaserver.civic.water.service import WaterDesk
from metaserver.config import Settings
from metaserver.identity.tokens import TokenBox
from metaserver.storage import Database, SqlHelpStore, SqlOnceStore
from metaserver.web.help.routes import help_api_routes, help_routes
from metaserver.web.office.help.routes import console_routes
from metaserver.web.services.apidocs import Operation
from metaserver.web.templating import Templates
from metaserver.web.visitor import Visitors
from metaserver.web.wishes import Endpoint

Job = tuple[float, Callable[[], Awaitable[object]]]


class Guidance:
    """``complaints`` is what talks become that are left in writing."""

    def __init__(
        self, *, settings: Settings, db: Database, complaints: ComplaintService, tokens: TokenBox
    ) -> None:
        """Raises ``SettingError`` where a file of the operator cannot be used."""
        self._public_url = settings.public_url
        self._tokens = tokens
        self._complaints = complaints
        self._water = WaterDesk(settings.water_tariff)
        self._help = HelpService(
            complaints, store=SqlHelpStore(db), once=SqlOnceStore(db),
            knowledge=KnowledgeBase.load(settings.knowledge or STARTER),
            canned=settings.canned_answers,
        )  # fmt: skip

    @property
    def listed(self) -> tuple[Listed, ...]:
        """For the list of services."""
        return self._help, _WaterPage(self._water)

    def let_go(self) -> None:
        """Long polls are answered now."""
        self._help.close()

    def jobs(self) -> list[Job]:
        return [(SWEEP_EVERY_S, self._help.sweep)]

    def routes(
        self, *, visitors: Visitors, templates: Templates, office: OfficeService
    ) -> list[Route]:
        """To stand before the pages of services."""
        return [
            *help_routes(
                help_=self._help, water=self._water, visitors=visitors, templates=templates,
                tokens=self._tokens,
            ),
            *console_routes(
                help_=self._help, duties=office, kinds=self._complaints, visitors=visitors,
                templates=templates,
            ),
        ]  # fmt: skip

    def api(self, *, visitors: Visitors, templates: Templates) -> list[tuple[Operation, Endpoint]]:
        """For ``/api``."""
        return help_api_routes(
            help_=self._help, water=self._water, visitors=visitors, templates=templates,
            tokens=self._tokens, public_url=self._public_url,
        )  # fmt: skip


class _WaterPage:
    """The water desk among the services; its page is ``/s/water``."""

    id = "water"

    def __init__(self, water: WaterDesk) -> None:
        self.title, self.summary = water.title, water.summary
