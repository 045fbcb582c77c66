"""The knowledge base of the desks: which entry answers a question, or "I do not know".

Loaded once; a question is answered in process, without a record of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final, Self

from metaserver.civic.complaints.days import SEOUL
from metaserver.civic.knowledge.entries import STARTER, Entry, load_entries
from metaserver.civic.knowledge.grams import is_korean, words
from metaserver.civic.knowledge.index import Index
from metaserver.civic.knowledge.models import HITS_MAX, QUESTION_MAX, Answer, Hit
from metaserver.civic.models import Language
from metaserver.civic.texts import LANGUAGES, ServiceTexts, load_texts

STALE_AFTER: Final = dt.timedelta(days=365)


def today_in_seoul() -> dt.date:
    return dt.datetime.now(SEOUL).date()


class KnowledgeBase:
    def __init__(
        self, entries: Iterable[Entry], *, today: Callable[[], dt.date] = today_in_seoul
    ) -> None:
        self._entries = {(each.topic, each.language): each for each in entries}
        by_language = {
            language: [each for each in self._entries.values() if each.language == language]
            for language in LANGUAGES
        }
        self._indexes = {each: Index(found, each) for each, found in by_language.items() if found}
        self._today = today

    @classmethod
    def load(cls, folder: Path = STARTER, *, today: Callable[[], dt.date] = today_in_seoul) -> Self:
        """Raises ``SettingError`` with file and line of each mistake."""
        return cls(load_entries(folder), today=today)

    def __len__(self) -> int:
        return len(self._entries)

    def ask(self, question: str, language: Language, department: str = "") -> Answer:
        """In ``language`` where the entry has it. The question is searched in the language it is
        written in, and not beyond ``QUESTION_MAX`` characters; entries of ``department`` come
        first among equals."""
        question = question[:QUESTION_MAX]
        found = self._index(question, language).find(question, department, HITS_MAX)
        hits = tuple(self._hit(entry, language) for entry in found.entries)
        return Answer(question=question, known=found.known, confidence=found.confidence, hits=hits)

    def _index(self, question: str, language: Language) -> Index:
        written = language_of(question) or language
        return self._indexes.get(written) or next(iter(self._indexes.values()))

    def _hit(self, found: Entry, language: Language) -> Hit:
        entry = self._entries.get((found.topic, language), found)
        return Hit(
            entry=entry.topic,
            title=entry.head.title,
            words=entry.words,
            source=entry.head.source,
            source_title=entry.head.source_title,
            as_of=entry.head.as_of.isoformat(),
            stale=self._today() - entry.head.as_of > STALE_AFTER,
            department=entry.department,
        )


def language_of(question: str) -> Language | None:
    """By its letters: any Hangul makes it Korean. None where there are no words."""
    found = words(question)
    if not found:
        return None
    return "ko" if any(map(is_korean, found)) else "en"


def load_words() -> Mapping[Language, ServiceTexts]:
    """What the desk says around an answer, by the names of ``texts.*.yaml``."""
    return load_texts(Path(__file__).parent)
