"""The civic side of the city, composed: accounts, services, Open311, what is told to others.

Built by ``app`` once, beside the worlds. Its parts begin in this order and end in reverse:
workers, outbox. ``jobs`` run beside them.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Final
from urllib.parse import urlsplit

import httpx
from starlette.routing import BaseRoute, Mount

from metaserver.civic import services
from metaserver.civic.complaints.letters.writer import City, Writer
from metaserver.civic.complaints.notices import MAIL, OPEN311
from metaserver.civic.complaints.office import OfficeService
from metaserver.civic.complaints.outward.forwarding import (
    ForwardMap,
    check_codes,
    load_forward_map,
)
from metaserver.civic.complaints.outward.polling import POLL_EVERY_S, StatusPolling
from metaserver.civic.complaints.outward.remote import Remote
from metaserver.civic.complaints.outward.target import ForwardTarget
from metaserver.civic.complaints.post import MailTarget
from metaserver.civic.complaints.presence import begin_absences
from metaserver.civic.complaints.service import ComplaintService
from metaserver.civic.help.desk import Where
from metaserver.civic.mail import Mailer
from metaserver.civic.means import Means
from metaserver.civic.outbox.target import Target
from metaserver.civic.outbox.worker import OutboxWorker
from metaserver.config import Settings
from metaserver.errors import SettingError
from metaserver.guidance import Guidance
from metaserver.identity.accounts import Accounts
from metaserver.identity.audit import Audit
from metaserver.identity.oidc import Oidc, OidcSettings
from metaserver.identity.outward import read_claim_map
from metaserver.identity.passwords import Passwords
from metaserver.identity.tokens import TokenBox
from metaserver.identity.watch import EVERY_S, Watch
from metaserver.ports import Clock
from metaserver.ports.complaints import Complaint, Event
from metaserver.recorder.shelf import KIND as RECORDINGS
from metaserver.register import load_register
from metaserver.storage import (
    Database,
    SqlAccountStore,
    SqlApiKeyStore,
    SqlAuditStore,
    SqlComplaintStore,
    SqlOfficeStore,
    SqlOutboxStore,
    SqlOwnData,
)
from metaserver.web.account.frame import Offers
from metaserver.web.account.links import Links
from metaserver.web.account.routes import account_routes
from metaserver.web.office.routes import office_routes
from metaserver.web.office.staff.routes import operator_routes
from metaserver.web.open311.desk import CityRequests
from metaserver.web.open311.keys import Keys
from metaserver.web.open311.resources import Open311Settings
from metaserver.web.open311.server import open311_routes
from metaserver.web.services.routes import api, service_routes
from metaserver.web.templating import Templates
from metaserver.web.visitor import Visitors
from metaserver.workers import Workers

WORKERS: Final = 1
OIDC_WITHIN_S: Final = 10.0
ABSENCES_EVERY_S: Final = 300.0

Job = tuple[float, Callable[[], Awaitable[object]]]
"""Seconds between two runs, and what runs."""


class TownHall:
    """``ended`` is called with an account whose sockets have to end at once; ``where`` names world
    and level in a language."""

    def __init__(
        self, *, settings: Settings, db: Database, key: bytes, clock: Clock, tokens: TokenBox,
        ended: Callable[[str], None], where: Where,
    ) -> None:  # fmt: skip
        """Raises ``SettingError``."""
        self._settings = settings
        self._clock = clock
        self._tokens = tokens
        self._key = key
        self._alive = db.is_alive
        self._complaints = SqlComplaintStore(db)
        self._accounts = SqlAccountStore(db)
        self._own_data = SqlOwnData(db)
        self._audit = SqlAuditStore(db)
        self._outbox = SqlOutboxStore(db)
        self._api_keys = SqlApiKeyStore(db)
        self._workers = Workers(WORKERS)
        self._http = httpx.AsyncClient(timeout=OIDC_WITHIN_S)
        self._mailer = _mailer(settings)
        self._forward = _forward_map(settings)
        self.registry = services.build(self._means(SqlOfficeStore(db)))
        self._desk = self.registry.one(ComplaintService)
        self._office = OfficeService(self._desk.desk)
        if self._forward is not None:
            check_codes(self._forward, self._desk.desk.catalogue)
        self._remote = self._other_server()
        self._guidance = Guidance(
            settings=settings, db=db, key=key, clock=clock, workers=self._workers,
            complaints=self._desk, tokens=tokens, where=where,
        )  # fmt: skip
        for each in self._guidance.listed:
            self.registry.add_page(each)
        self.outbox = OutboxWorker(store=self._outbox, targets=self._targets(), clock=clock)
        self.accounts = Accounts(
            self._accounts, Audit(self._audit, clock), Passwords(self._workers), clock,
            tokens=tokens, signup=settings.signup, ended=ended,
        )  # fmt: skip
        self._watch = Watch(self._audit, ended)

    async def start(self) -> None:
        await self._workers.start()
        await self.outbox.start()
        await self._guidance.start()

    async def let_go(self) -> None:
        """Whoever waits for an answer gets it now."""
        self._guidance.let_go()

    async def stop(self) -> None:
        await self._guidance.stop()
        await self.outbox.stop()
        await self.accounts.settle()
        await self._workers.stop()
        await self._http.aclose()
        if self._remote is not None:
            await self._remote.close()

    def jobs(self) -> list[Job]:
        """What comes back again and again."""
        jobs: list[Job] = [
            (EVERY_S, self._watch.look),
            (ABSENCES_EVERY_S, partial(begin_absences, self._office)),
            *self._guidance.jobs(),
        ]
        if self._remote is not None and self._forward is not None:
            polling = StatusPolling(
                remote=self._remote, forward_map=self._forward, outbox=self._outbox,
                complaints=self._complaints, clock=self._clock,
                letters=self._mailer is not None, told=self._told,
            )  # fmt: skip
            jobs.append((POLL_EVERY_S, polling.run))
        return jobs

    def routes(self) -> list[BaseRoute]:
        """Of all pages and of the interfaces for programs; ``/api`` last, as others live there."""
        settings, templates = self._settings, Templates()
        register = load_register().kept_for(RECORDINGS, settings.record_keep_days)
        visitors = Visitors(
            accounts=self.accounts, tokens=self._tokens, trusted=settings.trusted_proxies,
            secure=settings.public_url.startswith("https://"),
            origins=(*settings.public_origins, *filter(None, [settings.public_url])),
        )  # fmt: skip
        return [
            *account_routes(
                accounts=self.accounts, visitors=visitors, templates=templates,
                own_data=self._own_data, register=register, offers=self._offers(),
                issuer=self._issuer(),
                claims=read_claim_map(settings.oidc_roles),
            ),
            *self._guidance.routes(visitors=visitors, templates=templates, office=self._office),
            *service_routes(
                desks=self.registry, complaints=self._desk, visitors=visitors,
                templates=templates, tokens=self._tokens, own_data=self._own_data,
                register=register, landmarks=self._guidance.landmarks,
                public_url=settings.public_url,
            ),
            *office_routes(
                office=self._office, kinds=self._desk, visitors=visitors,
                templates=templates, clock=self._clock,
                outcomes_public=settings.outcomes_public, talks=self._guidance.talks,
            ),
            *operator_routes(
                accounts=self.accounts, office=self._office, audit=self._audit, keys=self._api_keys,
                outbox=self._outbox, complaints=self._complaints, wake=self.outbox.wake,
                lanes=self.outbox.state, alive=self._alive, visitors=visitors,
                templates=templates, clock=self._clock, links=self._offers().links,
            ),
            *self._open311(),
            Mount(
                "/api",
                api(
                    desks=self.registry, complaints=self._desk, visitors=visitors,
                    templates=templates, tokens=self._tokens, public_url=settings.public_url,
                    more=self._guidance.api(visitors=visitors, templates=templates),
                ),
            ),
        ]  # fmt: skip

    # ---- parts ----

    def _means(self, office: SqlOfficeStore) -> Means:
        return Means(
            complaints=self._complaints,
            office=office,
            accounts=self._accounts,
            audit=self._audit,
            worker=self._workers,
            clock=self._clock,
            key=self._key,
            catalogue=self._settings.complaints_catalogue,
            mail=self._mailer is not None,
            forwarded=frozenset(self._forward.kinds) if self._forward else frozenset(),
            # As for connections: whoever is on this machine is not counted.
            unlimited=frozenset(map(self._tokens.address_key, ("127.0.0.1", "::1"))),
            told=(self._told,),
        )

    def _told(self, _complaint: Complaint, _event: Event) -> None:
        self.outbox.wake()

    def _targets(self) -> Mapping[str, Target]:
        targets: dict[str, Target] = {}
        if self._mailer is not None:
            targets[MAIL] = MailTarget(
                mailer=self._mailer, writer=self._writer(), complaints=self._complaints,
                accounts=self._accounts, outbox=self._outbox, clock=self._clock,
            )  # fmt: skip
        if self._remote is not None and self._forward is not None:
            targets[OPEN311] = ForwardTarget(
                remote=self._remote, forward_map=self._forward, outbox=self._outbox,
                complaints=self._complaints, clock=self._clock, key=self._key,
            )  # fmt: skip
        return targets

    def _writer(self) -> Writer:
        settings = self._settings
        return Writer(
            City(
                catalogue=self._desk.desk.catalogue,
                key=self._key,
                public_url=settings.public_url,
                operator=settings.operator_name,
                contact=settings.operator_contact,
            )
        )

    def _other_server(self) -> Remote | None:
        if self._forward is None:
            return None
        settings = self._settings
        return Remote(
            url=settings.forward_url, key=settings.forward_key.get_secret_value(),
            forward_map=self._forward, workers=self._workers,
        )  # fmt: skip

    def _offers(self) -> Offers:
        settings = self._settings
        return Offers(
            links=Links(settings.public_url, settings.public_origins),
            mail=self._mailer,
            contact=settings.operator_contact,
            outward=urlsplit(settings.oidc_issuer).hostname or "",
        )

    def _issuer(self) -> Oidc | None:
        settings = self._settings
        if not settings.oidc_issuer:
            return None
        told = OidcSettings(
            settings.oidc_issuer, settings.oidc_client_id,
            settings.oidc_client_secret.get_secret_value(), settings.oidc_roles_claim,
        )  # fmt: skip
        return Oidc(told, http=self._http, tokens=self._tokens, clock=self._clock)

    def _open311(self) -> list[BaseRoute]:
        settings = self._settings
        told = Open311Settings(
            contact=" ".join(filter(None, [settings.operator_name, settings.operator_contact])),
            changed_ms=int(time.time() * 1000),
            jurisdiction=settings.open311_jurisdiction,
            public_url=settings.public_url,
        )
        return [
            *open311_routes(
                requests=CityRequests(self._desk), keys=Keys(self._api_keys, self._clock),
                clock=self._clock, settings=told,
            )
        ]  # fmt: skip


def _mailer(settings: Settings) -> Mailer | None:
    url = settings.smtp_url.get_secret_value()
    return Mailer(url, settings.mail_from) if url else None


def _forward_map(settings: Settings) -> ForwardMap | None:
    if not settings.forward_url:
        return None
    if settings.forward_map is None:
        raise SettingError(
            "forward_map: is needed with forward_url; it names each kind over there."
        )
    return load_forward_map(settings.forward_map)
