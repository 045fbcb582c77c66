"""What officials see of live help, and what they do."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from metaserver.civic.complaints.models import DESCRIPTION_MAX, Degrees, KindCode
from metaserver.civic.help.models.visitor import LineShown
from metaserver.civic.models import Language, Part


class ComplaintForm(Part):
    """Turns a talk into a complaint. ``HelpService.check_complaint`` makes it of a form."""

    kind: KindCode = "other"
    description: Annotated[str, Field(min_length=1, max_length=DESCRIPTION_MAX)]
    attributes: dict[str, Any] = Field(default_factory=dict)
    """Answers that the catalogue wants for the kind; ``other`` wants none."""
    address: Annotated[str, Field(max_length=300)] = ""
    lat: Degrees | None = None
    lon: Degrees | None = None
    """Without address and point: where the visitor stood."""


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True)


class Waiting(_Shown):
    number: str
    department: str
    department_title: str
    language: Language
    asked: str
    """ISO 8601."""
    waited_s: int
    question: str
    """Its first 160 characters."""
    place: int
    """1 is next, among all that this official covers."""


class TakenShown(_Shown):
    """An open talk, for the official who has it."""

    number: str
    department: str
    department_title: str
    language: Language
    visitor: str
    """Name, or ''."""
    account: bool
    """The visitor is logged in."""
    world: str
    level: str
    world_place: str
    """Where the visitor stood, in words; '' where it is not known."""
    lat: float | None
    lon: float | None
    lines: tuple[LineShown, ...]
    """After the cursor that was asked with; notes of other officials among them."""
    next: int
    typing: bool
    """The visitor is writing."""
    here: bool
    """The visitor was heard of in the last minute."""
    waited_s: int
    """From asking to being taken first."""
    asked: str
    complaint: str
    version: int


class OnDuty(_Shown):
    department: str
    since: str
    """ISO 8601."""


class Console(_Shown):
    """All that an official's console draws. To go on: ask with ``version``."""

    version: int
    duty: OnDuty | None
    waiting: tuple[Waiting, ...]
    """The first 50 of those who wait for this official's departments."""
    waiting_total: int
    talks: tuple[TakenShown, ...]
    capacity: int
    mine_today: int
    """Talks that this official took first today."""
    median_wait_s: int | None
    """From asking to being taken, today, in these departments; None for none."""
    median_answer_s: int | None
    """From asking to the first words of an official."""


class HelpTimes(_Shown):
    """How soon help came, for everybody: of the talks asked for in the last ``days``."""

    days: int
    talks: int
    person_median_s: int | None
    person_p90_s: int | None
    """From asking to an official's taking it. None where fewer than ten were taken."""
    answer_median_s: int | None
    answer_p90_s: int | None
    """From asking to an official's first words."""


class Canned(_Shown):
    """Words that an official may start from."""

    id: str
    title: str
    words: str
