"""Bodies and query strings, read within bounds.

An empty parameter counts as absent, as the specification asks. Characters that XML forbids are
dropped at this door, so that they are neither kept nor told on.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from metaserver.web.open311.documents import clean
from metaserver.web.open311.faults import Fault, Faults

BODY_MAX_BYTES: Final = 131_072
"""4,000 letters of Hangul are 36,000 bytes when they are percent-encoded."""
BODY_WITHIN_S: Final = 15.0
FIELDS_MAX: Final = 200
FORM_TYPE: Final = "application/x-www-form-urlencoded"

_ATTRIBUTE: Final = re.compile(r"attribute\[([^\[\]]{1,80})\](?:\[\])?")


class Fields:
    """Parameters in the order in which they came; those without a value are left out."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = [(name, text) for name, value in pairs if (text := clean(value).strip())]

    def one(self, name: str) -> str:
        """'' where it is absent. Raises ``Faults`` where it comes with two values."""
        found = set(self._values(name))
        if len(found) > 1:
            raise Faults(Fault(400, "twice", name))
        return found.pop() if found else ""

    def several(self, name: str) -> list[str]:
        """Of a comma list, or of a parameter that comes more than once."""
        parts = (part.strip() for value in self._values(name) for part in value.split(","))
        return [part for part in dict.fromkeys(parts) if part]

    def attributes(self) -> dict[str, list[str]]:
        """``attribute[CODE]=v`` and ``attribute[CODE][]=a&attribute[CODE][]=b`` by code."""
        found: dict[str, list[str]] = {}
        for name, value in self._pairs:
            if match := _ATTRIBUTE.fullmatch(name):
                found.setdefault(match[1], []).append(value)
        return found

    def but(self, *names: str) -> list[tuple[str, str]]:
        """All other parameters, sorted: what makes two bodies the same."""
        return sorted(pair for pair in self._pairs if pair[0] not in names)

    def _values(self, name: str) -> Iterator[str]:
        return (value for each, value in self._pairs if each == name)


def query_of(request: Request) -> Fields:
    """Raises ``Faults`` for what is no query string in UTF-8."""
    return _parsed(bytes(request.scope["query_string"]))


async def form_of(request: Request) -> Fields:
    """The body of a POST. Raises ``Faults``: 400, 408, 413, 415."""
    _check_type(request)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            if _announced(request) > BODY_MAX_BYTES:
                raise _closing(413, "large")
            async for chunk in request.stream():
                body += chunk
                if len(body) > BODY_MAX_BYTES:
                    raise _closing(413, "large")
    except TimeoutError:
        raise _closing(408, "slow") from None
    return _parsed(bytes(body))


def _parsed(raw: bytes) -> Fields:
    try:
        text = raw.decode("utf-8")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=FIELDS_MAX)
    except ValueError:
        raise Faults(Fault(400, "fields")) from None
    return Fields(pairs)


def _check_type(request: Request) -> None:
    kind, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    charset = parameters.partition("charset=")[2].partition(";")[0].strip(' "')
    coding = request.headers.get("content-encoding", "identity").lower()
    plain = kind.strip() == FORM_TYPE and charset in ("", "utf-8", "utf8")
    if not plain or coding != "identity":
        raise Faults(Fault(415, "type"))


def _announced(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


def _closing(status: int, code: str) -> Faults:
    """What is left of the body is not read, so nothing may follow on this connection."""
    return Faults(Fault(status, code), headers={"Connection": "close"})
