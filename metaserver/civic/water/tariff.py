"""What water costs: ``tariff.yaml`` beside this file, an example, or the operator's own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from metaserver.civic.models import Language
from metaserver.civic.yamlfile import load_yaml

FILE: Final = Path(__file__).with_name("tariff.yaml")

Won = Annotated[int, Field(ge=0, le=10_000_000)]
Text = Annotated[str, Field(min_length=1, max_length=100)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Named(_Part):
    ko: Text
    en: Text

    def in_(self, language: Language) -> str:
        return self.ko if language == "ko" else self.en


class Meter(_Part):
    size_mm: Annotated[int, Field(ge=10, le=500)]
    basic_won: Won
    """A month."""


class Step(_Part):
    up_to_m3: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """Of a household and a month; None for the last, which has no end."""
    won_per_m3: Won


Steps = Annotated[tuple[Step, ...], Field(min_length=1, max_length=10)]


class Sewage(_Part):
    share_percent: Annotated[int, Field(ge=0, le=100)]
    steps: Steps


class WaterUse(_Part):
    won_per_m3: Won


class Tariff(_Part):
    format: Literal[1]
    example: bool
    """The numbers are made up, and every sum says so."""
    name: Named
    as_of: dt.date
    source: Annotated[str, Field(pattern=r"^(https?://\S+)?$", max_length=500)] = ""
    days_a_month: Annotated[int, Field(ge=28, le=31)]
    meters: Annotated[tuple[Meter, ...], Field(min_length=1, max_length=20)]
    water: Steps
    sewage: Sewage
    water_use: WaterUse

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if len({each.size_mm for each in self.meters}) != len(self.meters):
            raise ValueError("meters: a size is there twice")
        _ordered("water", self.water)
        _ordered("sewage.steps", self.sewage.steps)
        return self

    def meter(self, size_mm: int) -> Meter | None:
        return next((each for each in self.meters if each.size_mm == size_mm), None)


def _ordered(name: str, steps: tuple[Step, ...]) -> None:
    ends = [each.up_to_m3 for each in steps]
    if ends[-1] is not None or None in ends[:-1]:
        raise ValueError(f"{name}: the last step, and no other, is without up_to_m3")
    limits = [end for end in ends if end is not None]
    if limits != sorted(set(limits)):
        raise ValueError(f"{name}: each step ends above the one before")


def load_tariff(path: Path = FILE) -> Tariff:
    """Raises ``SettingError`` with the line of each mistake."""
    return load_yaml(path, Tariff)
