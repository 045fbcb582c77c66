"""Words as they are compared: NFKC, case-folded, without particles, as pairs of letters."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_HANGUL: Final = re.compile(r"[가-힣]+")
_PARTICLES: Final = (
    *("에서는", "에서", "에는", "에도", "으로", "까지", "부터", "이나", "이랑", "하고", "께서"),
    *("처럼", "보다", "을", "를", "이", "가", "은", "는", "의", "에", "로", "과", "와", "도", "만"),
    *("들", "나", "랑"),
)
"""Longest first."""
_STRIPS_MAX: Final = 3
"""So many particles follow one another at most: 궁궐들에서는."""
END: Final = "$"
"""After the last letter of a word: by it a word of one syllable is found."""


def normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def words_of(text: str) -> list[str]:
    """Of a text that is ``normal``."""
    return _WORD.findall(text)


def is_hangul(word: str) -> bool:
    return _HANGUL.fullmatch(word) is not None


def without_particles(word: str) -> list[str]:
    """The word, and what is left of it where it may end in particles; longest first."""
    found = [word]
    for _ in range(_STRIPS_MAX if is_hangul(word) else 0):
        last = found[-1]
        end = next((each for each in _PARTICLES if last.endswith(each) and last != each), "")
        if not end:
            break
        found.append(last.removesuffix(end))
    return found


def pairs(word: str) -> list[str]:
    """Each pair of neighbouring letters once; a single letter as the end of a word."""
    if len(word) == 1:
        return [word + END]
    return list(dict.fromkeys(word[at : at + 2] for at in range(len(word) - 1)))


def indexed_pairs(text: str) -> set[str]:
    """Of all words of a text that is ``normal``."""
    found = set[str]()
    for word in words_of(text):
        found.update(pairs(word))
        found.add(word[-1] + END)
    return found


def letters(word: str) -> str:
    """Hangul in its parts, so that one wrong vowel is one wrong letter."""
    return unicodedata.normalize("NFD", word)
