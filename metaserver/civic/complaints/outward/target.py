"""The outbox's target ``open311``: a complaint is sent to another server once, and only once.

What makes sure of it, in this order:

1. What it is called there is kept as soon as it is known; a complaint that has a number or a token
   there is never sent again.
2. Where the other side honours ``Idempotency-Key``, the same request is sent with the same key.
3. Else it is looked for over there, by the mark in the last line of its description. Found, it
   arrived. Not found, it is sent again only where the operator says that the list is complete
   (``listed_within_s``), and after that time; otherwise a person has to look.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final

from metaserver.civic.complaints.notices import OPEN311
from metaserver.civic.complaints.outward.answers import Row
from metaserver.civic.complaints.outward.forwarding import (
    ForwardKind,
    ForwardMap,
    fields,
    mark,
    reference,
)
from metaserver.civic.complaints.outward.remote import Refusal, Remote
from metaserver.civic.complaints.outward.words import sentence
from metaserver.civic.outbox.keep import kept
from metaserver.errors import OutwardError
from metaserver.ports import Clock
from metaserver.ports.complaints import Complaint, ComplaintStore, Event, EventKind
from metaserver.ports.outbox import Entry, OutboxStore

PAGES_MAX: Final = 20
PAGE_SIZE: Final = 100
CONFLICTS_MAX: Final = 5
"""HTTP 409 may mean that the first request is still in work there; not so often."""
_SKEW_MS: Final = 3_600_000
"""How wrong the other clock may be."""
_SPAN_MS: Final = 89 * 86_400_000
"""GeoReport v2 lists at most 90 days at once."""
_MARK: Final = re.compile(r"^\[ref (?P<number>\d{4}-\d{6,})-r[0-9a-f]{8}\]$", re.MULTILINE)
_NAME: Final = re.compile(r"[!-+\--~]{1,100}")
"""Of a request there: printable ASCII without a comma, which lists of them are made with."""


class ForwardTarget:
    """``key``: the city's own, 32 bytes."""

    def __init__(
        self, *, remote: Remote, forward_map: ForwardMap, outbox: OutboxStore,
        complaints: ComplaintStore, clock: Clock, key: bytes,
    ) -> None:  # fmt: skip
        self._remote = remote
        self._map = forward_map
        self._outbox = outbox
        self._complaints = complaints
        self._clock = clock
        self._key = key
        self._began_ms = clock.unix_ms()

    async def deliver(self, entry: Entry) -> Mapping[str, Any]:
        complaint, kind = await self._what(entry)
        if linked := await self._linked(complaint):
            return linked
        if await self._came_back(complaint):
            raise _no("It came from here: forward_url leads back to this city.")
        form = fields(complaint, kind, mark(self._key, complaint))
        try:
            rows = await self._remote.post(
                "requests", form, {"Idempotency-Key": reference(self._key, complaint)}
            )
            return await self._keep(complaint, _named(rows))
        except OutwardError as error:
            raise self._judged(error, entry) from error

    async def reconcile(self, entry: Entry) -> Mapping[str, Any] | None:
        complaint, kind = await self._what(entry)
        if linked := await self._linked(complaint):
            return linked
        now_ms = self._clock.unix_ms()
        if self._map.idempotent and now_ms - entry.created_ms < self._map.key_hours * 3_600_000:
            return None
        self._be_patient(now_ms)
        if row := await self._listed(entry, complaint, kind, now_ms):
            return await self._keep(complaint, _named([row]))
        if self._map.listed_within_s is None:
            raise self._uncertain(complaint)
        return None

    async def _what(self, entry: Entry) -> tuple[Complaint, ForwardKind]:
        complaint = await self._complaints.get(entry.complaint) if entry.complaint else None
        if complaint is None:
            raise _no("The complaint is not there any more; let this entry be.")
        kind = self._map.kinds.get(complaint.kind)
        if kind is None:
            raise _no(f"forward_map has no kind {complaint.kind}; add it, then try again.")
        return complaint, kind

    async def _came_back(self, complaint: Complaint) -> bool:
        """Whether the description carries a mark of ours: two cities that forward to each other
        would never end."""
        for found in _MARK.finditer(complaint.description):
            ours = await self._complaints.by_number(found["number"])
            if ours is not None and mark(self._key, ours) == found[0]:
                return True
        return False

    async def _linked(self, complaint: Complaint) -> dict[str, str] | None:
        there = await self._outbox.remote(OPEN311, complaint.id)
        if there is None:
            return None
        await self._tell(complaint, there[0])
        return {"number": there[0], "token": there[1]}

    async def _keep(self, complaint: Complaint, named: tuple[str, str]) -> dict[str, str]:
        number, token = named
        await kept(lambda: self._outbox.link(OPEN311, complaint.id, number, token=token))
        await self._tell(complaint, number)
        return {"number": number, "token": token}

    async def _tell(self, complaint: Complaint, number: str) -> None:
        events = await self._complaints.events(complaint.id, public_only=True)
        if not any(event.kind is EventKind.FORWARDED for event in events):
            now_ms = self._clock.unix_ms()
            await self._complaints.note(forwarded(complaint, self._map, number, now_ms))

    async def _listed(
        self, entry: Entry, complaint: Complaint, kind: ForwardKind, now_ms: int
    ) -> Row | None:
        """The request over there that carries our mark. Turns pages as long as they have something
        new; a server that knows no pages gives the same again."""
        marked, seen = mark(self._key, complaint), set[str]()
        until_ms = now_ms + _SKEW_MS
        asked = {
            "service_code": kind.service,
            "start_date": _iso(max(entry.created_ms - _SKEW_MS, until_ms - _SPAN_MS)),
            "end_date": _iso(until_ms),
            "page_size": str(PAGE_SIZE),
        }
        for page in range(1, PAGES_MAX + 1):
            rows = await self._asked({**asked, "page": str(page)})
            for row in rows:
                if row.get("description", "").rstrip().endswith(marked):
                    return row
            numbers = {row.get("service_request_id", "") for row in rows}
            if numbers <= seen:
                return None
            seen |= numbers
        raise self._uncertain(complaint)

    async def _asked(self, asked: Mapping[str, str]) -> list[Row]:
        try:
            return await self._remote.get("requests", asked)
        except OutwardError as error:
            # Whatever becomes of the question: the request before it may have arrived.
            raise OutwardError(
                str(error), arrived=True, retry=error.retry, wait_s=error.wait_s
            ) from error

    def _be_patient(self, now_ms: int) -> None:
        """What was sent just before a kill may not be listed yet."""
        left_s = (self._map.listed_within_s or 0) - (now_ms - self._began_ms) / 1000
        if left_s > 0:
            raise OutwardError(
                "It may have arrived; it will be looked for over there.",
                arrived=True,
                retry=True,
                wait_s=left_s,
                single=True,
            )

    def _judged(self, error: OutwardError, entry: Entry) -> OutwardError:
        conflicts = isinstance(error, Refusal) and error.status == 409
        wait_s = error.wait_s
        if error.arrived and not self._map.idempotent:
            wait_s = max(wait_s, self._map.listed_within_s or 0)
        return OutwardError(
            str(error),
            arrived=error.arrived,
            retry=error.retry and not (conflicts and entry.attempts >= CONFLICTS_MAX),
            wait_s=wait_s,
            single=error.single,
        )

    def _uncertain(self, complaint: Complaint) -> OutwardError:
        marked = mark(self._key, complaint)
        return OutwardError(
            f"It may have arrived: look over there for {marked} before it is sent again.",
            arrived=True,
            retry=False,
        )


def forwarded(complaint: Complaint, forward_map: ForwardMap, number: str, now_ms: int) -> Event:
    """The public event; without a number it says that one follows."""
    code = "forwarded" if number else "waiting"
    words = sentence(code, complaint.language, forward_map.name, number=number)
    return Event(
        complaint=complaint.id,
        time_ms=now_ms,
        kind=EventKind.FORWARDED,
        status=complaint.status,
        department=complaint.department,
        words=words,
    )


def number_of(row: Row) -> str:
    """'' where there is none that can be asked about."""
    number = row.get("service_request_id", "")
    return number if _NAME.fullmatch(number) else ""


def _named(rows: list[Row]) -> tuple[str, str]:
    """Number and token; one of them may be ''."""
    row = rows[0] if len(rows) == 1 else {}
    number, token = number_of(row), row.get("token", "")
    if not number and not _NAME.fullmatch(token):
        raise OutwardError(
            "The other server answers with neither a number nor a token.", arrived=True, retry=True
        )
    return number, "" if number else token


def _no(sentence: str) -> OutwardError:
    return OutwardError(sentence, arrived=False, retry=False, single=True)


def _iso(unix_ms: int) -> str:
    return dt.datetime.fromtimestamp(unix_ms // 1000, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
