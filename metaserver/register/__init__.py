"""The register of personal data: what is kept, why, where and for how long.

``register.yaml`` is the one place where it is said; the privacy page and the deletion job are
driven by it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from metaserver.errors import SettingError

DAYS_A_YEAR = 365
FILE = Path(__file__).with_name("register.yaml")

Language = Literal["ko", "en"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]


class Part(BaseModel):
    """Base of every part: a misspelt field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Part):
    """One text in each language of the page."""

    ko: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    def in_(self, language: Language) -> str:
        return self.ko if language == "ko" else self.en


class Rule(Part):
    """Rows of ``table`` are erased ``days`` after the time in ``column`` (Unix ms).

    Rows without that time are kept: an undecided report, for one.
    """

    table: Name
    column: Name
    days: Annotated[int, Field(ge=0, le=3650)]


class Kind(Part):
    """One kind of personal data."""

    id: Name
    where: Literal["database", "files", "memory", "browser"]
    name: Words
    what: Words
    purpose: Words
    kept: Words
    rule: Rule | None = None
    columns: list[Name] = []
    goes_with: dict[Name, list[Name]] = {}
    """Tables, with their columns, whose rows belong to one of the rule's table and are erased with
    it, by the database itself."""
    days: Annotated[int, Field(ge=1, le=30)] | None = None
    """After so many days files are erased."""

    @model_validator(mode="after")
    def _rule_where_it_is_stored(self) -> Self:
        if (self.where == "database") != (self.rule is not None and bool(self.columns)):
            raise ValueError(f"{self.id}: a rule and columns belong to what the database holds")
        if self.goes_with and self.rule is None:
            raise ValueError(f"{self.id}: what goes with a row needs the rule of that row")
        if (self.where == "files") != (self.days is not None):
            raise ValueError(f"{self.id}: days belong to what lies in files")
        return self

    def kept_words(self, language: Language) -> str:
        """How long, the number of days or years filled in."""
        days = (self.rule.days if self.rule else self.days) or 0
        words = self.kept.in_(language).replace("{days}", str(days))
        return words.replace("{years}", str(days // DAYS_A_YEAR))


class Register(Part):
    format: Literal[1]
    changed: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    kinds: Annotated[list[Kind], Field(min_length=1)]
    not_kept: list[Words]
    tables_without_personal_data: dict[str, str]
    """Table to the reason why it holds none."""

    def kept_for(self, kind: str, days: int) -> Register:
        """The same, with files of that kind kept as long as the operator has set."""
        kinds = [
            each.model_copy(update={"days": days}) if each.id == kind else each
            for each in self.kinds
        ]
        return self.model_copy(update={"kinds": kinds})


def load_register(path: Path = FILE) -> Register:
    """Raises ``SettingError`` where the file cannot be read as a register."""
    try:
        return Register.model_validate(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
    except (OSError, YAMLError, ValidationError) as error:
        raise SettingError(
            f"{path.name}: the register of personal data is wrong: {error}"
        ) from error
