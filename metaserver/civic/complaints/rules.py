"""What may be done with a complaint, when, and by whom."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from typing import Final

from metaserver.civic.complaints.models import REOPEN_WITHIN_DAYS
from metaserver.ports.accounts import Account, Role
from metaserver.ports.complaints import Complaint, Event, EventKind, Status

DAY_MS: Final = 86_400_000
REOPENS_MAX: Final = 3
REMIND_EVERY_DAYS: Final = 7
FOLLOWERS_MAX: Final = 2000
"""Of one complaint; more do not make it more urgent."""

_NUMBER: Final = re.compile(r"\d{4}-\d{6,9}", re.ASCII)
_ANSWERED: Final = (Status.ANSWERED, Status.REJECTED)

NEXT: Final[Mapping[str, frozenset[Status]]] = {
    "start": frozenset((Status.RECEIVED,)),
    "answer": frozenset((Status.RECEIVED, Status.IN_PROGRESS)),
    "reject": frozenset((Status.RECEIVED, Status.IN_PROGRESS)),
    "merge": frozenset((Status.RECEIVED, Status.IN_PROGRESS)),
    "assign": frozenset((Status.RECEIVED, Status.IN_PROGRESS)),
    "department": frozenset((Status.RECEIVED, Status.IN_PROGRESS)),
    "deadline": frozenset((Status.RECEIVED, Status.IN_PROGRESS)),
    "note": frozenset(Status),
}
"""What an official does, and from which status."""

BECOMES: Final[Mapping[str, Status]] = {
    "start": Status.IN_PROGRESS,
    "answer": Status.ANSWERED,
    "reject": Status.REJECTED,
    "merge": Status.MERGED,
}


class View(enum.Enum):
    """Who looks at a complaint."""

    REPORTER = "reporter"
    """Holds its code, or is its reporter's account: sees all but internal notes."""
    FOLLOWER = "follower"
    """Said "me too": sees how it goes on since then, and what everybody may see."""
    PUBLIC = "public"


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def is_public(complaint: Complaint) -> bool:
    """Whether place, description and photos are everybody's: the reporter agreed, or a program
    filed it, which publishes it itself."""
    return complaint.public or complaint.api_key is not None


def reopening_problem(complaint: Complaint, now_ms: int) -> str:
    """'' where it may be reopened now."""
    if complaint.status not in _ANSWERED or complaint.closed_ms is None:
        return "status"
    if now_ms - complaint.closed_ms > REOPEN_WITHIN_DAYS * DAY_MS:
        return "too_late"
    return "too_often" if complaint.reopened >= REOPENS_MAX else ""


def rating_problem(complaint: Complaint) -> str:
    """'' where its answer may be rated now: once, until it is reopened."""
    if complaint.status not in _ANSWERED:
        return "status"
    return "rated" if complaint.rating is not None else ""


def reminding_problem(complaint: Complaint, now_ms: int) -> str:
    """'' where the department may be reminded, as far as the day of the answer tells."""
    if not complaint.status.is_open:
        return "status"
    return "" if now_ms > complaint.expected_ms else "not_due"


def next_reminder_ms(events: list[Event]) -> int:
    """When the next one may be sent; 0 after none."""
    times = [each.time_ms for each in events if each.kind is EventKind.REMINDED]
    return max(times) + REMIND_EVERY_DAYS * DAY_MS if times else 0


def departments_of(account: Account) -> frozenset[str] | None:
    """Whose cases somebody may see and change: None for all, empty for nobody's.

    Officials have those of their grants, or all where a grant names none; operators have all, so
    that nothing lies where nobody sees it.
    """
    if account.disabled_ms is not None:
        return frozenset()
    if any(grant.role is Role.OPERATOR for grant in account.grants):
        return None
    named = {grant.department for grant in account.grants if grant.role is Role.OFFICIAL}
    return None if "" in named else frozenset(named)


def is_of(department: str, allowed: frozenset[str] | None) -> bool:
    return allowed is None or department in allowed


def harmless_since(events: list[Event], versions: int) -> bool:
    """Whether the last ``versions`` changes were only people who joined, rated or reminded: what
    an official read before them still holds."""
    changes = [each for each in events if each.kind is not EventKind.NOTE]
    last = changes[-versions:] if versions > 0 else []
    quiet = (EventKind.JOINED, EventKind.RATED, EventKind.REMINDED)
    return len(last) == versions and all(each.kind in quiet for each in last)
