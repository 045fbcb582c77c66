"""The parameters of GET requests, as a search."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from metaserver.ports.complaints import Search, Status
from metaserver.web.open311.faults import Fault, Faults
from metaserver.web.open311.fields import Fields

SPAN_MS: Final = 90 * 86_400_000
PAGE_SIZE_MAX: Final = 1000
REQUESTS_MAX: Final = 1_000_000
"""How deep pages go: what lies further back is found by its dates."""

_STATUSES: Final = {
    "open": tuple(status for status in Status if status.is_open),
    "closed": tuple(status for status in Status if not status.is_open),
}


@dataclass(slots=True)
class _Reader:
    """Reads one parameter after the other, and collects what is wrong."""

    fields: Fields
    faults: list[Fault]

    def text(self, name: str) -> str:
        try:
            return self.fields.one(name)
        except Faults as twice:
            self.faults.extend(twice.faults)
            return ""

    def whole(self, name: str, default: int, most: int) -> int:
        text = self.text(name)
        if not text:
            return default
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
        if not 1 <= number <= most:
            self.faults.append(Fault(400, name, name))
        return number

    def moment_ms(self, name: str) -> int | None:
        text = self.text(name)
        found = moment_ms(text) if text else None
        if text and found is None:
            self.faults.append(Fault(400, "date", name))
        return found

    def span_ms(self, first: str, last: str) -> tuple[int | None, int | None]:
        """Both ends of a span, each None where it is not given."""
        begin, end = self.moment_ms(first), self.moment_ms(last)
        if begin is not None and end is not None and end < begin:
            self.faults.append(Fault(400, "order", last))
        elif begin is not None and end is not None and end - begin > SPAN_MS:
            self.faults.append(Fault(400, "span", last))
        return begin, end


def search_of(fields: Fields, kinds: Collection[str], now_ms: int) -> Search:
    """``kinds``: the codes that there are. Raises ``Faults``."""
    numbers = fields.several("service_request_id")
    if numbers:
        return _numbered(numbers)
    read = _Reader(fields, [])
    codes = fields.several("service_code")
    if not set(codes) <= set(kinds):
        read.faults.append(Fault(404, "service", "service_code"))
    page, size = _page(read)
    requested = read.span_ms("start_date", "end_date")
    updated = read.span_ms("updated_after", "updated_before")
    statuses = _statuses(read)
    if read.faults:
        raise Faults(*read.faults)
    if requested != (None, None) or updated == (None, None):
        requested = _bounded(*requested, now_ms)
    else:
        # Who asks what has changed also means requests that are older than 90 days.
        updated = _bounded(*updated, now_ms)
    return Search(
        kinds=codes,
        statuses=statuses,
        created_from_ms=requested[0],
        created_to_ms=_until(requested[1]),
        updated_from_ms=updated[0],
        updated_to_ms=_until(updated[1]),
        limit=size,
        offset=(page - 1) * size,
    )


def extended(fields: Fields) -> bool:
    """Whether extended attributes are asked for. Raises ``Faults``."""
    text = fields.one("extensions").lower()
    if text not in ("", "true", "false"):
        raise Faults(Fault(400, "truth", "extensions"))
    return text == "true"


def moment_ms(text: str) -> int | None:
    """Unix time of an ISO 8601 date with time and offset; None for anything else."""
    # A plus that was not percent-encoded arrives as a space.
    text = text.replace(" ", "+") if text[-6:-5] == " " else text
    if "T" not in text or len(text) > 40 or not text.isascii():
        return None
    try:
        found = datetime.fromisoformat(text)
        return int(found.timestamp() * 1000) if found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def is_number(text: str) -> bool:
    """Whether it can be a service_request_id at all."""
    return len(text) <= 40 and text.isascii() and text.replace("-", "").isalnum()


def _numbered(numbers: list[str]) -> Search:
    """``service_request_id`` overrides all other parameters."""
    if len(numbers) > PAGE_SIZE_MAX:
        raise Faults(Fault(400, "many", "service_request_id"))
    # Where none of them can be one, the search must not become one for everything.
    known = [number for number in numbers if is_number(number)] or ["-"]
    return Search(numbers=known, limit=len(known))


def _statuses(read: _Reader) -> tuple[Status, ...]:
    asked = [text.lower() for text in read.fields.several("status")]
    if not set(asked) <= set(_STATUSES):
        read.faults.append(Fault(400, "status", "status"))
        return ()
    return tuple(status for text in asked for status in _STATUSES[text])


def _page(read: _Reader) -> tuple[int, int]:
    size = read.whole("page_size", PAGE_SIZE_MAX, PAGE_SIZE_MAX)
    page = read.whole("page", 1, REQUESTS_MAX)
    if page * size > REQUESTS_MAX and not read.faults:
        read.faults.append(Fault(400, "page", "page"))
    return page, size


def _bounded(begin: int | None, end: int | None, now_ms: int) -> tuple[int, int | None]:
    """At most 90 days; where the beginning is not given, those before the end or now."""
    if begin is None:
        return (now_ms if end is None else end) - SPAN_MS, end
    return begin, begin + SPAN_MS if end is None else end


def _until(latest: int | None) -> int | None:
    """The first moment behind the latest one that is meant: dates are told in whole seconds."""
    if latest is None:
        return None
    return latest + (1000 if latest % 1000 == 0 else 1)
