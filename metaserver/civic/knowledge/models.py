"""What is asked of the knowledge base, and what it answers."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from metaserver.civic.complaints.models import KindCode
from metaserver.civic.models import Part

QUESTION_MAX: Final = 500
HITS_MAX: Final = 3

TopicId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,59}$")]


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True)


class Question(Part):
    """As a form has it: ``read_form(Question, form)``."""

    question: Annotated[str, Field(min_length=1, max_length=QUESTION_MAX)]
    department: KindCode | None = None
    """Of the desk; its own entries come first among equals."""


class Hit(_Shown):
    """An entry, quoted."""

    entry: TopicId
    title: str
    words: str
    """The entry as plain text; paragraphs stand apart by an empty line."""
    source: str
    """Address of what it rests on, or ''."""
    source_title: str
    as_of: str
    """Day on which somebody last looked whether it is still so, ``YYYY-MM-DD``."""
    stale: bool
    """That day is more than a year ago."""
    department: KindCode


class Answer(_Shown):
    """The best entries, the likeliest first.

    ``known`` False is "I do not know": the hits are then no answer, only what comes nearest.
    """

    question: str
    known: bool
    confidence: float = 0.0
    """That the first hit is an answer, 0 to 1; known from a threshold on."""
    hits: tuple[Hit, ...] = ()
    """At most ``HITS_MAX``."""
