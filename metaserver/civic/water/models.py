"""What is asked for a settlement, and what it comes to."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from metaserver.civic.models import Part

READING_MAX_M3: Final = 999_999
DAYS_MAX: Final = 366
HOUSEHOLDS_MAX: Final = 1000
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def _written(day: object) -> object:
    """As people write it; otherwise a bare number would count as seconds since 1970."""
    if isinstance(day, dt.date) or (isinstance(day, str) and _DAY.fullmatch(day)):
        return day
    raise ValueError("YYYY-MM-DD")


Day = Annotated[dt.date, BeforeValidator(_written)]
Reading = Annotated[int, Field(ge=0, le=READING_MAX_M3)]
"""Whole cubic metres: the black figures of the meter."""
LineCode = Literal["basic", "water", "sewage", "water_use"]


class SettlementRequest(Part):
    reading_before: Reading
    """On the last bill."""
    day_before: Day
    """Up to which the last bill counted."""
    reading_now: Reading
    day_out: Day
    """The last day that is counted."""
    meter_mm: int
    households: Annotated[int, Field(ge=1, le=HOUSEHOLDS_MAX)] = 1
    """Behind the same meter; the steps are as many times as wide."""


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True)


class Line(_Result):
    """One line of the sum. The basic fee has neither amount nor price."""

    code: LineCode
    step: int = 0
    """1, 2, … of several; 0 where there is but one."""
    m3: float | None = None
    """To two places; the sum is made with the exact share."""
    won_per_m3: int | None = None
    won: int


class Settlement(_Result):
    """``total_won`` is the sum of the lines' ``won``, each rounded down to whole won."""

    example: bool
    used_m3: int
    days: int
    """``day_before`` is not counted, ``day_out`` is."""
    lines: tuple[Line, ...]
    total_won: int


class LineShown(Line):
    title: str


class SettlementShown(_Result):
    """A settlement in words, as pages and clients show it."""

    example: bool
    tariff: str
    as_of: str
    """Of the tariff, ``YYYY-MM-DD``."""
    source: str
    used_m3: int
    days: int
    lines: tuple[LineShown, ...]
    total_won: int
    words: tuple[str, ...]
    """What has to be said with it; the first sentence says that it is an example, if so."""


class PriceShown(_Result):
    code: LineCode
    title: str
    words: str
    """Such as "up to 20 m³ a month" or "meter of 15 mm"."""
    won: int
    per: Literal["m3", "month"]


class TariffShown(_Result):
    example: bool
    tariff: str
    as_of: str
    source: str
    prices: tuple[PriceShown, ...]
    words: tuple[str, ...]
