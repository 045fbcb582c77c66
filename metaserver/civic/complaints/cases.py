"""What officials see: the inbox, a whole case, what is new."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from metaserver.civic.complaints.days import iso_time, seoul_day
from metaserver.civic.complaints.desk import Desk, no_complaint
from metaserver.civic.complaints.models import (
    Case,
    CaseEvent,
    CaseRow,
    ContactShown,
    Inbox,
    NearCase,
    News,
)
from metaserver.civic.complaints.places import box_around
from metaserver.civic.complaints.questions import answers_in_words
from metaserver.civic.complaints.rules import NEXT, departments_of, is_of
from metaserver.civic.complaints.similar import similar
from metaserver.civic.models import Language
from metaserver.errors import NotFound
from metaserver.ports.accounts import Account, AccountStore, AuditEntry
from metaserver.ports.complaints import Complaint, EventKind, Photo, Search, Status

BEGINNING_CHARS: Final = 160
NEAR_MAX: Final = 10
NEAR_READ_MAX: Final = 60
_NOBODYS: Final = "-"
"""No department's code: a search for it finds nothing."""


def allowed_to(by: Account) -> frozenset[str] | None:
    """Raises ``NotFound`` for who is no official: the office is not for them."""
    allowed = departments_of(by)
    if allowed is not None and not allowed:
        raise NotFound("office", "There is no such page.")
    return allowed


def within(search: Search, allowed: frozenset[str] | None) -> Search:
    """The part of a search that somebody may see."""
    if allowed is None:
        return search
    wanted = set(search.departments) & allowed if search.departments else allowed
    return replace(search, departments=sorted(wanted) or [_NOBODYS])


class Names:
    """What officials are called, each asked for once: one for each list that is made."""

    def __init__(self, accounts: AccountStore) -> None:
        self._accounts = accounts
        self._known: dict[str, str] = {"": ""}

    async def of(self, account: str) -> str:
        """The account's id where it has no name."""
        if account not in self._known:
            found = await self._accounts.get(account)
            self._known[account] = (found.name or found.login or account) if found else account
        return self._known[account]


