"""What programs send about a talk."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from metaserver.civic.help.models import WAIT_MAX_S, LeaveForm, TalkShown
from metaserver.civic.knowledge.models import QUESTION_MAX
from metaserver.web.services.orders import Body, Order

Count = Annotated[int, Field(ge=0, le=2**31)]


class Ask(Body):
    question: Annotated[str, Field(max_length=QUESTION_MAX)]
    department: Annotated[str, Field(max_length=40)] = ""
    """Of the desk that is asked; '' for none in particular."""


class TalkOrder(Order):
    code: Annotated[str, Field(max_length=64)]
    """What opens the talk."""
    after: Count = 0
    """``next`` of what was shown last: only later lines are answered."""


class Look(TalkOrder):
    version: Count = 0
    wait_s: Annotated[float, Field(ge=0, le=WAIT_MAX_S)] = 0.0
    """How long it may take until something is newer than ``after`` and ``version``."""


class Say(TalkOrder):
    words: str
    key: str
    """Of the line, 1 to 64 characters of your own making: the same one again is one line."""


class RateTalk(TalkOrder):
    stars: int


class Leave(LeaveForm):
    code: str


class Current(BaseModel):
    """The talk that this browser holds, and what opens it."""

    talk: TalkShown | None
    code: str = ""


class Begun(BaseModel):
    talk: TalkShown
    code: str
