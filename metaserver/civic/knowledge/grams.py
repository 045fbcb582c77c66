"""Words as character n-grams: Korean particles and endings defeat comparing whole words, and so
do spelling mistakes.

A Korean word becomes pairs of its syllables, and triples of its letters (jamo); a word or number
in Latin letters runs of three and four characters, its ends marked. A word keeps its own grams:
some words of a question tell more than others.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[가-힣]+|[^\W_가-힣]+")
_JAMO: Final = 3
_APOSTROPHE: Final = re.compile(r"['’`´](?=\w)")


def words(text: str) -> list[str]:
    """Runs of Hangul and runs of other letters and digits, case-folded and composed."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return _WORD.findall(unicodedata.normalize("NFC", _APOSTROPHE.sub("", text)))


def is_korean(word: str) -> bool:
    return "가" <= word[0] <= "힣"


def grams(word: str) -> list[str]:
    """Of one word as ``words`` gives them."""
    return _hangul(word) if is_korean(word) else _latin(word)


def grams_of(text: str) -> list[str]:
    """Of all its words."""
    return [gram for word in words(text) for gram in grams(word)]


def _hangul(word: str) -> list[str]:
    pairs = _runs(word, 2) if len(word) > 1 else [word]
    # Between marks, so that a letter at the start of a word is not the same as within.
    letters = f"_{unicodedata.normalize('NFD', word)}"
    return pairs + _runs(letters, _JAMO)


def _latin(word: str) -> list[str]:
    marked = f"_{word}_"
    return _runs(marked, 3) + _runs(marked, 4)


def _runs(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(len(text) - size + 1)]