class CaseDesk:
    """Everything here raises ``NotFound`` for who may not see it, and ``StoreError``."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def departments(self, language: Language) -> tuple[tuple[str, str], ...]:
        """Code and name."""
        known = self.desk.catalogue.departments
        return tuple((each.code, each.name.in_(language)) for each in known)

    async def inbox(self, search: Search, by: Account, language: Language) -> Inbox:
        search = within(search, allowed_to(by))
        names = self.names()
        found = await self.desk.store.search(search)
        rows = [await self._row(each, language, names) for each in found]
        return Inbox(rows=tuple(rows), total=await self.desk.store.count(search))

    async def news(self, by: Account, since_ms: int) -> News:
        """What came since, and what is late, in the departments of that official."""
        allowed = allowed_to(by)
        now_ms = self.desk.clock.unix_ms()
        new = Search(statuses=[Status.RECEIVED], updated_from_ms=since_ms)
        late = Search(overdue_at_ms=now_ms)
        return News(
            new=await self.desk.store.count(within(new, allowed)),
            overdue=await self.desk.store.count(within(late, allowed)),
            now_ms=now_ms,
        )

    async def photo(self, number: str, photo: str, by: Account) -> Photo:
        complaint = await self.its_case(number, by)
        found = await self.desk.store.photo(photo)
        if found is None or found.complaint != complaint.id:
            raise no_complaint()
        return found

    async def case(self, number: str, by: Account, language: Language) -> Case:
        """Whoever reads a contact is noted in the audit log."""
        complaint = await self.its_case(number, by)
        store = self.desk.store
        contact = await store.contact(complaint.id)
        if contact is not None:
            await self._audit(by, "complaint.read", complaint.number)
        kind = self.desk.catalogue.kind(complaint.kind)
        heir, names = await self.desk.heir(complaint), self.names()
        return Case(
            row=await self._row(complaint, language, names),
            description=complaint.description,
            attributes=answers_in_words(kind, complaint.attributes, language),
            public=complaint.public,
            channel=complaint.channel.value,
            language=complaint.language,
            contact=ContactShown(
                name=contact.name,
                email=contact.email,
                phone=contact.phone,
                notice_mail=contact.notice_mail,
            )
            if contact
            else None,
            photos=tuple(await store.photos(complaint.id)),
            events=await self._events(complaint, language, names),
            followers=len(await store.followers(complaint.id)),
            merged_into=heir.number if heir.id != complaint.id else "",
            rating=complaint.rating,
            rating_words=complaint.rating_words,
            near=await self._near(complaint, by, language),
            may=tuple(do for do, before in NEXT.items() if complaint.status in before),
        )

    async def its_case(self, number: str, by: Account) -> Complaint:
        """One of the departments of that official."""
        allowed = allowed_to(by)
        complaint = await self.desk.by_number(number)
        if not is_of(complaint.department, allowed):
            raise no_complaint()
        return complaint

    def names(self) -> Names:
        return Names(self.desk.means.accounts)

    async def _audit(self, by: Account, action: str, number: str) -> None:
        entry = AuditEntry(
            time_ms=self.desk.clock.unix_ms(),
            actor=by.id,
            action=action,
            subject=f"complaint:{number}",
            detail={},
        )
        await self.desk.means.audit.append(entry)

    async def _row(self, complaint: Complaint, language: Language, names: Names) -> CaseRow:
        desk = self.desk
        deadline, days_left = desk.calendar.deadline(
            complaint.expected_ms, desk.clock.unix_ms(), is_open=complaint.status.is_open
        )
        return CaseRow(
            number=complaint.number,
            kind=complaint.kind,
            kind_title=desk.catalogue.kind_name(complaint.kind, language),
            status=complaint.status,
            status_title=desk.words(f"status.{complaint.status.value}", language),
            department=complaint.department,
            department_title=desk.catalogue.department_name(complaint.department, language),
            received=iso_time(complaint.created_ms),
            updated=iso_time(complaint.updated_ms),
            expected=seoul_day(complaint.expected_ms).isoformat(),
            deadline=deadline,
            days_left=days_left,
            description=complaint.description[:BEGINNING_CHARS],
            address=complaint.address,
            lat=complaint.lat,
            lon=complaint.lon,
            assignee=complaint.assignee,
            assignee_name=await names.of(complaint.assignee),
            joined=complaint.joined,
            reopened=complaint.reopened,
            version=complaint.version,
        )

    async def _events(
        self, complaint: Complaint, language: Language, names: Names
    ) -> tuple[CaseEvent, ...]:
        """But for those who joined, who are counted."""
        found = await self.desk.store.events(complaint.id, public_only=False)
        return tuple(
            [
                CaseEvent(
                    time=iso_time(each.time_ms),
                    kind=each.kind,
                    kind_title=self.desk.words(f"event.{each.kind.value}", language),
                    status=each.status,
                    department=self.desk.catalogue.department_name(each.department, language),
                    actor=each.actor,
                    actor_name=await names.of(each.actor),
                    words=each.words,
                    public=each.public,
                )
                for each in found
                if each.kind is not EventKind.JOINED
            ]
        )

    async def _near(
        self, complaint: Complaint, by: Account, language: Language
    ) -> tuple[NearCase, ...]:
        kind = self.desk.catalogue.kind(complaint.kind)
        if kind is None or complaint.lat is None or complaint.lon is None:
            return ()
        radius_m, allowed = kind.similar_within_m, allowed_to(by)
        box = box_around(complaint.lat, complaint.lon, radius_m)
        among = await self.desk.store.near(box, kind=kind.code, limit=NEAR_READ_MAX)
        matches = similar(
            kind=kind.code, lat=complaint.lat, lon=complaint.lon, words=complaint.description,
            among=[
                each for each in among
                if each.id != complaint.id and is_of(each.department, allowed)
            ],
            radius_m=radius_m,
        )  # fmt: skip
        return tuple(
            NearCase(
                number=each.complaint.number,
                kind_title=kind.name.in_(language),
                description=each.complaint.description[:BEGINNING_CHARS],
                distance_m=round(each.distance_m),
                received=iso_time(each.complaint.created_ms),
                joined=each.complaint.joined,
            )
            for each in matches[:NEAR_MAX]
        )
