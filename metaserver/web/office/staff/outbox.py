"""What is still to be told to others; a dead letter waits for a person, who decides here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from metaserver.errors import Invalid
from metaserver.identity.audit import Audit
from metaserver.ports import Clock
from metaserver.ports.accounts import Account
from metaserver.ports.complaints import Complaint, ComplaintStore, Event, EventKind
from metaserver.ports.outbox import Delivery, Entry, OutboxStore
from metaserver.web.office.frame import Frame, to
from metaserver.web.office.staff.frame import number_of, operator, order
from metaserver.web.office.staff.words import WORDS
from metaserver.web.seoul import at
from metaserver.web.visitor import Visitor
from metaserver.web.wishes import status_of

OUTBOX: Final = "/office/outbox"
LISTED_MAX: Final = 50
WORDS_MAX: Final = 1000
DOES: Final = ("again", "give_up")


class OutboxPages:
    """``wake`` tells the one who delivers that there is work."""

    def __init__(
        self, *, outbox: OutboxStore, complaints: ComplaintStore, audit: Audit, clock: Clock,
        frame: Frame, wake: Callable[[], None],
    ) -> None:  # fmt: skip
        self._outbox = outbox
        self._complaints = complaints
        self._audit = audit
        self._clock = clock
        self._frame = frame
        self._wake = wake

    async def show(self, request: Request, visitor: Visitor) -> Response:
        operator(visitor)
        return await self._shown(request, visitor)

    async def act(self, request: Request, visitor: Visitor) -> Response:
        """Decision, note to the complaint and audit entry are one transaction."""
        by, form = await order(request, visitor)
        entry, do = number_of(form.text("entry")), form.text("do")
        words = form.text("words")
        try:
            if do not in DOES or entry is None:
                raise Invalid({"do": "choice"})
            if not words or len(words) > WORDS_MAX:
                raise Invalid({"words": "long" if words else "missing"})
            done = await self._decide(entry, do, words, by)
        except Invalid as error:
            return await self._shown(request, visitor, entry=entry, words=words, error=error)
        self._wake()
        return to(f"{OUTBOX}?done={f'outbox_{do}' if done else 'outbox_gone'}")

    async def _decide(self, number: int, do: str, words: str, by: Account) -> bool:
        """Whether it was a dead letter still."""
        entry = await self._outbox.get(number)
        if entry is None:
            return False
        complaint = await self._complaint(entry)
        audit = self._audit.entry(
            by.id, f"outbox.{do}", f"outbox:{number}", target=entry.target, kind=entry.kind,
            complaint=complaint.number if complaint else "",
        )  # fmt: skip
        note = self._note(complaint, words, by) if complaint else None
        decide = self._outbox.again if do == "again" else self._outbox.give_up
        return await decide(number, now_ms=self._clock.unix_ms(), note=note, audit=audit)

    def _note(self, complaint: Complaint, words: str, by: Account) -> Event:
        return Event(
            complaint=complaint.id, time_ms=self._clock.unix_ms(), kind=EventKind.NOTE,
            status=complaint.status, department=complaint.department, actor=by.id, words=words,
            public=False,
        )  # fmt: skip

    async def _complaint(self, entry: Entry) -> Complaint | None:
        return None if entry.complaint is None else await self._complaints.get(entry.complaint)

    async def _shown(
        self, request: Request, visitor: Visitor, *, entry: int | None = None, words: str = "",
        error: Invalid | None = None,
    ) -> Response:  # fmt: skip
        told = WORDS[visitor.language]
        dead = await self._outbox.list(state=Delivery.DEAD, limit=LISTED_MAX)
        waiting = await self._outbox.list(state=Delivery.WAITING, limit=LISTED_MAX)
        wrong = [told[f"wrong_{field}_{code}"] for field, code in error.fields.items()] if error \
            else []  # fmt: skip
        return self._frame.page(
            request, visitor, "outbox", title=told["outbox"], path=OUTBOX, at=at, dead=dead,
            waiting=waiting, counts=await self._outbox.counts(), states=Delivery,
            numbers=await self._numbers([*dead, *waiting]), most=LISTED_MAX, entry=entry,
            typed=words, wrong=wrong, words_max=WORDS_MAX,
            done=told.get(f"done_{request.query_params.get('done', '')}", ""),
            status=status_of(error) if error else 200,
        )  # fmt: skip

    async def _numbers(self, entries: Sequence[Entry]) -> dict[int, str]:
        """Complaint to its number, of those that have one."""
        found = {}
        for each in {entry.complaint for entry in entries} - {None}:
            complaint = await self._complaints.get(each) if each is not None else None
            if complaint is not None:
                found[complaint.id] = complaint.number
        return found
