"""Requests that citizens made, and all that happened to them.

A change and what it causes (its event, letters to be sent, an answer that may be asked for again)
are one transaction: whatever was acknowledged is committed, once.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from metaserver.ports.access import Once
from metaserver.ports.accounts import AuditEntry
from metaserver.ports.outbox import NewEntry


class Status(enum.StrEnum):
    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    REJECTED = "rejected"
    """Nothing can be done here; the words say why, and who can."""
    MERGED = "merged"
    """Another request tells of the same, and goes on in its place."""

    @property
    def is_open(self) -> bool:
        return self in (Status.RECEIVED, Status.IN_PROGRESS)


class Channel(enum.StrEnum):
    WORLD = "world"
    PAGE = "page"
    OPEN311 = "open311"


class PlaceSource(enum.StrEnum):
    """How the place was told."""

    WORLD = "world"
    """From where one stood or pointed, by the world's anchor."""
    MAP = "map"
    ADDRESS = "address"
    """No point is known: only words."""
    POINT = "point"
    """Coordinates from outside."""


class EventKind(enum.StrEnum):
    RECEIVED = "received"
    STATUS = "status"
    ANSWER = "answer"
    NOTE = "note"
    """For officials only."""
    ASSIGNED = "assigned"
    JOINED = "joined"
    MERGED = "merged"
    REOPENED = "reopened"
    RATED = "rated"
    REMINDED = "reminded"
    FORWARDED = "forwarded"
    """Another city's server has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """``id`` and ``number`` are given by the store."""

    id: int = 0
    number: str = ""
    """Year and id: ``2026-000123``. No secret: the code is."""
    code_salt: str
    """16 hex digits; with the city's key and the number they give the code that follows it."""
    created_ms: int
    updated_ms: int
    kind: str
    """Code of the catalogue."""
    department: str
    status: Status = Status.RECEIVED
    attributes: Mapping[str, Any] = field(default_factory=dict)
    """Code to text, number, or a list of value keys, as the catalogue says for the kind."""
    description: str
    lat: float | None = None
    lon: float | None = None
    """WGS84 degrees; None where only an address was given."""
    address: str = ""
    place_source: PlaceSource
    world: str = ""
    language: str = "ko"
    channel: Channel
    public: bool = False
    """Whether the reporter agreed that place and description are public."""
    reporter: str = ""
    """Account, or '' for anonymous."""
    api_key: int | None = None
    expected_ms: int
    """End of the day by which an answer is expected."""
    closed_ms: int | None = None
    merged_into: int | None = None
    assignee: str = ""
    """Account of an official."""
    reopened: int = 0
    rating: int | None = None
    """1 to 5."""
    rating_words: str = ""
    joined: int = 0
    """People who said "me too"."""
    version: int = 1
    """Raised with each change by an official or citizen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach a reporter; erased 90 days after the complaint closes."""

    name: str = ""
    email: str = ""
    phone: str = ""
    notice_mail: bool = False
    """Agreed to be told of progress by e-mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """Somebody who said "me too"."""

    id: int = 0
    complaint: int = 0
    created_ms: int
    account: str = ""
    email: str = ""
    language: str = "ko"
    code_salt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """Re-encoded, its metadata gone. Not yet of a complaint, it is erased after a day."""

    id: str
    """16 random bytes, hex."""
    created_ms: int
    media_type: str
    width: int
    height: int
    body: bytes
    complaint: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    id: int = 0
    complaint: int = 0
    time_ms: int
    kind: EventKind
    status: Status
    """After it."""
    department: str = ""
    actor: str = ""
    """Account of an official; '' for the citizen or the server."""
    words: str = ""
    public: bool = True
    """Whether who follows the complaint sees it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A new complaint, whole."""

    complaint: Complaint
    contact: Contact | None = None
    photos: Sequence[str] = ()
    """Ids of photos that belong to no complaint yet."""
    event: Event
    outbox: Sequence[NewEntry] = ()
    """``order`` and ``complaint`` are filled in: a complaint's entries are one order."""
    once: Once | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that happens to a complaint; ``after.version`` is the one that was read."""

    after: Complaint
    event: Event | None = None
    outbox: Sequence[NewEntry] = ()
    audit: AuditEntry | None = None
    follower: Follower | None = None
    """Joins with it; ``joined`` is counted by the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """All conditions hold together; an empty one holds for all."""

    numbers: Sequence[str] = ()
    kinds: Sequence[str] = ()
    departments: Sequence[str] = ()
    statuses: Sequence[Status] = ()
    created_from_ms: int | None = None
    created_to_ms: int | None = None
    updated_from_ms: int | None = None
    updated_to_ms: int | None = None
    reporter: str = ""
    assignee: str = ""
    unassigned: bool = False
    overdue_at_ms: int | None = None
    """Open, and expected before."""
    box: tuple[float, float, float, float] | None = None
    """South, west, north, east, degrees."""
    words: str = ""
    """A part of number, description or address, in any case."""
    newest_first: bool = True
    by_deadline: bool = False
    limit: int = 100
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of the complaints of one department and kind that were received in a span."""

    department: str
    kind: str
    received: int
    answered: int
    open: int
    overdue: int
    answer_ms: Sequence[int]
    """From receipt to answer, of each that was answered, ascending."""
    ratings: Sequence[int]


class ComplaintStore(Protocol):
    """Each method is one transaction and may raise ``StoreError``."""

    async def file(self, filing: Filing) -> tuple[Complaint, bool]:
        """As it is kept, and whether it is new: False where ``once`` was answered before.

        Raises ``Conflict`` for another body under the same key, ``NotFound`` for a photo that is
        not there or somebody's already.
        """
        ...

    async def change(self, change: Change) -> Complaint:
        """Raises ``Conflict`` where the version is another by now, ``NotFound`` where it is gone.
        A closing writes ``closed_ms`` beside contact and followers too (their retention counts
        from there), a reopening takes it away."""
        ...

    async def merge(self, change: Change, into: int) -> Complaint:
        """The same, and the followers and the reporter of it are told of ``into`` from now on; of
        what goes on in its place, where that was merged itself. Raises ``Conflict("circle")``
        where ``into`` goes on in this one."""
        ...

    async def note(self, event: Event) -> int:
        """An event that changes nothing else."""
        ...

    async def get(self, complaint: int) -> Complaint | None: ...

    async def by_number(self, number: str) -> Complaint | None: ...

    async def search(self, search: Search) -> list[Complaint]: ...

    async def count(self, search: Search) -> int: ...

    async def events(self, complaint: int, *, public_only: bool) -> list[Event]:
        """Oldest first."""
        ...

    async def contact(self, complaint: int) -> Contact | None: ...

    async def followers(self, complaint: int) -> list[Follower]:
        """Also those of complaints that were merged into it, and their reporters who agreed to be
        told, as followers."""
        ...

    async def joined_by(self, account: str) -> list[int]: ...

    async def add_photo(self, photo: Photo) -> None: ...

    async def photo(self, photo: str) -> Photo | None: ...

    async def photos(self, complaint: int) -> list[str]: ...

    async def public_parts(
        self, complaints: Sequence[int]
    ) -> tuple[Mapping[int, Sequence[Event]], Mapping[int, Sequence[str]]]:
        """Public events and ids of photos of each that has some, in their order."""
        ...

    async def near(
        self, box: tuple[float, float, float, float], *, kind: str, limit: int
    ) -> list[Complaint]:
        """Open ones of that kind within south, west, north, east; newest first."""
        ...

    async def outcomes(self, from_ms: int, to_ms: int, *, now_ms: int) -> list[Outcome]: ...

    async def forget_account(self, account: str) -> int:
        """Nothing names that account any more, contacts of its complaints are erased: how many
        complaints."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """An official who says to be there."""

    account: str
    department: str
    since_ms: int
    seen_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """While somebody is away, another gets what is assigned to them."""

    account: str
    cover: str
    from_ms: int
    until_ms: int


class OfficeStore(Protocol):
    """Each method is one transaction and may raise ``StoreError``."""

    async def on_duty(self, since_seen_ms: int) -> list[Duty]: ...

    async def set_duty(self, duty: Duty) -> None: ...

    async def end_duty(self, account: str) -> None: ...

    async def absences(self, now_ms: int) -> list[Absence]:
        """Those that hold now or later."""
        ...

    async def set_absence(self, absence: Absence) -> None: ...

    async def end_absence(self, account: str) -> None: ...
