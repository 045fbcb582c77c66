"""The form of a talk on paper: an answer, and what goes into it before it is sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from metaserver.civic.complaints.models import DESCRIPTION_MAX, KindShown
from metaserver.civic.help.models import TakenShown
from metaserver.civic.knowledge.models import Answer, Hit
from metaserver.ports.help import Side
from metaserver.web.forms import Form

_MANY: Final = "multivaluelist"


@dataclass(slots=True)
class Draft:
    """What stands in the form when it is shown again."""

    words: str = ""
    key: str = ""
    question: str = ""
    found: Answer | None = None


def joined(words: str, more: str) -> str:
    """``more`` below what is there already."""
    return f"{words.rstrip()}\n\n{more}" if words.strip() else more


def quote(hit: Hit, source: str) -> str:
    """An entry's words with what they rest on; ``source``: its title in the reader's language."""
    where = " ".join(filter(None, (hit.source_title, hit.source)))
    return f"{hit.words}\n{source}: {where} ({hit.as_of})" if where else hit.words


def told(talk: TakenShown) -> str:
    """All that the visitor has written, for the complaint that it may become."""
    lines = [line.words for line in talk.lines if line.side is Side.VISITOR]
    return "\n".join(lines)[:DESCRIPTION_MAX]


def last_asked(talk: TakenShown) -> str:
    """The visitor's last line."""
    lines = [line.words for line in talk.lines if line.side is Side.VISITOR]
    return lines[-1] if lines else ""


def complaint_of(form: Form, kinds: Iterable[KindShown]) -> dict[str, Any]:
    """As ``ComplaintForm`` is checked. Each kind's questions stand on the page; those of the
    chosen one count."""
    kind = form.text("kind")
    asked = next((each.attributes for each in kinds if each.code == kind), ())
    answers: dict[str, Any] = {}
    for each in asked:
        name = f"attributes.{kind}.{each.code}"
        given = [value for value in form.getlist(name) if value.strip()]
        if given:
            answers[each.code] = given if each.datatype == _MANY else given[0]
    return {
        "kind": kind,
        "description": form.text("description"),
        "address": form.text("address"),
        "attributes": answers,
    }
