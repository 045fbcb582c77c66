"""Canned answers: an example with the server, or the operator's own file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from metaserver.civic.help.models import WORDS_MAX, Canned
from metaserver.civic.models import Language
from metaserver.civic.yamlfile import load_yaml

FILE: Final = Path(__file__).with_name("canned.yaml")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class _Title(_Part):
    ko: Annotated[str, Field(min_length=1, max_length=60)]
    en: Annotated[str, Field(min_length=1, max_length=60)]


class _Words(_Part):
    ko: Annotated[str, Field(min_length=1, max_length=WORDS_MAX)]
    en: Annotated[str, Field(min_length=1, max_length=WORDS_MAX)]


class _Item(_Part):
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
    title: _Title
    words: _Words


class CannedAnswers(_Part):
    format: Literal[1]
    items: Annotated[tuple[_Item, ...], Field(max_length=100)]

    @model_validator(mode="after")
    def _once(self) -> CannedAnswers:
        if len({each.id for each in self.items}) != len(self.items):
            raise ValueError("two items have the same id")
        return self

    def in_(self, language: Language) -> tuple[Canned, ...]:
        return tuple(
            Canned(
                id=each.id,
                title=each.title.ko if language == "ko" else each.title.en,
                words=each.words.ko if language == "ko" else each.words.en,
            )
            for each in self.items
        )


def load_canned(path: Path = FILE) -> CannedAnswers:
    """Raises ``SettingError`` with one sentence a mistake, each with its line."""
    return load_yaml(path, CannedAnswers)
