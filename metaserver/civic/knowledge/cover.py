"""How much of what is asked an entry speaks of, word by word.

Grams alone cannot tell a question about "electricity bills" from one about water bills: they add up
what is alike. Here a word that no entry has speaks against all of them, and weighs the more the
fewer entries have it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from metaserver.civic.knowledge.grams import grams, words

WORDS_MAX: Final = 30
"""Of a question; each takes some hundredths of a millisecond."""
UNLIKE: Final = 0.4
ALIKE: Final = 0.6
"""Share of grams in common (Dice) up to which two words have nothing to do with each other, and
from which one is the other, inflected or misspelt."""
HAS_FROM: Final = 0.5
"""An entry that has a word as like as that has it."""
SAME_THING: Final = 0.8
"""What another word for the same thing counts, where the entry has it as like as that."""

Shares = npt.NDArray[np.float64]
Others = Callable[[Sequence[str]], list[str]]
"""Other words for the same thing."""


class Cover:
    def __init__(self, texts: Iterable[str], others: Others) -> None:
        """``texts``: all that each entry says; at least one, none without words."""
        self._others = others
        self._words: dict[str, int] = {}
        found = [self._numbers(text) for text in texts]
        self._flat = np.concatenate(found)
        """Numbers of the words of each entry, one entry after the other."""
        self._starts = np.cumsum([0, *map(len, found[:-1])])
        own = [set(grams(word)) for word in self._words]
        self._sizes = np.array([len(each) for each in own])
        self._having = _having(own)
        self._known: dict[str, Shares] = {}
        """Of other words for the same thing: those of one file."""

    def of(self, asked: Iterable[str]) -> Shares:
        """For each entry 0 (nothing of it) to 1 (all); ``asked``: the words that tell something.
        Where there are none, nothing speaks against any."""
        distinct = list(dict.fromkeys(asked))[:WORDS_MAX]
        if not distinct:
            return np.ones(len(self._starts))
        like = np.array([self._like(word) for word in distinct])
        having = np.count_nonzero(like >= HAS_FROM, axis=1)
        weights = np.maximum(np.log((len(self._starts) + 1) / (having + 0.5)), 0.1)
        shares = np.clip((like - UNLIKE) / (ALIKE - UNLIKE), 0, 1)
        return np.asarray(weights @ shares / weights.sum(), np.float64)

    def _like(self, word: str) -> Shares:
        """The likest word of each entry, or another one for the same thing."""
        best = self._alone(word)
        for other in self._others([word]):
            for part in words(other):
                if part not in self._known:
                    self._known[part] = self._alone(part)
                has_it = self._known[part] >= SAME_THING
                best = np.maximum(best, np.where(has_it, SAME_THING, 0.0))
        return best

    def _alone(self, word: str) -> Shares:
        theirs = set(grams(word))
        rows = [self._having[gram] for gram in theirs if gram in self._having]
        if not rows:
            return np.zeros(len(self._starts))
        common = np.bincount(np.concatenate(rows), minlength=len(self._sizes))
        like = 2 * common / (len(theirs) + self._sizes)
        return np.asarray(np.maximum.reduceat(like[self._flat], self._starts), np.float64)

    def _numbers(self, text: str) -> npt.NDArray[np.int64]:
        distinct = dict.fromkeys(words(text))
        return np.array([self._words.setdefault(word, len(self._words)) for word in distinct])


def _having(own: Sequence[set[str]]) -> dict[str, npt.NDArray[np.int64]]:
    """By gram: the numbers of the words that have it."""
    found = defaultdict[str, list[int]](list)
    for number, each in enumerate(own):
        for gram in each:
            found[gram].append(number)
    return {gram: np.array(numbers) for gram, numbers in found.items()}
