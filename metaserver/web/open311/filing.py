"""A POST's fields as a new request: what can be told without knowing the services."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from metaserver.ports.access import Once
from metaserver.web.open311.faults import Fault, Faults
from metaserver.web.open311.fields import Fields
from metaserver.web.open311.requests import NewRequest

LENGTHS: Final[Mapping[str, int]] = {
    "service_code": 40,
    "address_string": 300,
    "address_id": 60,
    "description": 4000,
    "media_url": 1000,
    "email": 254,
    "first_name": 60,
    "last_name": 60,
    "phone": 30,
}
"""Characters. ``device_id`` and ``account_id`` are taken and not kept: nobody here needs them."""
PLACE: Final = ("lat, long", "lat", "long", "address_string", "address_id")
"""Names under which a wrong place is told."""

_DEGREES: Final = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,20})?")
_ONCE: Final = re.compile(r"[\x21-\x7e]{8,128}")


def filing_of(fields: Fields) -> tuple[NewRequest, dict[str, str]]:
    """The request as far as it can be read, and its wrong fields with a code for each."""
    wrong: dict[str, str] = {}
    texts = {name: _text(fields, name, wrong) for name in (*LENGTHS, "lat", "long")}
    request = NewRequest(
        **{name: texts[name] for name in LENGTHS},
        lat=_degrees(texts, "lat", wrong),
        long=_degrees(texts, "long", wrong),
        attributes=fields.attributes(),
    )
    for name, other in (("lat", "long"), ("long", "lat")):
        if texts[other] and not texts[name]:
            wrong.setdefault(name, "missing")
    if not any(texts.get(name) for name in PLACE):
        wrong["lat, long"] = "place"
    if not texts["service_code"]:
        wrong.setdefault("service_code", "missing")
    if request.media_url and not is_web_address(request.media_url):
        wrong["media_url"] = "url"
    return request, wrong


def is_web_address(text: str) -> bool:
    """Whether it may stand in a link; nothing here ever opens it."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    spaced = any(letter.isspace() for letter in text)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not spaced


def once_of(header: str | None, key: int, fields: Fields) -> Once | None:
    """From the Idempotency-Key header. The same parameters in another order are the same body;
    the key that they came with is not part of it. Raises ``Faults``."""
    if header is None:
        return None
    if not _ONCE.fullmatch(header):
        raise Faults(Fault(400, "once", "Idempotency-Key"))
    body = json.dumps(fields.but("api_key"), ensure_ascii=False)
    return Once(f"key:{key}", header, hashlib.sha256(body.encode()).hexdigest())


def _text(fields: Fields, name: str, wrong: dict[str, str]) -> str:
    try:
        text = fields.one(name)
    except Faults:
        wrong[name] = "twice"
        return ""
    if len(text) > LENGTHS.get(name, 30):
        wrong[name] = "long"
    return text


def _degrees(texts: Mapping[str, str], name: str, wrong: dict[str, str]) -> float | None:
    if not texts[name]:
        return None
    if not _DEGREES.fullmatch(texts[name]):
        wrong.setdefault(name, "number")
        return None
    return float(texts[name])
