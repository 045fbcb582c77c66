"""Live help, the knowledge it answers from, the water desk and tourism: composed for the town hall.

Begins and ends with it; ``jobs`` run beside it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from starlette.routing import Route

from metaserver.civic.complaints.office import OfficeService
from metaserver.civic.complaints.service import ComplaintService
from metaserver.civic.help.desk import Where
from metaserver.civic.help.service import HelpService
from metaserver.civic.help.sweep import SWEEP_EVERY_S
from metaserver.civic.knowledge.base import KnowledgeBase
from metaserver.civic.knowledge.entries import STARTER
from metaserver.civic.limits import Limit
from metaserver.civic.models import Language, Listed
from metaserver.civic.tourism.service import REFRESH_EVERY_S, TourismService, TourismSettings
from metaserver.civic.tourism.sources import SeoulOpenData, Source, TourApi
from metaserver.civic.water.service import WaterDesk
from metaserver.config import Settings
from metaserver.identity.tokens import TokenBox
from metaserver.ports import Clock
from metaserver.storage import Database, SqlHelpStore, SqlOnceStore, SqlTourismStore
from metaserver.web.help.routes import help_api_routes, help_routes
from metaserver.web.office.help.routes import console_routes
from metaserver.web.services.apidocs import Operation
from metaserver.web.services.placemap import Landmark
from metaserver.web.templating import Templates
from metaserver.web.tourism.plans import Plans
from metaserver.web.tourism.routes import tourism_api_routes, tourism_routes
from metaserver.web.visitor import Visitors
from metaserver.web.wishes import Endpoint
from metaserver.workers import Workers

Job = tuple[float, Callable[[], Awaitable[object]]]


class Guidance:
    """``complaints`` is what talks become that are left in writing; ``where`` names the world that
    a visitor stands in."""

    def __init__(
        self, *, settings: Settings, db: Database, key: bytes, clock: Clock, workers: Workers,
        complaints: ComplaintService, tokens: TokenBox, where: Where,
    ) -> None:  # fmt: skip
        """Raises ``SettingError`` where a file of the operator cannot be used."""
        self._public_url = settings.public_url
        self._clock = clock
        self._tokens = tokens
        self._complaints = complaints
        self._water = WaterDesk(settings.water_tariff)
        self._help = HelpService(
            complaints, store=SqlHelpStore(db), once=SqlOnceStore(db),
            knowledge=KnowledgeBase.load(settings.knowledge or STARTER),
            canned=settings.canned_answers, where=where,
        )  # fmt: skip
        self._sources = _sources(settings, workers)
        self._tourism = TourismService(
            store=SqlTourismStore(db), worker=workers, clock=clock, key=key,
            sources=self._sources,
            settings=TourismSettings(
                places=settings.tourism_places,
                events=settings.tourism_events,
                examples=settings.tourism_examples,
            ),
        )  # fmt: skip
        self._plans = _plans(self._tourism, clock, tokens)

    @property
    def listed(self) -> tuple[Listed, ...]:
        """For the list of services."""
        return self._help, _WaterPage(self._water), self._tourism

    @property
    def talks(self) -> HelpService:
        """For the outcomes."""
        return self._help

    async def start(self) -> None:
        await self._tourism.start()

    def let_go(self) -> None:
        """Long polls are answered now."""
        self._help.close()

    async def stop(self) -> None:
        await self._tourism.close()

    def jobs(self) -> list[Job]:
        refresh: list[Job] = [(REFRESH_EVERY_S, self._tourism.refresh)] if self._sources else []
        return [(SWEEP_EVERY_S, self._help.sweep), *refresh]

    def landmarks(self, language: Language) -> Sequence[Landmark]:
        """What a map can show that somebody points at."""
        return [Landmark(*each) for each in self._tourism.landmarks(language)]

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
            *tourism_routes(
                tourism=self._tourism, plans=self._plans, visitors=visitors, templates=templates,
                clock=self._clock, public_url=self._public_url,
            ),
        ]  # fmt: skip

    def api(self, *, visitors: Visitors, templates: Templates) -> list[tuple[Operation, Endpoint]]:
        """For ``/api``."""
        return [
            *help_api_routes(
                help_=self._help, water=self._water, visitors=visitors, templates=templates,
                tokens=self._tokens, public_url=self._public_url,
            ),
            *tourism_api_routes(
                tourism=self._tourism, plans=self._plans, visitors=visitors, templates=templates,
                clock=self._clock, public_url=self._public_url,
            ),
        ]  # fmt: skip


def _plans(tourism: TourismService, clock: Clock, tokens: TokenBox) -> Plans:
    """Whoever is on this machine is not counted, as for connections."""
    here = frozenset(map(tokens.address_key, ("127.0.0.1", "::1")))
    return Plans(
        tourism,
        making=Limit("limited", burst=60, every_s=1.0, clock=clock, unlimited=here),
        saving=Limit("limited", burst=20, every_s=60.0, clock=clock, unlimited=here),
    )


def _sources(settings: Settings, workers: Workers) -> list[Source]:
    """Only those that the operator has a key for."""
    makers = (
        (settings.tourapi_key, partial(TourApi, worker=workers)),
        (settings.seoul_data_key, partial(SeoulOpenData, worker=workers)),
    )
    return [make(key.get_secret_value()) for key, make in makers if key.get_secret_value()]


class _WaterPage:
    """The water desk among the services; its page is ``/s/water``."""

    id = "water"

    def __init__(self, water: WaterDesk) -> None:
        self.title, self.summary = water.title, water.summary
