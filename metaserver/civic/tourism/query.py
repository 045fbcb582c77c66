"""What somebody means by the words of a search: kinds, near what, open now, without steps."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

from metaserver.civic.tourism.kinds import Kinds
from metaserver.civic.tourism.text import is_hangul, letters, normal, without_particles, words_of

_OPEN: Final = re.compile(
    r"\b(?:that (?:is|are) )?(?:open (?:right )?now|now open|currently open|open)\b"
    r"|(?:지금|현재)\s*(?:문\s*)?(?:여는|연|열린|열려\s?있는|열었는|(?:영업|운영)\s?중인?)(?!\S)"
    r"|(?<!\S)문\s*(?:연|여는|열린)(?!\S)|(?<!\S)(?:영업|운영)\s?중인?(?!\S)"
)
_ACCESS: Final = re.compile(
    r"휠체어\S*(?:\s*(?:가능한?|되는|접근))?|무장애|\bwheelchair(?:[- ](?:accessible|friendly))?\b"
    r"|\b(?:step|barrier)[- ]free\b|\baccessible\b"
)
_NEARBY: Final = re.compile(r"\bnearby\b|\b(?:near|around|close to) (?:me|here|us)\b")
_NEAR: Final = re.compile(r"\b(?:near(?: to)?|close to|next to|around)\s+(?:the\s+)?(?P<what>.+)$")
_NEAR_KO: Final = re.compile(
    r"^(?P<what>.*?)\s*(?:에서\s+|의\s+)?(?:근처|주변|인근|부근|가까운)(?:에\s*있는|에서|에|의)?(?!\S)"
)
_HERE: Final = frozenset(("", "내", "나", "여기", "이", "제", "우리", "지금", "현재", "현재 위치"))
_TYPO_LETTERS: Final = 4
_TYPO_LETTERS_TWO: Final = 8
"""From so many letters on, two may be wrong."""
_TYPO_SYLLABLES: Final = 3
_PHRASE_WORDS: Final = 3


@dataclass(frozen=True, slots=True)
class Query:
    words: tuple[str, ...] = ()
    """Normal, in their order."""
    kinds: tuple[str, ...] = ()
    kind_words: tuple[str, ...] = ()
    """By which the kinds were said."""
    open: bool = False
    accessible: bool = False
    near: str = ""
    near_me: bool = False
    readable: bool = True
    """False where there are signs, and no word among them."""


class Reader:
    """``known``: words of the places' names; they are no misspelt kinds."""

    def __init__(self, kinds: Kinds, known: Collection[str]) -> None:
        self._known = known
        self._words: Mapping[str, str] = {
            normal(word): code for code, kind in kinds.kinds.items() for word in kind.words
        }
        self._letters = [(letters(word), word) for word in self._words if " " not in word]
        self._idle = frozenset(kinds.idle)

    def read(self, text: str) -> Query:
        text = normal(text)
        readable = not text or bool(words_of(text))
        text, is_open = _taken(_OPEN, text)
        text, accessible = _taken(_ACCESS, text)
        text, near_me = _taken(_NEARBY, text)
        text, near, here = self._near(text)
        kinds, said, words = self._kinds(words_of(text))
        if not kinds and not words and near and self._is_kind(near):
            kinds, said, words = self._kinds(words_of(near))
            near, here = "", True
        return Query(
            words=tuple(words),
            kinds=tuple(dict.fromkeys(kinds)),
            kind_words=tuple(said),
            open=is_open,
            accessible=accessible,
            near=near,
            near_me=near_me or here,
            readable=readable,
        )

    def _near(self, text: str) -> tuple[str, str, bool]:
        """The rest, near what, and whether it is near who asks."""
        found = _NEAR_KO.search(text) or _NEAR.search(text)
        if found is None:
            return text, "", False
        rest = f"{text[: found.start()]} {text[found.end() :]}".strip()
        what = found["what"].strip()
        return (rest, "", True) if what in _HERE else (rest, what, False)

    def _is_kind(self, text: str) -> bool:
        kinds, _, words = self._kinds(words_of(text))
        return bool(kinds) and not words

    def _kinds(self, words: list[str]) -> tuple[list[str], list[str], list[str]]:
        """Kinds, the words for them, and the other words."""
        kinds, said, others = list[str](), list[str](), list[str]()
        for phrase in self._phrases(words):
            word = self._kind_word(phrase)
            if word:
                kinds.append(self._words[word])
                said.append(word)
            elif phrase not in self._idle:
                others.append(phrase)
        return kinds, said, others

    def _phrases(self, words: list[str]) -> Iterator[str]:
        """The words, those joined that are one word for a kind."""
        at = 0
        while at < len(words):
            sizes = range(_PHRASE_WORDS, 1, -1)
            size = next((n for n in sizes if self._exact(" ".join(words[at : at + n]))), 1)
            yield " ".join(words[at : at + size])
            at += size

    def _kind_word(self, word: str) -> str:
        """'' for one that means no kind."""
        if exact := self._exact(word):
            return exact
        return "" if word in self._idle or word in self._known else self._misspelt(word)

    def _exact(self, word: str) -> str:
        *first, last = word.split(" ")
        forms = (" ".join([*first, form]) for form in without_particles(last))
        return next((form for form in forms if form in self._words), "")

    def _misspelt(self, word: str) -> str:
        if is_hangul(word) and len(word) < _TYPO_SYLLABLES:
            return ""
        typed = letters(word)
        if len(typed) < _TYPO_LETTERS:
            return ""
        most = 2 if len(typed) >= _TYPO_LETTERS_TWO else 1
        far = (
            (OSA.distance(typed, each, score_cutoff=most), found) for each, found in self._letters
        )
        best = min(far, default=(most + 1, ""))
        return best[1] if best[0] <= most else ""


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, bool]:
    """The text without what the pattern finds, and whether it finds something."""
    rest, times = pattern.subn(" ", text)
    return " ".join(rest.split()), bool(times)
