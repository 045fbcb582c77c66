"""A service's texts: one file a language, the same keys in both."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Final, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from metaserver.civic.models import Language
from metaserver.errors import SettingError

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

_Model = TypeVar("_Model", bound=BaseModel)

Text = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldTexts(_Part):
    """Of one field: label, hint, and sentences for the codes that only it can have."""

    title: Text
    description: str = ""
    errors: Mapping[str, Text] = {}


class ServiceTexts(_Part):
    title: Text
    summary: Text
    fields: Mapping[str, FieldTexts] = {}
    """By dotted name."""
    words: Mapping[str, Text] = {}
    """Sentences of the service's own; ``{…}`` in them is filled in."""


class CommonTexts(_Part):
    """What all services share: a sentence for each code."""

    errors: Mapping[str, Text]


Texts = Mapping[Language, ServiceTexts]


def load_texts(folder: Path) -> Texts:
    """``texts.ko.yaml`` and ``texts.en.yaml`` of a service's folder. Raises ``SettingError``."""
    return {each: _load(folder / f"texts.{each}.yaml", ServiceTexts) for each in LANGUAGES}


@cache
def common_texts() -> Mapping[Language, CommonTexts]:
    folder = Path(__file__).parent
    return {each: _load(folder / f"texts.{each}.yaml", CommonTexts) for each in LANGUAGES}


def _load(path: Path, model: type[_Model]) -> _Model:
    try:
        return model.model_validate(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, YAMLError, ValidationError) as error:
        raise SettingError(f"{path}: the texts cannot be used: {error}") from error
