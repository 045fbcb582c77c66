"""The entries of one language, searched: which come nearest to a question, and whether the first
is an answer to it.

Ranking is BM25 over character n-grams, of two kinds of text: each wording (title and each of
``also``) by itself, of which an entry's best counts, and the entry as a whole. The lines of what is
asked elsewhere are searched along with them: whether the first entry is an answer is told by how
far it is ahead of the nearest of those, and how much of the question's words each of the two has.
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


@dataclass(frozen=True, slots=True)
class Weights:
    """Chosen on the questions that may be looked at: ``docs/knowledge.md``."""

    known_from: float
    """Confidence from which the first entry is an answer."""
    filler: float
    """Of "how do I", beside words that tell something."""
    other_filler: float
    """The same, where it speaks for a line of what is asked elsewhere."""
    covered: float
    """Of the part of an entry's score that only what it covers of the question keeps."""
    power: float
    """How much a word that the entry does not have speaks against its being the answer: not at
    all in Korean, where one word comes in many forms."""
    lines: int
    """Of what is asked elsewhere: so many of the nearest speak against an entry, on average."""
    other_power: float
    """How much it speaks against a line of what is asked elsewhere."""


WEIGHTS: Final[Mapping[Language, Weights]] = {
    "ko": Weights(
        known_from=0.47, filler=0.4, other_filler=0.4, covered=0.3, power=0, lines=1, other_power=0
    ),
    "en": Weights(
        known_from=0.60, filler=0.6, other_filler=0.2, covered=0.5, power=0.5, lines=3,
        other_power=0.75,
    ),
}  # fmt: skip
DOUBT: Final = 15.0
"""Score that speaks against any entry, so that a few letters in common are no answer."""
WHOLE_WEIGHT: Final = 1.0
"""Of the entry as a whole, beside its best wording."""
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
        self._weights = WEIGHTS[language]
        others = elsewhere()[language]
        wordings = [(each.head.title, *each.head.also) for each in entries]
        wholes = [
            "\n".join((*each, entry.words)) for each, entry in zip(wordings, entries, strict=True)
        ]
        self._cover = Cover(wholes, self._synonyms.of)
        self._cover_elsewhere = Cover(others, lambda asked: [])
        self._wordings = _index((*(one for each in wordings for one in each), *others), _B_WORDING)
        self._wholes = _index((*wholes, *others), _B_WHOLE)
        ends = np.cumsum([0, *(len(each) for each in wordings)])
        self._starts, self._end = ends[:-1], ends[-1]
        """Where the wordings of each entry begin, and where those of all end."""

    def find(self, question: str, department: str, most: int) -> Found:
        asked = words(question)
        telling = [word for word in asked if word not in self._filler]
        weights = self._weights
        scores, others = self._scores(asked, telling)
        others *= self._cover_elsewhere.of(telling) ** weights.other_power
        against = float(np.sort(others)[-weights.lines :].mean())
        covers = self._cover.of(telling)
        ranks = scores * (1 - weights.covered + weights.covered * covers)
        own = np.array([each.department == department for each in self._entries])
        order = np.argsort(-np.where(own, ranks * DEPARTMENT_BONUS, ranks), kind="stable")
        found = [int(n) for n in order[:most] if scores[n] > 0]
        score = float(scores[found[0]] * covers[found[0]] ** weights.power) if found else 0.0
        confidence = score / (score + against + DOUBT)
        entries = tuple(self._entries[n] for n in found)
        return Found(entries, confidence, known=confidence >= weights.known_from)

    def _scores(self, asked: Sequence[str], telling: Sequence[str]) -> tuple[Scores, Scores]:
        """Of each entry, and of each line of what is asked elsewhere."""
        told = ((1.0, _grams(telling)), (SYNONYM_WEIGHT, _grams(self._synonyms.of(asked))))
        around = ((1.0, _grams(word for word in asked if word in self._filler)),)
        wordings, wholes = self._wordings.summed(told), self._wholes.summed(told)
        wordings_around, wholes_around = self._wordings.summed(around), self._wholes.summed(around)
        ends, count, weights = self._end, len(self._entries), self._weights
        in_wordings = wordings + weights.filler * wordings_around
        in_wholes = wholes + weights.filler * wholes_around
        best = np.maximum.reduceat(in_wordings[:ends], self._starts)
        others = wordings[ends:] + weights.other_filler * wordings_around[ends:]
        others += WHOLE_WEIGHT * (wholes[count:] + weights.other_filler * wholes_around[count:])
        return best + WHOLE_WEIGHT * in_wholes[:count], others


def _grams(words: Iterable[str]) -> list[str]:
    return grams_of(" ".join(words))


def _index(texts: Sequence[str], b: float) -> Bm25:
    return Bm25([grams_of(text) for text in texts], b)
