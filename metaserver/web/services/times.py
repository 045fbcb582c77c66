"""Days and moments as people write them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from metaserver.civic.models import Language

_DAYS: Final = ("월", "화", "수", "목", "금", "토", "일")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAY_LENGTH: Final = len("2026-11-22")


def moment(iso: str, language: Language) -> str:
    """``iso``: a day, or a moment with the offset of the place it is about."""
    if len(iso) == _DAY_LENGTH:
        return _day(date.fromisoformat(iso), language)
    at = datetime.fromisoformat(iso)
    return f"{_day(at.date(), language)} {at:%H:%M}"


def _day(day: date, language: Language) -> str:
    if language == "ko":
        return f"{day.year}년 {day.month}월 {day.day}일({_DAYS[day.weekday()]})"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
