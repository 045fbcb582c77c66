"""The kinds of complaints, what is asked about each, and who answers for it.

Read from a YAML file: ``catalogue.yaml`` beside this one, an example, or the operator's own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from metaserver.civic.complaints.models import Datatype, KindCode
from metaserver.civic.models import Language
from metaserver.civic.yamlfile import load_yaml

FILE: Final = Path(__file__).with_name("catalogue.yaml")
STRING_MAX: Final = 200
TEXT_MAX: Final = 2000
NUMBER_MAX: Final = 1e9

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
AttributeCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Text = Annotated[str, Field(min_length=1, max_length=300)]

_LISTS: Final = ("singlevaluelist", "multivaluelist")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Named(_Part):
    """One text in each language."""

    ko: Text
    en: Text

    def in_(self, language: Language) -> str:
        return self.ko if language == "ko" else self.en


class Keywords(_Part):
    ko: tuple[Text, ...]
    en: tuple[Text, ...]

    def in_(self, language: Language) -> tuple[str, ...]:
        return self.ko if language == "ko" else self.en


class Value(_Part):
    key: Key
    name: Named


class Attribute(_Part):
    """A question about one kind. ``least``, ``most`` and ``whole`` are of numbers."""

    code: AttributeCode
    datatype: Datatype
    required: bool = False
    name: Named
    hint: Named | None = None
    values: tuple[Value, ...] = ()
    least: float = -NUMBER_MAX
    most: float = NUMBER_MAX
    whole: bool = False

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.datatype in _LISTS) != bool(self.values):
            raise ValueError("values belong to lists, and a list needs some")
        if len({value.key for value in self.values}) != len(self.values):
            raise ValueError("two values have the same key")
        if self.least > self.most:
            raise ValueError("least is more than most")
        return self

    def value(self, key: str) -> Value | None:
        return next((value for value in self.values if value.key == key), None)


class Department(_Part):
    code: KindCode
    name: Named


class Kind(_Part):
    code: KindCode
    department: KindCode
    answer_days: Annotated[int, Field(ge=1, le=90)]
    """Working days."""
    similar_within_m: Annotated[float, Field(ge=1, le=1000)] = 60
    group: Named
    name: Named
    hint: Named
    keywords: Keywords = Keywords(ko=(), en=())
    attributes: Annotated[tuple[Attribute, ...], Field(max_length=12)] = ()

    def attribute(self, code: str) -> Attribute | None:
        return next((each for each in self.attributes if each.code == code), None)


class Catalogue(_Part):
    format: Literal[1]
    departments: Annotated[tuple[Department, ...], Field(min_length=1, max_length=100)]
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _once("departments", [each.code for each in self.departments])
        _once("kinds", [each.code for each in self.kinds])
        known = {each.code for each in self.departments}
        questions: dict[str, Attribute] = {}
        for kind in self.kinds:
            if kind.department not in known:
                raise ValueError(f"{kind.code}: there is no department {kind.department}")
            _once(f"attributes of {kind.code}", [each.code for each in kind.attributes])
            for asked in kind.attributes:
                if questions.setdefault(asked.code, asked) != asked:
                    raise ValueError(
                        f"{kind.code}: another kind asks something else under the code"
                        f" {asked.code}; give it a code of its own"
                    )
        return self

    def kind(self, code: str) -> Kind | None:
        return next((each for each in self.kinds if each.code == code), None)

    def department(self, code: str) -> Department | None:
        return next((each for each in self.departments if each.code == code), None)

    def kind_name(self, code: str, language: Language) -> str:
        """The code itself where a newer catalogue does not have that kind any more."""
        kind = self.kind(code)
        return kind.name.in_(language) if kind else code

    def department_name(self, code: str, language: Language) -> str:
        department = self.department(code)
        return department.name.in_(language) if department else code


def _once(what: str, codes: list[str]) -> None:
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise ValueError(f"{what}: {', '.join(twice)} is there twice")


def load_catalogue(path: Path = FILE) -> Catalogue:
    """Raises ``SettingError`` with one sentence a mistake, each with its line."""
    return load_yaml(path, Catalogue)
