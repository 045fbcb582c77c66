"""The inbox's conditions, from an address and back: a list can be kept as a bookmark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from metaserver.ports.accounts import Account
from metaserver.ports.complaints import Search, Status

PAGE_ROWS: Final = 50
PAGES_MAX: Final = 200
DIGITS_MAX: Final = 15
WORDS_MAX: Final = 100
STATES: Final = ("open", *(each.value for each in Status), "all")
WHOSE: Final = ("", "mine", "nobody")
ORDERS: Final = ("deadline", "newest", "oldest")
_OPEN: Final = tuple(each for each in Status if each.is_open)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What does not make sense in an address counts as not asked for."""

    state: str = "open"
    kind: str = ""
    department: str = ""
    whose: str = ""
    late: bool = False
    words: str = ""
    order: str = "deadline"
    page: int = 1

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Filters:
        return cls(
            state=_one_of(asked.get("state", ""), STATES),
            kind=asked.get("kind", "")[:40],
            department=asked.get("department", "")[:40],
            whose=_one_of(asked.get("whose", ""), WHOSE),
            late=asked.get("late") == "1",
            words=asked.get("words", "").strip()[:WORDS_MAX],
            order=_one_of(asked.get("order", ""), ORDERS),
            page=_page(asked.get("page", "")),
        )

    def search(self, by: Account, now_ms: int) -> Search:
        return Search(
            statuses=self._statuses(),
            kinds=(self.kind,) if self.kind else (),
            departments=(self.department,) if self.department else (),
            assignee=by.id if self.whose == "mine" else "",
            unassigned=self.whose == "nobody",
            overdue_at_ms=now_ms if self.late else None,
            words=self.words,
            by_deadline=self.order == "deadline",
            newest_first=self.order != "oldest",
            limit=PAGE_ROWS,
            offset=(self.page - 1) * PAGE_ROWS,
        )

    def _statuses(self) -> tuple[Status, ...]:
        if self.state == "open":
            return _OPEN
        return () if self.state == "all" else (Status(self.state),)

    def query(self, **other: str) -> str:
        """As part of an address, with some of them otherwise; what is usual is left out."""
        asked = {
            "state": self.state if self.state != "open" else "",
            "kind": self.kind,
            "department": self.department,
            "whose": self.whose,
            "late": "1" if self.late else "",
            "words": self.words,
            "order": self.order if self.order != "deadline" else "",
            "page": str(self.page) if self.page > 1 else "",
        }
        return urlencode({name: value for name, value in (asked | other).items() if value})


def _one_of(asked: str, known: tuple[str, ...]) -> str:
    return asked if asked in known else known[0]


def whole_number(text: str) -> int | None:
    """0 or more; None for what is none, or far too long for one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX else None


def _page(asked: str) -> int:
    return min(whole_number(asked) or 1, PAGES_MAX)
