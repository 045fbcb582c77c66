"""What becomes of forwarded complaints: asked for again and again, told here as public events."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from metaserver.civic.complaints import notices
from metaserver.civic.complaints.notices import OPEN311
from metaserver.civic.complaints.outward.answers import Row
from metaserver.civic.complaints.outward.forwarding import ForwardMap
from metaserver.civic.complaints.outward.remote import Remote
from metaserver.civic.complaints.outward.target import forwarded, number_of
from metaserver.civic.complaints.outward.words import sentence
from metaserver.errors import Conflict, NotFound, OutwardError
from metaserver.ports import Clock
from metaserver.ports.complaints import (
    Change,
    Complaint,
    ComplaintStore,
    Event,
    EventKind,
    Status,
)
from metaserver.ports.outbox import NewEntry, OutboxStore

POLL_EVERY_S: Final = 60.0
LINKS_MAX: Final = 10_000
BATCH: Final = 20
BATCHES: Final = 25
"""Requests for status in one round; with more complaints each is asked about less often."""
TOKENS: Final = 20
NOTES_MAX: Final = 2000

_DETAILED: Final = {
    "in_progress": Status.IN_PROGRESS,
    "answered": Status.ANSWERED,
    "rejected": Status.REJECTED,
}
_Link = tuple[int, str, str]
"""Complaint, number, token."""

_log = logging.getLogger(__name__)


class StatusPolling:
    """``told`` is called with what changed, after it is committed; ``letters``: whether e-mail is
    sent at all."""

    def __init__(
        self, *, remote: Remote, forward_map: ForwardMap, outbox: OutboxStore,
        complaints: ComplaintStore, clock: Clock, letters: bool,
        told: Callable[[Complaint, Event], object] = lambda complaint, event: None,
    ) -> None:  # fmt: skip
        self._remote = remote
        self._map = forward_map
        self._outbox = outbox
        self._complaints = complaints
        self._clock = clock
        self._letters = letters
        self._told = told
        self._round = 0
        self._seen: dict[int, Row] = {}
        """Last row of each open complaint: the same one again needs no look at the database. At
        most ``LINKS_MAX``."""
        self.well = True
        """Whether the last round got its answers."""

    async def run(self) -> int:
        """One round: how many complaints changed. Raises ``StoreError``."""
        links = await self._outbox.links(OPEN311, open_only=True, limit=LINKS_MAX)
        still = {complaint for complaint, _, _ in links}
        self._seen = {each: row for each, row in self._seen.items() if each in still}
        self._round += 1
        changed = 0
        try:
            for link in _part([each for each in links if not each[1]], self._round, TOKENS):
                await self._ask_number(link)
            numbered = _part([each for each in links if each[1]], self._round, BATCH * BATCHES)
            for start in range(0, len(numbered), BATCH):
                changed += await self._ask_status(numbered[start : start + BATCH])
        except OutwardError as error:
            if self.well:
                _log.warning("status over there is not known: %s", error)
            self.well = False
        else:
            self.well = True
        return changed

    async def _ask_number(self, link: _Link) -> None:
        complaint_id, _, token = link
        try:
            rows = await self._remote.get(f"tokens/{quote(token, safe='')}")
        except OutwardError as error:
            if error.retry:
                raise
            return  # not known yet, or not any more
        number = number_of(rows[0]) if rows else ""
        complaint = await self._complaints.get(complaint_id)
        if number and complaint is not None:
            await self._outbox.link(OPEN311, complaint_id, number, token=token)
            event = forwarded(complaint, self._map, number, self._clock.unix_ms())
            await self._complaints.note(event)
            self._told(complaint, event)

    async def _ask_status(self, links: Sequence[_Link]) -> int:
        here = {number: complaint for complaint, number, _ in links}
        try:
            rows = await self._remote.get("requests", {"service_request_id": ",".join(here)})
        except OutwardError as error:
            if error.retry:
                raise
            return 0  # it knows none of them (any more)
        changed = 0
        for row in rows:
            complaint = here.get(row.get("service_request_id", ""))
            if complaint is not None and self._seen.get(complaint) != row:
                changed += await self._take(complaint, row)
        return changed

    async def _take(self, complaint_id: int, row: Row) -> bool:
        complaint = await self._complaints.get(complaint_id)
        if complaint is None or not complaint.status.is_open:
            return False
        change = await self._change(complaint, row)
        if change is not None:
            try:
                after = await self._complaints.change(change)
            except (Conflict, NotFound):
                return False  # an official was quicker: it is looked at anew in the next round
            if change.event is not None:
                self._told(after, change.event)
        self._seen[complaint_id] = row
        return change is not None

    async def _change(self, complaint: Complaint, row: Row) -> Change | None:
        """None where nothing is new."""
        status, notes = _status(row, complaint.status), _notes(row)
        if status is complaint.status and (not notes or await self._known(complaint, notes)):
            return None
        now_ms = self._clock.unix_ms()
        words = sentence(status.value, complaint.language, self._map.name, notes=notes)
        event = Event(
            complaint=complaint.id,
            time_ms=now_ms,
            kind=EventKind.STATUS if status.is_open else EventKind.ANSWER,
            status=status,
            department=complaint.department,
            words=words,
        )
        closed_ms = None if status.is_open else now_ms
        after = replace(complaint, status=status, updated_ms=now_ms, closed_ms=closed_ms)
        return Change(after=after, event=event, outbox=await self._letters_of(event))

    async def _known(self, complaint: Complaint, notes: str) -> bool:
        events = await self._complaints.events(complaint.id, public_only=True)
        return any(event.words.endswith(notes) for event in events)

    async def _letters_of(self, event: Event) -> list[NewEntry]:
        if not self._letters:
            return []
        contact = await self._complaints.contact(event.complaint)
        return notices.progress(event, contact, await self._complaints.followers(event.complaint))


def _part(links: Sequence[_Link], round_no: int, size: int) -> Sequence[_Link]:
    """The next ``size`` of them in this round, and the first ones again after the last."""
    parts = max(1, -(-len(links) // size))
    start = round_no % parts * size
    return links[start : start + size]


def _status(row: Row, present: Status) -> Status:
    """``open`` alone says less than what is known here already."""
    detailed = row.get("detailed_status", "").strip().lower().replace(" ", "_").replace("-", "_")
    known = _DETAILED.get(detailed)
    if row.get("status", "").strip().lower() == "closed":
        return known if known is not None and not known.is_open else Status.ANSWERED
    return known if known is Status.IN_PROGRESS else present


def _notes(row: Row) -> str:
    raw = row.get("status_notes", "").replace("\r\n", "\n")
    return "".join(c for c in raw if c == "\n" or c.isprintable()).strip()[:NOTES_MAX]
