"""What came of complaints, in numbers: by department and by kind."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from typing import Final

from metaserver.civic.complaints.models import OutcomeRow
from metaserver.ports.complaints import Outcome

_DAY_MS: Final = 86_400_000
_MOST: Final = 0.9

Name = Callable[[str], str]


def total(outcomes: Sequence[Outcome], title: str) -> OutcomeRow:
    return _row(outcomes, "", title, "", title)


def by_department(outcomes: Sequence[Outcome], name: Name) -> tuple[OutcomeRow, ...]:
    """Most received first."""
    rows = [
        _row([each for each in outcomes if each.department == code], code, name(code), "", "")
        for code in dict.fromkeys(each.department for each in outcomes)
    ]
    return tuple(sorted(rows, key=lambda row: -row.received))


def by_kind(outcomes: Sequence[Outcome], name: Name) -> tuple[OutcomeRow, ...]:
    """Most received first."""
    rows = [
        _row([each for each in outcomes if each.kind == code], "", "", code, name(code))
        for code in dict.fromkeys(each.kind for each in outcomes)
    ]
    return tuple(sorted(rows, key=lambda row: -row.received))


def _row(
    outcomes: Sequence[Outcome], department: str, department_title: str, kind: str, title: str
) -> OutcomeRow:
    times = sorted(time for each in outcomes for time in each.answer_ms)
    ratings = [rating for each in outcomes for rating in each.ratings]
    return OutcomeRow(
        department=department,
        department_title=department_title,
        kind=kind,
        kind_title=title,
        received=sum(each.received for each in outcomes),
        answered=sum(each.answered for each in outcomes),
        open=sum(each.open for each in outcomes),
        overdue=sum(each.overdue for each in outcomes),
        median_days=_days(statistics.median(times)) if times else None,
        p90_days=_days(_nearest_rank(times, _MOST)) if times else None,
        rating=round(statistics.fmean(ratings), 1) if ratings else None,
        rated=len(ratings),
    )


def _nearest_rank(ascending: Sequence[int], share: float) -> int:
    """The least value that at least that share of all do not exceed."""
    return ascending[max(0, -int(-len(ascending) * share // 1) - 1)]


def _days(ms: float) -> float:
    return round(ms / _DAY_MS, 1)
