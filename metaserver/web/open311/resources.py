"""What each resource of GeoReport v2 answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import structlog
from starlette.requests import Request

from metaserver.civic.complaints.models import ComplaintRequest, ComplaintShown, KindShown
from metaserver.civic.models import Language
from metaserver.errors import Invalid
from metaserver.ports import Clock
from metaserver.ports.complaints import Search
from metaserver.web.open311 import shown
from metaserver.web.open311.documents import Node
from metaserver.web.open311.faults import Fault, Faults, wrong_fields
from metaserver.web.open311.fields import Fields, form_of
from metaserver.web.open311.filing import PLACE, filing_of, once_of
from metaserver.web.open311.filters import extended, is_number, search_of
from metaserver.web.open311.keys import Keys
from metaserver.web.open311.requests import Requests

PATH: Final = "/open311/v2"
LISTS_MAX: Final = 8
BUSY_RETRY_S: Final = 2

_log = structlog.get_logger("metaserver.open311")


@dataclass(frozen=True, slots=True, kw_only=True)
class Open311Settings:
    contact: str
    """Who runs this city, and where to ask them."""
    changed_ms: int
    """When the services last changed: the start of the server, since they are read then."""
    jurisdiction: str = ""
    """Its id; '' takes any."""
    public_url: str = ""
    """Address of this city; '' for the one that a request came to."""
    kind: str = "production"
    """Or ``test``, where nobody acts on what is filed."""


class Asked(NamedTuple):
    """One request to a resource."""

    request: Request
    query: Fields
    language: Language
    id: str
    """What stands behind the resource's name, '' for the resource itself."""


class Answer(NamedTuple):
    root: str
    """Name of the document in XML."""
    document: Node


Handler = Callable[[Asked], Awaitable[Answer]]


class Resources:
    """Each method may raise ``Faults``, ``Conflict``, ``Limited`` and ``StoreError``."""

    def __init__(
        self, *, requests: Requests, keys: Keys, clock: Clock, settings: Open311Settings
    ) -> None:
        self._requests = requests
        self._keys = keys
        self._clock = clock
        self._settings = settings
        self._lists = 0
        """Lists that are being read; at most ``LISTS_MAX``, a further one is refused."""
        self.table: Mapping[tuple[str, bool], Mapping[str, Handler]] = {
            ("discovery", False): {"GET": self._discovery},
            ("services", False): {"GET": self._services},
            ("services", True): {"GET": self._definition},
            ("requests", False): {"GET": self._find, "POST": self._file},
            ("requests", True): {"GET": self._one},
            ("tokens", True): {"GET": self._token},
        }
        """By name, and whether an id follows it; then by method."""

    async def _discovery(self, asked: Asked) -> Answer:
        """Also for who names another jurisdiction: this is where one finds out."""
        document = shown.discovery(
            url=self._site(asked) + PATH,
            contact=self._settings.contact,
            changed_ms=self._settings.changed_ms,
            kind=self._settings.kind,
            language=asked.language,
        )
        return Answer("discovery", document)

    async def _services(self, asked: Asked) -> Answer:
        self._check_jurisdiction(asked.query)
        return Answer("services", shown.services(self._requests.services(asked.language)))

    async def _definition(self, asked: Asked) -> Answer:
        self._check_jurisdiction(asked.query)
        kind = self._kinds(asked.language).get(asked.id)
        if kind is None:
            raise Faults(Fault(404, "service", "service_code"))
        return Answer("service_definition", shown.definition(kind, asked.language))

    async def _find(self, asked: Asked) -> Answer:
        self._check_jurisdiction(asked.query)
        more = extended(asked.query)
        search = search_of(asked.query, self._kinds(asked.language), self._clock.unix_ms())
        if self._lists >= LISTS_MAX:
            raise Faults(Fault(429, "busy"), headers={"Retry-After": str(BUSY_RETRY_S)})
        self._lists += 1
        try:
            found = await self._requests.find(search, asked.language)
        finally:
            self._lists -= 1
        return self._shown(asked, found, extended=more)

    async def _one(self, asked: Asked) -> Answer:
        more = extended(asked.query)
        found = await self._numbered(asked, Fault(404, "request", "service_request_id"))
        return self._shown(asked, [found], extended=more)

    async def _token(self, asked: Asked) -> Answer:
        found = await self._numbered(asked, Fault(404, "token", "token"))
        return Answer("service_requests", shown.token(found.number))

    async def _file(self, asked: Asked) -> Answer:
        fields = await form_of(asked.request)
        key = await self._keys.admit(_same("api_key", fields, asked.query))
        self._check_jurisdiction(fields, asked.query)
        once = once_of(asked.request.headers.get("idempotency-key"), key, fields)
        try:
            request = self._checked(fields)
        except Faults as faults:
            _log.info("open311", key=key, outcome="refused", faults=str(faults))
            raise
        filed = await self._requests.file(request, key=key, once=once, language=asked.language)
        _log.info("open311", key=key, outcome="filed", number=filed.service_request_id)
        return Answer("service_requests", shown.filed(filed))

    def _shown(self, asked: Asked, found: Sequence[ComplaintShown], *, extended: bool) -> Answer:
        document = shown.requests(found, site=self._site(asked), extended=extended)
        return Answer("service_requests", document)

    def _site(self, asked: Asked) -> str:
        return (self._settings.public_url or str(asked.request.base_url)).rstrip("/")

    async def _numbered(self, asked: Asked, missing: Fault) -> ComplaintShown:
        self._check_jurisdiction(asked.query)
        search = Search(numbers=[asked.id], limit=1)
        found = await self._requests.find(search, asked.language) if is_number(asked.id) else ()
        if not found:
            raise Faults(missing)
        return found[0]

    def _checked(self, fields: Fields) -> ComplaintRequest:
        """With all that is wrong told at once. Raises ``Faults``."""
        request, wrong = filing_of(fields)
        try:
            checked = self._requests.checked(request)
        except Invalid as invalid:
            more = invalid.fields
            if any(name in wrong for name in PLACE):
                more = {name: code for name, code in more.items() if name not in PLACE}
            wrong = {**more, **wrong}
        if wrong:
            raise Faults(*wrong_fields(wrong))
        return checked

    def _check_jurisdiction(self, *places: Fields) -> None:
        """We serve one, so nobody has to name it; who names another one is told so."""
        given = {fields.one("jurisdiction_id") for fields in places} - {""}
        if self._settings.jurisdiction and given - {self._settings.jurisdiction}:
            raise Faults(Fault(404, "jurisdiction", "jurisdiction_id"))

    def _kinds(self, language: Language) -> Mapping[str, KindShown]:
        return {kind.code: kind for kind in self._requests.services(language)}


def _same(name: str, *places: Fields) -> str:
    """The first that is given: programs send some parameters in the body, some in the query."""
    return next((value for fields in places if (value := fields.one(name))), "")
