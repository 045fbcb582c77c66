"""What a visitor asks of live help, and what they see."""

from __future__ import annotations

from typing import Annotated, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from metaserver.civic.complaints.models import Degrees, KindCode
from metaserver.civic.knowledge.models import QUESTION_MAX
from metaserver.civic.models import Part
from metaserver.ports.help import Side, TalkState

WORDS_MAX: Final = 2000
ASKED_MAX: Final = 3
NAME_MAX: Final = 40
WAIT_MAX_S: Final = 25.0

Metres = Annotated[float, Field(allow_inf_nan=False, ge=-100_000, le=100_000)]
Question = Annotated[str, Field(min_length=1, max_length=QUESTION_MAX)]


class HelpRequest(Part):
    """Asks for a person. ``HelpService.check`` makes it of a form."""

    question: Annotated[str, Field(min_length=1, max_length=WORDS_MAX)]
    department: KindCode = "desk"
    asked: Annotated[tuple[Question, ...], Field(max_length=ASKED_MAX)] = ()
    """What the desk was asked before, the oldest first: it stands in the talk, with the answers
    that the knowledge base gives."""
    name: Annotated[str, Field(max_length=NAME_MAX)] = ""
    world: Annotated[str, Field(max_length=40)] = ""
    level: Annotated[str, Field(max_length=40)] = ""
    x: Metres | None = None
    y: Metres | None = None
    lat: Degrees | None = None
    lon: Degrees | None = None


class LeaveForm(Part):
    """Leaves it in writing. ``HelpService.check_leave`` makes it of a form."""

    words: Annotated[str, Field(max_length=WORDS_MAX)] = ""
    """'' for the question as it was asked."""
    address: Annotated[str, Field(max_length=300)] = ""
    lat: Degrees | None = None
    lon: Degrees | None = None
    """Without address and point: where the visitor stood."""
    email: Annotated[str, Field(max_length=254)] = ""
    keep_contact: bool = False
    age_14: bool = False
    """Both are needed as soon as an address for letters is given."""


class Ticket(NamedTuple):
    """What opens a talk."""

    number: str
    code: str


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True)


class LineShown(_Shown):
    seq: int
    time: str
    """ISO 8601 with the offset of Seoul."""
    side: Side
    name: str
    """Of who says it; '' for a visitor without a name, for the desk and for what happened."""
    words: str
    """Plain text; for what happened a sentence in the reader's language."""
    entry: str = ""
    title: str = ""
    source: str = ""


class TalkShown(_Shown):
    """A talk as its visitor sees it. To go on: ``look`` with ``next`` and ``version``."""

    number: str
    state: TalkState
    department: str
    department_title: str
    asked: str
    """ISO 8601."""
    place: int
    """1 is next; 0 where it does not wait."""
    ahead: int
    """Talks before it in the queue of its department."""
    wait_s: int | None
    """Expected, from here on; None where there is no ground to say."""
    on_duty: int
    """Officials of its department who are at their consoles."""
    official: str
    """Name of who has it; '' where nobody has, or without a name."""
    badge: bool
    """An official of the city has it: the server has checked that."""
    typing: bool
    """The official is writing."""
    away: bool
    """The connection of the official is lost."""
    lines: tuple[LineShown, ...]
    """After the cursor."""
    next: int
    """The cursor: ``after`` of the next look."""
    version: int
    answer_by: str
    """``YYYY-MM-DD``: by then what is left in writing now would be answered; '' once somebody has
    it or it is over."""
    complaint: str
    """Number of the complaint that came of it, or ''."""
    complaint_code: str
    """Opens that one, or ''."""
    stars: int | None
    until: str
    """Day on which it is erased, as things are now, ``YYYY-MM-DD``."""


class DeskShown(_Shown):
    """How it stands at the desk of a department, before one asks."""

    department: str
    department_title: str
    on_duty: int
    waiting: int
    wait_s: int | None
    """Expected for whoever asks now; None where there is no ground to say."""
    answer_by: str
    """``YYYY-MM-DD``, for what is left in writing now."""
    typical_answer_s: int | None
    """From asking to the first words of an official: the median of the last 20."""
