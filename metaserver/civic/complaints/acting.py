"""Officials change cases: one, or many alike; each change with its audit entry and letters."""

from __future__ import annotations

from typing import Final

from metaserver.civic.complaints import notices
from metaserver.civic.complaints.acts import Act, Acts, Refusal
from metaserver.civic.complaints.cases import CaseDesk, allowed_to
from metaserver.civic.complaints.days import iso_time
from metaserver.civic.complaints.desk import Desk
from metaserver.civic.complaints.models import DESCRIPTION_MAX, Acted, OfficeAction
from metaserver.civic.complaints.rules import harmless_since
from metaserver.civic.forms import clean_words
from metaserver.errors import Conflict, NotFound
from metaserver.ports.accounts import Account, AuditEntry
from metaserver.ports.complaints import Change, Complaint, EventKind
from metaserver.ports.outbox import NewEntry

AGAIN_MAX: Final = 3
"""So often a change is tried again where citizens, or in bulk others, were quicker."""


class ActingDesk(CaseDesk):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._acts = Acts(desk)

    async def act(self, action: OfficeAction, by: Account) -> list[Acted]:
        """Does it to each case in turn: what came of each, in their order. One that cannot be
        done does not hinder the others.

        With ``versions``, whoever changed a case since it was read makes a ``conflict``; people
        who joined, rated or reminded do not. Raises ``Invalid`` (``words``), ``NotFound`` for who
        is no official, and ``StoreError``.
        """
        allowed_to(by)
        words = clean_words(action.words, field="words", most=DESCRIPTION_MAX)
        action = action.model_copy(update={"words": words})
        versions = action.versions or (0,) * len(action.numbers)
        return [
            await self._one(number, version, action, by)
            for number, version in zip(action.numbers, versions, strict=True)
        ]

    async def _one(self, number: str, version: int, action: OfficeAction, by: Account) -> Acted:
        try:
            for _ in range(AGAIN_MAX):
                complaint = await self.its_case(number, by)
                if not await self._is_as_read(complaint, version):
                    break
                act = await self._acts.make(complaint, action, by)
                try:
                    return _done(await self._keep(act, action, by))
                except Conflict:
                    continue  # somebody was quicker: look at it again
        except Refusal as refusal:
            return Acted(number=number, done=False, code=str(refusal))
        except NotFound:
            return Acted(number=number, done=False, code="not_found")
        return await self._conflict(number, by)

    async def _is_as_read(self, complaint: Complaint, version: int) -> bool:
        since = complaint.version - version
        if not version or not since:
            return True
        events = await self.desk.store.events(complaint.id, public_only=False)
        return harmless_since(events, since)

    async def _keep(self, act: Act, action: OfficeAction, by: Account) -> Complaint:
        audit = _audit(act, action, by)
        if action.do == "note":
            await self.desk.store.note(act.event)
            await self.desk.means.audit.append(audit)
            return act.after
        change = Change(
            after=act.after, event=act.event, outbox=await self._letters(act), audit=audit
        )
        return await self.desk.committed(change, act.into)

    async def _letters(self, act: Act) -> list[NewEntry]:
        if not self.desk.means.mail:
            return []
        contact = await self.desk.store.contact(act.after.id)
        followers = await self.desk.store.followers(act.after.id)
        letters = notices.progress(act.event, contact, followers)
        if act.event.kind is EventKind.ASSIGNED and act.event.public:
            letters.append(notices.work(act.after.department, act.event.time_ms))
        return letters

    async def _conflict(self, number: str, by: Account) -> Acted:
        complaint = await self.its_case(number, by)
        events = await self.desk.store.events(complaint.id, public_only=False)
        actor = next((each.actor for each in reversed(events) if each.actor), "")
        return Acted(
            number=number,
            done=False,
            code="conflict",
            version=complaint.version,
            updated=iso_time(complaint.updated_ms),
            changed_by=await self.names().of(actor),
        )


def _done(complaint: Complaint) -> Acted:
    return Acted(
        number=complaint.number,
        done=True,
        version=complaint.version,
        updated=iso_time(complaint.updated_ms),
    )


def _audit(act: Act, action: OfficeAction, by: Account) -> AuditEntry:
    """Codes only: words stay with the case."""
    detail = {"status": act.after.status.value}
    if action.to:
        detail["to"] = act.after.assignee if action.do == "assign" else action.to
    return AuditEntry(
        time_ms=act.event.time_ms,
        actor=by.id,
        action=f"complaint.{action.do}",
        subject=f"complaint:{act.after.number}",
        detail=detail,
    )
