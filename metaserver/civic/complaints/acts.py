"""What officials do to a case: from what they want to the change that is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from metaserver.civic.complaints.days import end_of, seoul_day
from metaserver.civic.complaints.desk import Desk
from metaserver.civic.complaints.models import OfficeAction
from metaserver.civic.complaints.rules import BECOMES, NEXT, departments_of, is_of
from metaserver.civic.models import Language
from metaserver.ports.accounts import Account
from metaserver.ports.complaints import Complaint, Event, EventKind

DEADLINE_DAYS_MAX: Final = 365
COVERS_FOLLOWED: Final = 3


@dataclass(frozen=True, slots=True)
class Act:
    """The complaint after it, what is written down of it, and into which one it merges."""

    after: Complaint
    event: Event
    into: int | None = None


class Refusal(Exception):
    """``str()`` is the code of ``Acted``."""


class Acts:
    """Checks what is wanted against a complaint as it is now; changes nothing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def make(self, complaint: Complaint, wanted: OfficeAction, by: Account) -> Act:
        """Raises ``Refusal``: ``status``, ``department``, ``account``, ``itself``, ``day``."""
        if complaint.status not in NEXT[wanted.do]:
            raise Refusal("status")
        now_ms = self._desk.clock.unix_ms()
        before = replace(complaint, updated_ms=now_ms)
        match wanted.do:
            case "assign":
                after = replace(before, assignee=await self._official(wanted.to, before))
                return Act(after, _event(after, by, EventKind.ASSIGNED, wanted.words, public=False))
            case "department":
                if self._desk.catalogue.department(wanted.to) is None:
                    raise Refusal("department")
                after = replace(before, department=wanted.to, assignee="")
                return Act(after, _event(after, by, EventKind.ASSIGNED, wanted.words))
            case "deadline":
                return self._deadline(before, wanted, by)
            case "merge":
                return await self._merge(before, wanted, by)
            case "note":
                return Act(before, _event(before, by, EventKind.NOTE, wanted.words, public=False))
            case "start":
                after = replace(before, status=BECOMES["start"], assignee=before.assignee or by.id)
                return Act(after, _event(after, by, EventKind.STATUS, wanted.words))
            case _:
                after = replace(before, status=BECOMES[wanted.do], closed_ms=now_ms)
                return Act(after, _event(after, by, EventKind.ANSWER, wanted.words))

    async def _official(self, account: str, complaint: Complaint) -> str:
        """That official, or who covers for them today; '' takes the case away from anybody."""
        if not account:
            return ""
        now_ms = self._desk.clock.unix_ms()
        covers = {
            each.account: each.cover
            for each in await self._desk.means.office.absences(now_ms)
            if each.from_ms <= now_ms < each.until_ms
        }
        for _ in range(COVERS_FOLLOWED):
            account = covers.get(account, account)
        found = await self._desk.means.accounts.get(account)
        if found is None or not is_of(complaint.department, departments_of(found)):
            raise Refusal("account")
        return account

    def _deadline(self, before: Complaint, wanted: OfficeAction, by: Account) -> Act:
        today = seoul_day(before.updated_ms)
        try:
            day = dt.date.fromisoformat(wanted.to)
        except ValueError:
            raise Refusal("day") from None
        if not today <= day <= today + dt.timedelta(days=DEADLINE_DAYS_MAX):
            raise Refusal("day")
        after = replace(before, expected_ms=end_of(day))
        language: Language = "en" if before.language == "en" else "ko"
        told = self._desk.words("event.deadline", language).format(day=day.isoformat())
        words = f"{told}\n{wanted.words}".strip()
        return Act(after, _event(after, by, EventKind.STATUS, words))

    async def _merge(self, before: Complaint, wanted: OfficeAction, by: Account) -> Act:
        """Into one that is open and that this official may see."""
        into = await self._desk.heir(await self._desk.by_number(wanted.to))
        if into.id == before.id:
            raise Refusal("itself")
        if not into.status.is_open:
            raise Refusal("status")
        if not is_of(into.department, departments_of(by)):
            raise Refusal("not_found")
        after = replace(
            before, status=BECOMES["merge"], merged_into=into.id, closed_ms=before.updated_ms
        )
        return Act(after, _event(after, by, EventKind.MERGED, wanted.words), into.id)


def _event(
    after: Complaint, by: Account, kind: EventKind, words: str, *, public: bool = True
) -> Event:
    return Event(
        complaint=after.id,
        time_ms=after.updated_ms,
        kind=kind,
        status=after.status,
        department=after.department,
        actor=by.id,
        words=words,
        public=public,
    )
