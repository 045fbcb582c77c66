"""What visitors' and officials' side of live help have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from pydantic import BaseModel

from metaserver.civic.complaints.codes import follow_code
from metaserver.civic.complaints.days import seoul_day
from metaserver.civic.complaints.desk import Desk
from metaserver.civic.complaints.models import ComplaintRequest
from metaserver.civic.complaints.presence import PresenceDesk
from metaserver.civic.forms import clean_words
from metaserver.civic.help.bell import Bell
from metaserver.civic.help.figures import Figures
from metaserver.civic.help.knowledge import Knowledge
from metaserver.civic.help.models import WORDS_MAX
from metaserver.civic.help.presence import Presence
from metaserver.civic.help.queue import QUEUE, WAITING, Queue
from metaserver.civic.help.typists import Typists
from metaserver.civic.knowledge.models import QUESTION_MAX, Answer
from metaserver.civic.models import Asker, Language, Receipt
from metaserver.civic.texts import load_texts
from metaserver.errors import Invalid, NotFound
from metaserver.ports.access import Once, OnceStore
from metaserver.ports.help import HelpStore, Line, Move, Side, Talk, TalkState

WRITTEN_KIND: Final = "other"
"""What is left in writing becomes a complaint of this kind of the catalogue."""
KEY_MAX: Final = 64
_QUEUED: Final = ("state", "department", "official", "away_ms", "complaint")
"""What of a talk is read with the queue."""


Where = Callable[[str, str, Language], str]
"""World and level by their ids, as people call them."""


def by_ids(world: str, level: str, language: Language) -> str:
    return " ".join(filter(None, (world, level)))


class Complaints(Protocol):
    """What live help needs of ``ComplaintService``."""

    desk: Desk

    def check(self, form: Mapping[str, Any]) -> ComplaintRequest: ...

    async def submit(self, request: BaseModel, asker: Asker, once: Once | None) -> Receipt: ...


def no_talk() -> NotFound:
    return NotFound("talk", "There is no such talk, or the code is another.")


class HelpDesk:
    """Stores, texts, and who is told of changes."""

    def __init__(
        self, complaints: Complaints, *, store: HelpStore, once: OnceStore, knowledge: Knowledge,
        where: Where = by_ids,
    ) -> None:  # fmt: skip
        """Raises ``SettingError`` where the texts cannot be used."""
        self.complaints = complaints
        self.store = store
        self.once = once
        self.knowledge = knowledge
        self.where = where
        self.means = complaints.desk.means
        self.clock = self.means.clock
        self.catalogue = complaints.desk.catalogue
        self.texts = load_texts(Path(__file__).parent)
        self.bell = Bell(self.clock)
        self.queue = Queue(store, self.bell)
        self.presence = Presence(PresenceDesk(complaints.desk))
        self.typists = Typists(self.clock)
        self.figures = Figures(store, self.clock)

    def words(self, sentence: str, language: Language, /, **filled: str) -> str:
        words = self.texts[language].words[sentence]
        return words.format(**filled) if filled else words

    def code(self, talk: Talk) -> str:
        return follow_code(self.means.key, talk.number, talk.code_salt)

    def check_department(self, department: str) -> None:
        """Raises ``Invalid`` for one that is not in the catalogue."""
        if self.catalogue.department(department) is None:
            raise Invalid({"department": "choice"})

    def answer_by(self) -> str:
        """Day by which what is left in writing now is answered; '' where nothing says so."""
        kind = self.catalogue.kind(WRITTEN_KIND)
        if kind is None:
            return ""
        calendar, now_ms = self.complaints.desk.calendar, self.clock.unix_ms()
        return seoul_day(calendar.expected_ms(now_ms, kind.answer_days)).isoformat()

    def look_up(self, question: str, language: Language, department: str) -> Answer:
        """Raises ``Invalid`` (``question``)."""
        question = said(question, field="question", most=QUESTION_MAX)
        return self.knowledge.ask(question, language, department)

    async def by_number(self, number: str) -> Talk:
        """Raises ``NotFound``."""
        found = await self.store.by_number(number)
        if found is None:
            raise no_talk()
        return found

    async def move(self, before: Talk, move: Move) -> Talk:
        """Keeps it, then tells of it. Raises ``Conflict("state")``."""
        after = await self.store.move(move)
        self.tell(before, after)
        return after

    def tell(self, before: Talk, after: Talk) -> None:
        """Whoever has it or had it, and where somebody begins or ceases to wait, everybody."""
        whose = {each.official for each in (before, after)} - {""}
        topics = [topic_of(after.id), *map(console_topic, whose)]
        is_moved = any(getattr(before, name) != getattr(after, name) for name in _QUEUED)
        waits = TalkState.WAITING in (before.state, after.state)
        self.bell.ring(
            *topics, *([QUEUE] if is_moved else []), *([WAITING] if is_moved and waits else [])
        )

    def tell_taken(self, talk: Talk) -> None:
        self.bell.ring(topic_of(talk.id), console_topic(talk.official), QUEUE, WAITING)

    def happened(self, code: str, about: str = "", *, author: str = "") -> Line:
        """The line that tells of it."""
        words = f"{code}:{about}" if about else code
        return Line(time_ms=self.clock.unix_ms(), side=Side.CITY, author=author, words=words)


def topic_of(talk: int) -> str:
    return f"talk:{talk}"


def console_topic(official: str) -> str:
    return f"console:{official}"


def said(words: str, *, field: str = "words", most: int = WORDS_MAX) -> str:
    """Clean, and not empty. Raises ``Invalid``."""
    words = clean_words(words, field=field, most=most)
    if not words:
        raise Invalid({field: "missing"})
    return words


def check_key(key: str) -> None:
    """Of a line, made by who sends it. Raises ``Invalid``."""
    if not 0 < len(key) <= KEY_MAX or not key.isascii() or not key.isprintable():
        raise Invalid({"key": "form"})


def cursor(lines: Sequence[Line], after: int) -> int:
    return lines[-1].seq if lines else after
