"""A complaint and its news as a letter to one person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from metaserver.civic.complaints.catalogue import Catalogue
from metaserver.civic.complaints.codes import follow_code
from metaserver.civic.complaints.days import seoul_day
from metaserver.civic.complaints.letters import Letters
from metaserver.civic.models import Language
from metaserver.civic.texts import load_texts
from metaserver.ports.complaints import Complaint


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """What letters say of this city. ``public_url``: '' for no links."""

    catalogue: Catalogue
    key: bytes
    """Of the codes that follow complaints."""
    public_url: str = ""
    operator: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    email: str
    language: Language
    number: str
    """Of the complaint that the person follows; another one where that was merged."""
    salt: str


class Writer:
    """Gives subject and text."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._url = city.public_url.rstrip("/")
        self._letters = Letters({"operator": city.operator, "contact": city.contact})
        self._texts = load_texts(Path(__file__).parent.parent)

    def about(
        self, kind: str, complaint: Complaint, to: Recipient, news: Mapping[str, Any]
    ) -> tuple[str, str]:
        """``kind``: ``receipt``, ``joined``, ``status`` or ``answer``; ``news``: see
        ``notices``."""
        code = follow_code(self._city.key, to.number, to.salt)
        catalogue, language = self._city.catalogue, to.language
        department = str(news.get("department") or complaint.department)
        status = str(news.get("status") or complaint.status.value)
        when_ms = int(news.get("time_ms") or complaint.created_ms)
        return self._letters.write(
            kind,
            language,
            {
                "number": to.number,
                "code": code,
                "link": self._link(f"/s/complaints/follow#number={to.number}&code={code}"),
                "kind": catalogue.kind_name(complaint.kind, language),
                "department": catalogue.department_name(department, language),
                "status": self._texts[language].words[f"status.{status}"],
                "date": _day(seoul_day(when_ms), language),
                "expected": _day(seoul_day(complaint.expected_ms), language),
                "words": str(news.get("words") or ""),
            },
        )

    def work(self, department: str, count: int, language: Language) -> tuple[str, str]:
        """To an official."""
        name = self._city.catalogue.department_name(department, language)
        values = {"department": name, "count": str(count), "office": self._link("/office")}
        return self._letters.write("work", language, values)

    def _link(self, path: str) -> str:
        return f"{self._url}{path}" if self._url else ""


def language_of(code: str) -> Language:
    return "en" if code == "en" else "ko"


def _day(day: dt.date, language: Language) -> str:
    if language == "ko":
        return f"{day.year}년 {day.month}월 {day.day}일"
    return f"{day.day} {day:%B %Y}"
