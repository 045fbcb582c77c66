"""The outbox's target ``mail``: letters about complaints, as ``notices`` lists them.

A letter that the mailbox refuses is given up with a note for officials; one of which it is not
known whether it arrived is sent again under the same name: twice is better than never here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from metaserver.civic.complaints.letters.writer import Recipient, Writer, language_of
from metaserver.civic.complaints.notices import MAIL, REPORTER
from metaserver.civic.mail import Mailer
from metaserver.errors import OutwardError
from metaserver.ports import Clock
from metaserver.ports.accounts import Account, AccountStore, Role
from metaserver.ports.complaints import (
    Complaint,
    ComplaintStore,
    Event,
    EventKind,
    Search,
    Status,
)
from metaserver.ports.outbox import Entry, NewEntry, OutboxStore

LETTERS_CONSENT: Final = "notice_mail"
_UNDELIVERED: Final = (
    "이메일을 보내지 못했습니다. 다른 방법으로 연락해 주세요.\n"
    "A letter could not be delivered. Please use another way."
)


class MailTarget:
    def __init__(
        self, *, mailer: Mailer, writer: Writer, complaints: ComplaintStore,
        accounts: AccountStore, outbox: OutboxStore, clock: Clock,
    ) -> None:  # fmt: skip
        self._mailer = mailer
        self._writer = writer
        self._complaints = complaints
        self._accounts = accounts
        self._outbox = outbox
        self._clock = clock
        self._told_ms: dict[str, int] = {}
        """Department to when its officials were last told of all that was new."""

    async def deliver(self, entry: Entry) -> Mapping[str, Any]:
        if entry.kind == "work":
            return await self._tell_officials(entry)
        if entry.kind == "official":
            return await self._to_official(entry)
        return await self._to_citizen(entry)

    async def reconcile(self, entry: Entry) -> Mapping[str, Any] | None:
        return None

    async def _to_citizen(self, entry: Entry) -> Mapping[str, Any]:
        complaint = await self._complaints.get(entry.complaint) if entry.complaint else None
        to = await self._recipient(complaint, str(entry.payload["to"])) if complaint else None
        if complaint is None or to is None:
            return {"sent": 0}  # erased meanwhile, or the consent was taken back
        subject, text = self._writer.about(entry.kind, complaint, to, entry.payload)
        try:
            await self._send(entry, to.email, subject, text, to.language)
        except OutwardError as error:
            if error.retry:
                raise
            await self._note(complaint)
            return {"sent": 0, "refused": str(error)}
        return {"sent": 1}

    async def _recipient(self, complaint: Complaint, to: str) -> Recipient | None:
        if to == REPORTER:
            contact = await self._complaints.contact(complaint.id)
            if contact is None or not contact.notice_mail or not contact.email:
                return None
            return Recipient(
                email=contact.email,
                language=language_of(complaint.language),
                number=complaint.number,
                salt=complaint.code_salt,
            )
        return await self._follower(complaint, to)

    async def _follower(self, complaint: Complaint, salt: str) -> Recipient | None:
        for each in await self._complaints.followers(complaint.id):
            if each.code_salt == salt and each.email:
                own = complaint
                if each.complaint and each.complaint != complaint.id:
                    own = await self._complaints.get(each.complaint) or complaint
                return Recipient(
                    email=each.email,
                    language=language_of(each.language),
                    number=own.number,
                    salt=salt,
                )
        return None

    async def _note(self, complaint: Complaint) -> None:
        await self._complaints.note(
            Event(
                complaint=complaint.id,
                time_ms=self._clock.unix_ms(),
                kind=EventKind.NOTE,
                status=complaint.status,
                department=complaint.department,
                words=_UNDELIVERED,
                public=False,
            )
        )

    async def _tell_officials(self, entry: Entry) -> Mapping[str, Any]:
        """One entry for each, so that a mailbox that is full holds up no other."""
        department = str(entry.payload["department"])
        before_ms = self._told_ms.get(department, -1)
        if entry.created_ms <= before_ms:
            return {"told": 0}  # the last letter counted it already
        now_ms = self._clock.unix_ms()
        self._told_ms[department] = now_ms  # before waiting: several are under way at once
        try:
            return {"told": await self._tell_each(department, entry.created_ms, now_ms)}
        except BaseException:
            self._told_ms[department] = before_ms
            raise

    async def _tell_each(self, department: str, since_ms: int, now_ms: int) -> int:
        told = [
            each
            for each in await self._accounts.list(role=Role.OFFICIAL)
            if _wants(each, department)
        ]
        for each in told:
            await self._outbox.add(_official(each, department, since_ms), now_ms=now_ms)
        return len(told)

    async def _to_official(self, entry: Entry) -> Mapping[str, Any]:
        department = str(entry.payload["department"])
        account = await self._accounts.get(str(entry.payload["to"]))
        if account is None or not _wants(account, department):
            return {"sent": 0}
        count = await self._complaints.count(
            Search(
                departments=(department,),
                statuses=(Status.RECEIVED,),
                created_from_ms=int(entry.payload["since_ms"]),
            )
        )
        if not count:
            return {"sent": 0}  # somebody was quicker
        language = language_of(account.language)
        subject, text = self._writer.work(department, count, language)
        try:
            await self._send(entry, account.email, subject, text, language)
        except OutwardError as error:
            if error.retry:
                raise
            return {"sent": 0, "refused": str(error)}
        return {"sent": 1}

    async def _send(self, entry: Entry, to: str, subject: str, text: str, language: str) -> None:
        name = f"{entry.kind}.{entry.id}.{entry.created_ms}"
        await self._mailer.send(to, subject, text, language=language, name=name)


def _wants(account: Account, department: str) -> bool:
    if account.disabled_ms is not None or not account.email:
        return False
    is_theirs = any(
        grant.role is Role.OFFICIAL and grant.department in ("", department)
        for grant in account.grants
    )
    return is_theirs and LETTERS_CONSENT in account.consents


def _official(account: Account, department: str, since_ms: int) -> NewEntry:
    return NewEntry(
        target=MAIL,
        kind="official",
        payload={"to": account.id, "department": department, "since_ms": since_ms},
        order=f"official:{account.id}",
    )
