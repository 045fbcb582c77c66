"""The complaints desk, asked in the words of Open311."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Protocol

from metaserver.civic.complaints.models import (
    ADDRESS_ID,
    MEDIA_URL,
    AttributeShown,
    ComplaintRequest,
    ComplaintShown,
    KindShown,
)
from metaserver.civic.models import Asker, Language, Receipt
from metaserver.errors import Invalid
from metaserver.ports.access import Once
from metaserver.ports.complaints import PlaceSource, Search
from metaserver.web.open311.requests import Filed, NewRequest
from metaserver.web.open311.words import NOTICE

_NAMES: Final = {
    "kind": "service_code",
    "attributes": "attribute",
    "place": "lat, long",
    "place.lat": "lat",
    "place.lon": "long",
    "place.address": "address_string",
    "contact.name": "first_name",
    "contact.email": "email",
    "contact.phone": "phone",
}
"""Fields of the desk's form as Open311 names them."""
_ATTRIBUTES: Final = "attributes."
AT_ONCE: Final = 50
"""Requests that are read in one go: a few milliseconds."""


class Complaints(Protocol):
    """What is asked of the desk."""

    def kinds(self, language: Language) -> Sequence[KindShown]: ...

    def check(self, form: Mapping[str, Any]) -> ComplaintRequest:
        """Raises ``Invalid``."""
        ...

    async def submit(
        self, request: ComplaintRequest, asker: Asker, once: Once | None
    ) -> Receipt: ...

    async def public(self, search: Search, language: Language) -> Sequence[ComplaintShown]: ...


class CityRequests:
    """``Requests`` on the complaints desk."""

    def __init__(self, complaints: Complaints) -> None:
        self._complaints = complaints

    def services(self, language: Language) -> Sequence[KindShown]:
        return self._complaints.kinds(language)

    def checked(self, request: NewRequest) -> ComplaintRequest:
        try:
            checked = self._complaints.check(self._form(request))
        except Invalid as invalid:
            told = dict(_told(field, code) for field, code in invalid.fields.items())
            raise Invalid(told) from None
        more = {MEDIA_URL: request.media_url, ADDRESS_ID: request.address_id}
        more = {name: text for name, text in more.items() if text}
        return checked.model_copy(update={"attributes": {**checked.attributes, **more}})

    async def file(
        self, request: ComplaintRequest, *, key: int, once: Once | None, language: Language
    ) -> Filed:
        asker = Asker(channel="open311", language=language, api_key=key)
        receipt = await self._complaints.submit(request, asker, once)
        notice = NOTICE[language].format(receipt.expected) if receipt.expected else ""
        return Filed(service_request_id=receipt.number, service_notice=notice)

    async def find(self, search: Search, language: Language) -> Sequence[ComplaintShown]:
        """Read in parts, so that a long list holds up nobody else."""
        found: dict[str, ComplaintShown] = {}
        for begin in range(0, search.limit, AT_ONCE):
            part = replace(
                search, offset=search.offset + begin, limit=min(AT_ONCE, search.limit - begin)
            )
            # What comes in meanwhile moves the others back: one may be read twice.
            more = await self._complaints.public(part, language)
            found |= {each.number: each for each in more}
            if len(more) < AT_ONCE:
                break
        return list(found.values())

    def _form(self, request: NewRequest) -> dict[str, Any]:
        """Who holds a key answers for what its terms ask: that people agreed to what is sent of
        them, are 14 or older, and know that place, description and media become public."""
        kinds = self._complaints.kinds("ko")
        kind = next((each for each in kinds if each.code == request.service_code), None)
        contact = {
            "name": " ".join(filter(None, [request.first_name, request.last_name])),
            "email": request.email,
            "phone": request.phone,
        }
        return {
            "kind": request.service_code,
            "attributes": _attributes(request.attributes, kind.attributes if kind else ()),
            "place": _place(request),
            # The desk wants words; without any, those of the service say at least what it is.
            "description": request.description or (kind.title if kind else ""),
            "contact": contact,
            "keep_contact": any(contact.values()),
            "age_14": True,
            "public": True,
        }


def _place(request: NewRequest) -> dict[str, Any]:
    if request.lat is not None and request.long is not None:
        point = {"lat": request.lat, "lon": request.long, "source": PlaceSource.POINT.value}
        return {"address": request.address_string, **point}
    # Nobody here knows what such an id stands for; officials may.
    named = f"address_id {request.address_id}" if request.address_id else ""
    return {"address": request.address_string or named, "source": PlaceSource.ADDRESS.value}


def _attributes(
    given: Mapping[str, Sequence[str]], asked: Sequence[AttributeShown]
) -> dict[str, Any]:
    lists = {each.code for each in asked if each.datatype == "multivaluelist"}
    return {
        code: list(values) if code in lists or len(values) > 1 else values[0]
        for code, values in given.items()
    }


def _told(field: str, code: str) -> tuple[str, str]:
    """The parameter that a field of the form came from, and the code. A name that we do not know
    ourselves is not repeated."""
    if field.startswith(_ATTRIBUTES):
        name = f"attribute[{field.removeprefix(_ATTRIBUTES)}]"
        return ("attribute" if code == "unknown" else name), code
    name = _NAMES.get(field, field)
    return name, name if (name, code) in (("email", "form"), ("phone", "form")) else code
