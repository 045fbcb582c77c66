"""Talks between a visitor and an official, line by line, and the queue of those who wait.

A talk and what belongs to it (its lines, an audit entry) are one transaction: whatever was
acknowledged is committed, once.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from metaserver.ports.access import Once
from metaserver.ports.accounts import AuditEntry


class TalkState(enum.StrEnum):
    WAITING = "waiting"
    """In the queue of its department."""
    OPEN = "open"
    """An official has it."""
    ENDED = "ended"
    WRITTEN = "written"
    """Over, and a complaint goes on in its place."""

    @property
    def is_over(self) -> bool:
        return self in (TalkState.ENDED, TalkState.WRITTEN)


LIVE: Final = (TalkState.WAITING, TalkState.OPEN)


class Side(enum.StrEnum):
    """Who says a line."""

    VISITOR = "visitor"
    OFFICIAL = "official"
    DESK = "desk"
    """An entry of the knowledge base, quoted."""
    CITY = "city"
    """Something happened: ``words`` is its code, with what it is about after a colon."""
    NOTE = "note"
    """Of one official for the next; the visitor never sees it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """``id``, ``number``, ``lines`` and ``version`` are given by the store."""

    id: int = 0
    number: str = ""
    """``H-2026-000123``. No secret: the code is."""
    code_salt: str
    """16 hex digits; with the city's key and the number they give the code that opens it."""
    asked_ms: int
    """Its place in every queue, also after a transfer or the loss of an official."""
    state: TalkState = TalkState.WAITING
    department: str
    language: str = "ko"
    question: str
    """Its beginning, for the list of those who wait."""
    visitor: str = ""
    """Name by which the visitor goes, or ''."""
    account: str = ""
    visit_key: str = ""
    """Keyed hash of the visit; '' where none is known."""
    world: str = ""
    level: str = ""
    x_m: float | None = None
    y_m: float | None = None
    lat: float | None = None
    lon: float | None = None
    """WGS84 degrees of where the visitor stood."""
    official: str = ""
    """Account of who has it; the last one's after the end."""
    taken_ms: int | None = None
    """By the one who has it."""
    first_taken_ms: int | None = None
    first_answer_ms: int | None = None
    """When an official first wrote a line."""
    away_ms: int | None = None
    """Since when the visitor knows that the official's connection is lost."""
    ended_ms: int | None = None
    ended_by: str = ""
    """``visitor``, ``official``, ``gone`` (the visitor was not heard of any more)."""
    complaint: str = ""
    """Number of the complaint that came of it."""
    stars: int | None = None
    """1 to 5, by the visitor."""
    lines: int = 0
    """How many there are: the ``seq`` of the last one."""
    version: int = 1
    """Raised with each line and each change that is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    talk: int = 0
    seq: int = 0
    """1, 2, … in its talk; given by the store."""
    time_ms: int
    side: Side
    author: str = ""
    """Account, or ''."""
    words: str
    entry: str = ""
    """Id of the knowledge entry that it quotes, with its title and the address of its source."""
    title: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Something that happens to a talk, where it is in one of ``states`` and, unless ``official``
    is None, where that official has it."""

    talk: int
    states: tuple[TalkState, ...]
    official: str | None = None
    version: int | None = None
    """Where it is not None, nothing may have happened since that one was read."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Columns as they are afterwards. A state ``ended`` becomes ``written`` where a complaint came
    of it."""
    lines: Sequence[Line] = ()
    audit: AuditEntry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """How one talk that was taken went."""

    department: str
    asked_ms: int
    first_taken_ms: int
    first_answer_ms: int | None
    ended_ms: int | None
    official: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Of so many durations the median and what nine of ten do not exceed; None for none of them."""

    count: int
    median_ms: int | None
    p90_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpGiven:
    """How soon help came."""

    asked: int
    to_person: Spread
    """From asking to being taken first, of those that were taken."""
    to_answer: Spread
    """From asking to the first words of an official."""


class HelpStore(Protocol):
    """Each method is one transaction and may raise ``StoreError``."""

    async def ask(
        self, talk: Talk, lines: Sequence[Line], *, once: Once | None, waiting_max: int
    ) -> tuple[Talk, bool]:
        """As it is kept, and whether it is new: False where ``once`` was answered before.

        Raises ``Conflict``: ``talking`` where the account or the visit has one that is not over,
        ``crowded`` where ``waiting_max`` wait already, ``reused`` for another body under the same
        key.
        """
        ...

    async def by_number(self, number: str) -> Talk | None: ...

    async def current(self, account: str, visit_key: str) -> Talk | None:
        """The one of that account or visit that is not over; '' is nobody's."""
        ...

    async def lines(self, talk: int, after: int = 0) -> list[Line]:
        """Those with a greater ``seq``, in their order."""
        ...

    async def say(self, move: Move, line: Line, key: str, *, lines_max: int) -> tuple[Talk, bool]:
        """One line, as ``move`` allows it (whose ``lines`` are not used): the talk afterwards, and
        whether the line is new: False where the same side sent that key before.

        Raises ``Conflict``: ``talk_full`` where the talk has ``lines_max``, and as ``move`` does.
        """
        ...

    async def move(self, move: Move) -> Talk:
        """The talk afterwards. Raises ``Conflict("state")`` where it is in another state or
        somebody else's by now, ``NotFound("gone")`` where it is not there."""
        ...

    async def take(
        self, official: str, departments: Collection[str] | None, *, number: str, capacity: int,
        now_ms: int, audit: AuditEntry,
    ) -> Talk | None:  # fmt: skip
        """Gives the official the one that waits longest in these departments (None: in all), or
        the one of that number; adds the line ``taken`` and the entry, about that talk. None where
        nobody waits, or the one of that number does not wait any more.

        Raises ``Conflict("capacity")`` for who has ``capacity`` open ones.
        """
        ...

    async def live(self) -> list[Talk]:
        """All that wait or are open, in the order of the queue."""
        ...

    async def of_official(self, official: str) -> list[Talk]:
        """Open ones, the first taken first."""
        ...

    async def handled(self, *, department: str, limit: int) -> list[Handled]:
        """The last ones that were taken and are over, of a department or ('') of all."""
        ...

    async def handled_since(self, since_ms: int) -> list[Handled]:
        """Those that were first taken then or later."""
        ...

    async def given(self, since_ms: int) -> HelpGiven:
        """Of talks that were asked for then or later."""
        ...
