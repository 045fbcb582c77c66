"""What the console's script sends."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field

from metaserver.civic.help.models import WAIT_MAX_S, WORDS_MAX
from metaserver.civic.knowledge.models import QUESTION_MAX
from metaserver.web.services.orders import Body

NUMBER_MAX: Final = 20
DEPARTMENT_MAX: Final = 40

Number = Annotated[str, Field(max_length=NUMBER_MAX)]
Department = Annotated[str, Field(max_length=DEPARTMENT_MAX)]
Cursor = Annotated[int, Field(ge=0)]


class Look(Body):
    version: Cursor = 0
    talks: Annotated[dict[Number, Cursor], Field(max_length=20)] = Field(default_factory=dict)
    """Number to cursor, of those whose lines are known."""
    wait_s: Annotated[float, Field(ge=0, le=WAIT_MAX_S, allow_inf_nan=False)] = 0.0


class Duty(Body):
    department: Department
    """'' ends it."""


class Take(Body):
    number: Number = ""
    """'' for the one that waits longest."""


class OfTalk(Body):
    number: Number


class Say(OfTalk):
    words: str
    key: Annotated[str, Field(max_length=64)]
    after: Cursor = 0


class Transfer(OfTalk):
    department: Department
    note: Annotated[str, Field(max_length=WORDS_MAX)] = ""


class Complain(OfTalk):
    form: dict[str, Any]
    """As ``ComplaintForm`` has it."""


class Ask(Body):
    question: Annotated[str, Field(max_length=QUESTION_MAX)]
    department: Department = ""
    language: Literal["ko", "en"]
