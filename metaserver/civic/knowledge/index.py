"""The entries of one language, searched: which come nearest to a question, and whether the first
is an answer to it.

Ranking is BM25 over character n-grams, of two kinds of text: each wording (title and each of
``also``) by itself, of which an entry's best counts, and the entry as a whole. The lines of what is
asked elsewhere are searched along with them: whether the first entry is an answer is told by how
far it is ahead of the nearest of those, and how much of the question's words it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from metaserver.civic.knowledge.bm25 import Bm25, Scores
from metaserver.civic.knowledge.cover import Cover
from metaserver.civic.knowledge.entries import Entry
from metaserver.civic.knowledge.grams import grams_of, words
from metaserver.civic.knowledge.phrases import elsewhere, filler, synonyms
from metaserver.civic.models import Language

KNOWN_FROM: Final[Mapping[Language, float]] = {"ko": 0.47, "en": 0.36}
"""Confidence. Chosen on the questions that may be looked at: ``docs/knowledge.md``."""
COVER_POWER: Final[Mapping[Language, float]] = {"ko": 0.0, "en": 0.5}
"""How much a word that the entry does not have speaks against its being the answer: not at all in
Korean, where one word comes in many forms."""
COVER_WEIGHT: Final = 0.3
"""Of the part of an entry's score that only what it covers of the question keeps."""
DOUBT: Final = 15.0
"""Score that speaks against any entry, so that a few letters in common are no answer."""
WHOLE_WEIGHT: Final = 1.0
"""Of the entry as a whole, beside its best wording."""
FILLER_WEIGHT: Final = 0.4
"""Of "how do I", beside words that tell something."""
SYNONYM_WEIGHT: Final = 0.25
"""Of other words for what is asked."""
DEPARTMENT_BONUS: Final = 1.1
_B_WORDING: Final = 0.3
_B_WHOLE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Found:
    entries: tuple[Entry, ...]
    """The likeliest first; none that shares nothing with the question."""
    confidence: float
    """That the first is an answer, 0 to 1."""
    known: bool


class Index:
    def __init__(self, entries: Sequence[Entry], language: Language) -> None:
        """``entries``: at least one."""
        self._entries = tuple(entries)
        self._filler, self._synonyms = filler(), synonyms()[language]
        self._known_from, self._power = KNOWN_FROM[language], COVER_POWER[language]
        others = elsewhere()[language]
        wordings = [(each.head.title, *each.head.also) for each in entries]
        wholes = [
            "\n".join((*each, entry.words)) for each, entry in zip(wordings, entries, strict=True)
        ]
        self._cover = Cover(wholes, self._synonyms.of)
        self._wordings = _index((*(one for each in wordings for one in each), *others), _B_WORDING)
        self._wholes = _index((*wholes, *others), _B_WHOLE)
        ends = np.cumsum([0, *(len(each) for each in wordings)])
        self._starts, self._end = ends[:-1], ends[-1]
        """Where the wordings of each entry begin, and where those of all end."""

    def find(self, question: str, department: str, most: int) -> Found:
        asked = words(question)
        telling = [word for word in asked if word not in self._filler]
        scores, against = self._scores(asked, telling)
        covers = self._cover.of(telling)
        ranks = scores * (1 - COVER_WEIGHT + COVER_WEIGHT * covers)
        own = np.array([each.department == department for each in self._entries])
        order = np.argsort(-np.where(own, ranks * DEPARTMENT_BONUS, ranks), kind="stable")
        found = [int(n) for n in order[:most] if scores[n] > 0]
        score = float(scores[found[0]] * covers[found[0]] ** self._power) if found else 0.0
        confidence = score / (score + against + DOUBT)
        entries = tuple(self._entries[n] for n in found)
        return Found(entries, confidence, known=confidence >= self._known_from)

    def _scores(self, asked: Sequence[str], telling: Sequence[str]) -> tuple[Scores, float]:
        """Of each entry, and of the nearest line of what is asked elsewhere."""
        parts = (
            (1.0, _grams(telling)),
            (FILLER_WEIGHT, _grams(word for word in asked if word in self._filler)),
            (SYNONYM_WEIGHT, _grams(self._synonyms.of(asked))),
        )
        wordings, wholes = self._wordings.summed(parts), self._wholes.summed(parts)
        best = np.maximum.reduceat(wordings[: self._end], self._starts)
        others = wordings[self._end :] + WHOLE_WEIGHT * wholes[len(self._entries) :]
        return best + WHOLE_WEIGHT * wholes[: len(self._entries)], float(others.max(initial=0))


def _grams(words: Iterable[str]) -> list[str]:
    return grams_of(" ".join(words))


def _index(texts: Sequence[str], b: float) -> Bm25:
    return Bm25([grams_of(text) for text in texts], b)
