"""Kinds of places, and the words for them: ``kinds.yaml`` beside this file."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from metaserver.civic.models import Language, Part
from metaserver.civic.tourism.models import KindCode, Named
from metaserver.civic.yamlfile import load_yaml

FILE: Final = Path(__file__).with_name("kinds.yaml")


class Kind(Part):
    name: Named
    words: Annotated[tuple[str, ...], Field(min_length=1)]


class Kinds(Part):
    format: Literal[1]
    kinds: dict[KindCode, Kind]
    idle: tuple[str, ...]
    """Words that are said, and tell nothing."""

    def name(self, code: str, language: Language) -> str:
        """The code itself where there is no such kind."""
        kind = self.kinds.get(code)
        return kind.name.in_(language) if kind else code


@cache
def load_kinds() -> Kinds:
    """Raises ``SettingError``."""
    return load_yaml(FILE, Kinds)
