"""What is known of questions themselves: words they are asked with (``filler.yaml``), words for the
same thing (``synonyms.yaml``), and what they are about where no entry is (``elsewhere.yaml``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from metaserver.civic.knowledge.grams import is_korean
from metaserver.civic.models import Language
from metaserver.civic.yamlfile import load_yaml

_FOLDER: Final = Path(__file__).parent


_Line = Annotated[str, Field(min_length=1)]


class _Lines(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    format: Literal[1]
    ko: Annotated[tuple[_Line, ...], Field(min_length=1)]
    en: Annotated[tuple[_Line, ...], Field(min_length=1)]


class _Groups(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    format: Literal[1]
    ko: tuple[tuple[_Line, ...], ...]
    en: tuple[tuple[_Line, ...], ...]


class Words:
    """A set of words. Of Korean ones the beginning counts, as they are inflected; those of one
    syllable are whole words."""

    def __init__(self, listed: Iterable[str]) -> None:
        self.listed = tuple(listed)
        self._whole = frozenset(self.listed)
        self._stems = tuple(each for each in self.listed if is_korean(each) and len(each) > 1)

    def __contains__(self, word: str) -> bool:
        """Of a word as ``grams.words`` gives it."""
        return word in self._whole or word.startswith(self._stems)


class Synonyms:
    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        self._groups = tuple(map(Words, groups))

    def of(self, asked: Sequence[str]) -> list[str]:
        """Other words for those that are asked, each once."""
        found: dict[str, None] = {}
        for group in self._groups:
            if any(word in group for word in asked):
                found.update(dict.fromkeys(group.listed))
        return [each for each in found if each not in asked]


@cache
def filler() -> Words:
    """Words that say nothing of what is asked about, such as "how do I"."""
    found = load_yaml(_FOLDER / "filler.yaml", _Lines)
    return Words((*found.ko, *found.en))


@cache
def synonyms() -> Mapping[Language, Synonyms]:
    found = load_yaml(_FOLDER / "synonyms.yaml", _Groups)
    return {"ko": Synonyms(found.ko), "en": Synonyms(found.en)}


@cache
def elsewhere() -> Mapping[Language, tuple[str, ...]]:
    """Lines of words, each about something that no entry answers."""
    found = load_yaml(_FOLDER / "elsewhere.yaml", _Lines)
    return {"ko": found.ko, "en": found.en}
