"""When an answer came, or none: reopen, rate, remind."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from metaserver.civic.complaints import notices
from metaserver.civic.complaints.following import FollowingDesk
from metaserver.civic.complaints.models import DESCRIPTION_MAX
from metaserver.civic.complaints.rules import (
    next_reminder_ms,
    rating_problem,
    reminding_problem,
    reopening_problem,
)
from metaserver.civic.forms import clean_words
from metaserver.errors import Conflict, Invalid, Limited
from metaserver.ports.complaints import Change, Complaint, Event, EventKind, Status
from metaserver.ports.outbox import NewEntry

STARS: Final = range(1, 6)
UNKNOWN_KIND_DAYS: Final = 14
"""Working days for a kind that the catalogue does not have any more."""
_SENTENCES: Final = {
    "status": "That cannot be done in its present status.",
    "too_late": "The time for reopening it is over; tell of it anew.",
    "too_often": "It was reopened too often; tell of it anew.",
    "rated": "The answer was rated already.",
    "not_due": "The day by which an answer is expected is not over yet.",
}


class ReactingDesk(FollowingDesk):
    """For the reporter alone: others get ``NotFound``. Each may raise ``Limited`` and
    ``StoreError``."""

    async def reopen(
        self, number: str, code: str, words: str, *, account: str = "", address_key: str = ""
    ) -> None:
        """The reporter is not content: it is worked on again, with a new day for the answer.

        Raises ``Invalid`` (``words``), ``Conflict`` (``status``, ``too_late``, ``too_often``).
        """
        words = clean_words(words, field="words", most=DESCRIPTION_MAX)
        if not words:
            raise Invalid({"words": "missing"})
        await self._as_reporter(number, code, account, address_key)

        async def make(complaint: Complaint) -> Change:
            now_ms = self.desk.clock.unix_ms()
            _forbid(reopening_problem(complaint, now_ms))
            kind = self.desk.catalogue.kind(complaint.kind)
            days = kind.answer_days if kind else UNKNOWN_KIND_DAYS
            after = replace(
                complaint,
                status=Status.RECEIVED,
                updated_ms=now_ms,
                closed_ms=None,
                expected_ms=self.desk.calendar.expected_ms(now_ms, days),
                reopened=complaint.reopened + 1,
                rating=None,
                rating_words="",
            )
            event = _event(after, EventKind.REOPENED, words)
            return Change(after=after, event=event, outbox=await self._letters(after, event))

        await self.desk.change(number, make)

    async def rate(
        self, number: str, code: str, stars: int, words: str = "", *, account: str = "",
        address_key: str = "",
    ) -> None:  # fmt: skip
        """Once for each answer. Raises ``Invalid`` (``stars``, ``words``), ``Conflict``
        (``status``, ``rated``)."""
        if stars not in STARS:
            raise Invalid({"stars": "range"})
        words = clean_words(words, field="words", most=DESCRIPTION_MAX)
        await self._as_reporter(number, code, account, address_key)

        async def make(complaint: Complaint) -> Change:
            _forbid(rating_problem(complaint))
            after = replace(
                complaint,
                rating=stars,
                rating_words=words,
                updated_ms=self.desk.clock.unix_ms(),
            )
            return Change(after=after, event=_event(after, EventKind.RATED, words))

        await self.desk.change(number, make)

    async def remind(
        self, number: str, code: str, *, account: str = "", address_key: str = ""
    ) -> None:
        """The day is over and nothing was heard: the department is told.

        Raises ``Conflict`` (``status``, ``not_due``) and ``Limited`` (``remind``).
        """
        await self._as_reporter(number, code, account, address_key)

        async def make(complaint: Complaint) -> Change:
            now_ms = self.desk.clock.unix_ms()
            _forbid(reminding_problem(complaint, now_ms))
            events = await self.desk.store.events(complaint.id, public_only=True)
            wait_ms = next_reminder_ms(events) - now_ms
            if wait_ms > 0:
                raise Limited("remind", wait_ms / 1000)
            after = replace(complaint, updated_ms=now_ms)
            mail = self.desk.means.mail
            return Change(
                after=after,
                event=_event(after, EventKind.REMINDED, ""),
                outbox=[notices.work(after.department, now_ms)] if mail else [],
            )

        await self.desk.change(number, make)

    async def _letters(self, complaint: Complaint, event: Event) -> list[NewEntry]:
        if not self.desk.means.mail:
            return []
        contact = await self.desk.store.contact(complaint.id)
        followers = await self.desk.store.followers(complaint.id)
        # What the reporter wrote is for the department, not for those who joined.
        told = notices.progress(replace(event, words=""), contact, followers)
        return [*told, notices.work(complaint.department, event.time_ms)]


def _event(after: Complaint, kind: EventKind, words: str) -> Event:
    return Event(
        complaint=after.id,
        time_ms=after.updated_ms,
        kind=kind,
        status=after.status,
        department=after.department,
        words=words,
    )


def _forbid(problem: str) -> None:
    if problem:
        raise Conflict(problem, _SENTENCES[problem])
