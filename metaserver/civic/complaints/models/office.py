"""What officials see of complaints, and what they do."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from metaserver.civic.complaints.models.citizen import DESCRIPTION_MAX, KindCode
from metaserver.civic.models import Part
from metaserver.ports.complaints import EventKind, Status


class OfficeAction(Part):
    """What an official does to one case, or to several alike."""

    numbers: Annotated[tuple[str, ...], Field(min_length=1, max_length=200)]
    versions: tuple[int, ...] = ()
    """As they were read; empty for a bulk action that may meet newer ones."""
    do: Literal["assign", "department", "start", "answer", "reject", "note", "merge", "deadline"]
    words: Annotated[str, Field(max_length=DESCRIPTION_MAX)] = ""
    to: Annotated[str, Field(max_length=60)] = ""
    """Account for assign ('' takes it away), code for department, number for merge, day for
    deadline."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.versions and len(self.versions) != len(self.numbers):
            raise ValueError("one version for each number")
        if self.do in ("answer", "reject", "note") and not self.words:
            raise ValueError("words are missing")
        if self.do in ("department", "merge", "deadline") and not self.to:
            raise ValueError("to is missing")
        return self


class CaseRow(BaseModel):
    """One line of the officials' inbox."""

    model_config = ConfigDict(frozen=True)

    number: str
    kind: KindCode
    kind_title: str
    status: Status
    status_title: str
    department: str
    """Code."""
    department_title: str
    received: str
    updated: str
    expected: str
    deadline: Literal["ok", "soon", "overdue", "closed"]
    days_left: int
    """Working days; below 0 when overdue, 0 when closed."""
    description: str
    """Its beginning."""
    address: str
    lat: float | None
    lon: float | None
    assignee: str
    assignee_name: str
    joined: int
    reopened: int
    version: int


class Inbox(BaseModel):
    model_config = ConfigDict(frozen=True)

    rows: tuple[CaseRow, ...]
    total: int


class ContactShown(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
    email: str
    phone: str
    notice_mail: bool


class CaseEvent(BaseModel):
    """What officials see of an event: internal notes too, and who did it."""

    model_config = ConfigDict(frozen=True)

    time: str
    kind: EventKind
    kind_title: str
    status: Status
    department: str
    """Its name."""
    actor: str
    actor_name: str
    words: str
    public: bool


class NearCase(BaseModel):
    """Another open one that may tell of the same."""

    model_config = ConfigDict(frozen=True)

    number: str
    kind_title: str
    description: str
    distance_m: int
    received: str
    joined: int


class Case(BaseModel):
    """A whole case, for officials of its department."""

    model_config = ConfigDict(frozen=True)

    row: CaseRow
    description: str
    attributes: tuple[tuple[str, str], ...]
    """Title and value, as words."""
    public: bool
    channel: str
    language: str
    contact: ContactShown | None
    """None for anonymous, or erased."""
    photos: tuple[str, ...]
    events: tuple[CaseEvent, ...]
    followers: int
    """People who read an answer to it."""
    merged_into: str
    rating: int | None
    rating_words: str
    near: tuple[NearCase, ...]
    may: tuple[str, ...]
    """What ``OfficeAction.do`` can be now."""


class Acted(BaseModel):
    """What came of an action on one case."""

    model_config = ConfigDict(frozen=True)

    number: str
    done: bool
    code: str = ""
    """Why not: ``not_found``, ``conflict`` (somebody changed it since), ``status`` (not from this
    one), ``department``, ``account``, ``itself``, ``day``."""
    version: int = 0
    """As it is now."""
    updated: str = ""
    changed_by: str = ""
    """Name of the official who changed it last, where it is a conflict."""


class News(BaseModel):
    """For the notice of new work."""

    model_config = ConfigDict(frozen=True)

    new: int
    overdue: int
    now_ms: int


class OutcomeRow(BaseModel):
    """What came of what was received in a span; small numbers are not hidden, they are counts."""

    model_config = ConfigDict(frozen=True)

    department: str
    department_title: str
    kind: str
    """Code; '' for a whole department or the whole desk."""
    kind_title: str
    received: int
    answered: int
    open: int
    overdue: int
    median_days: float | None
    p90_days: float | None
    rating: float | None
    rated: int


class Outcomes(BaseModel):
    model_config = ConfigDict(frozen=True)

    from_day: str
    to_day: str
    total: OutcomeRow
    departments: tuple[OutcomeRow, ...]
    kinds: tuple[OutcomeRow, ...]
