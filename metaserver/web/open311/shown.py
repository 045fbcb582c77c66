"""Services, definitions and requests as documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

from metaserver.civic.complaints.models import AttributeShown, ComplaintShown, KindShown
from metaserver.civic.models import Language
from metaserver.ports.complaints import EventKind
from metaserver.web.open311.documents import MEDIA_TYPES, Listed, Node
from metaserver.web.open311.requests import Filed
from metaserver.web.open311.words import DATATYPES, KEY_SERVICE

SPECIFICATION: Final = "http://wiki.open311.org/GeoReport_v2"
_EXPLAINED: Final = (EventKind.STATUS, EventKind.ANSWER, EventKind.MERGED)
"""Events whose words say why a request stands as it does."""


def discovery(*, url: str, contact: str, changed_ms: int, kind: str, language: Language) -> Node:
    """Of one endpoint. ``changed_ms``: when services or this document last changed."""
    changed = datetime.fromtimestamp(changed_ms // 1000, UTC).strftime("%Y-%m-%d %H:%M")
    formats = [each.partition(";")[0] for each in MEDIA_TYPES.values()]
    endpoint: Mapping[str, Node] = {
        "specification": SPECIFICATION,
        "url": url,
        "changeset": changed,
        "type": kind,
        "formats": Listed("format", formats),
    }
    return {
        "changeset": changed,
        "contact": contact,
        "key_service": KEY_SERVICE[language],
        "endpoints": Listed("endpoint", [endpoint]),
    }


def services(kinds: Iterable[KindShown]) -> Listed:
    return Listed("service", [_service(kind) for kind in kinds])


def definition(kind: KindShown, language: Language) -> Node:
    asked = [_attribute(each, at, language) for at, each in enumerate(kind.attributes, start=1)]
    return {"service_code": kind.code, "attributes": Listed("attribute", asked)}


def filed(request: Filed) -> Listed:
    one: Mapping[str, Node] = {
        "service_request_id": request.service_request_id,
        "service_notice": request.service_notice,
        "account_id": None,
    }
    return Listed("request", [one])


def token(number: str) -> Listed:
    """Requests are filed at once here, so a request's number is its own token."""
    return Listed("request", [{"service_request_id": number, "token": number}])


def requests(found: Iterable[ComplaintShown], *, site: str, extended: bool) -> Listed:
    """Made one by one, as they are written. ``site``: where photos are to be seen."""
    return Listed("request", (_request(each, site, extended) for each in found))


def _service(kind: KindShown) -> Node:
    return {
        "service_code": kind.code,
        "service_name": kind.title,
        "description": kind.hint,
        "metadata": bool(kind.attributes),
        "type": "realtime",
        "keywords": ", ".join(kind.keywords),
        "group": kind.group,
    }


def _attribute(asked: AttributeShown, order: int, language: Language) -> Node:
    values: list[Node] = [{"key": value.key, "name": value.title} for value in asked.values]
    shown: dict[str, Node] = {
        "variable": True,
        "code": asked.code,
        "datatype": asked.datatype,
        "required": asked.required,
        "datatype_description": asked.hint or DATATYPES[language][asked.datatype],
        "order": order,
        "description": asked.title,
    }
    return shown | {"values": Listed("value", values)} if values else shown


def _request(shown: ComplaintShown, site: str, extended: bool) -> Node:
    photos = [f"{site}/s/complaints/{shown.number}/photos/{photo}" for photo in shown.photos]
    document: dict[str, Node] = {
        "service_request_id": shown.number,
        "status": "open" if shown.status.is_open else "closed",
        "status_notes": _notes(shown),
        "service_name": shown.kind_title,
        "service_code": shown.kind,
        "description": shown.description,
        "agency_responsible": shown.department,
        "service_notice": None,
        "requested_datetime": shown.received,
        "updated_datetime": shown.closed or shown.updated,
        "expected_datetime": _end_of_day(shown.expected),
        "address": shown.place,
        "address_id": shown.address_id,
        "zipcode": None,
        "lat": shown.lat,
        "long": shown.lon,
        "media_url": shown.media_url or (photos[0] if photos else None),
    }
    if extended:
        document["extended_attributes"] = {
            "detailed_status": shown.status.value,
            "joined": shown.joined,
            "photos": Listed("photo", [{"media_url": photo} for photo in photos]),
        }
    return document


def _notes(shown: ComplaintShown) -> str:
    told = [step.words for step in shown.steps if step.kind in _EXPLAINED and step.words]
    return told[-1] if told else ""


def _end_of_day(day: str) -> str:
    """A whole day is over at its end, in Seoul."""
    return f"{day}T23:59:59+09:00" if len(day) == len("2026-01-31") else day
