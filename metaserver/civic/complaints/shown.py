"""A complaint as its reporter, somebody who joined, or everybody may see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from metaserver.civic.complaints.days import iso_time, seoul_day
from metaserver.civic.complaints.desk import Desk
from metaserver.civic.complaints.models import (
    ADDRESS_ID,
    MEDIA_URL,
    ComplaintShown,
    StepShown,
)
from metaserver.civic.complaints.places import coarse, square_words
from metaserver.civic.complaints.rules import (
    View,
    is_public,
    rating_problem,
    reopening_problem,
)
from metaserver.civic.models import Language
from metaserver.ports.complaints import Complaint, Event, EventKind

_COUNTED: Final = (EventKind.JOINED,)
"""Told as a number, not as steps."""
_OFFICIAL_WORDS: Final = (EventKind.STATUS, EventKind.ANSWER, EventKind.MERGED)
"""Steps whose words are an official's; those of others are the reporter's own."""


def shown(
    desk: Desk,
    complaint: Complaint,
    *,
    view: View,
    language: Language,
    events: Sequence[Event] = (),
    photos: Sequence[str] = (),
    since_ms: int = 0,
    merged_into: str = "",
) -> ComplaintShown:
    """``since_ms``: when somebody joined; what was said before is not told to them."""
    now_ms = desk.clock.unix_ms()
    whole = view is View.REPORTER or is_public(complaint)
    lat, lon, place = _place(complaint, whole)
    own = view is View.REPORTER
    return ComplaintShown(
        number=complaint.number,
        kind=complaint.kind,
        kind_title=desk.catalogue.kind_name(complaint.kind, language),
        status=complaint.status,
        status_title=desk.words(f"status.{complaint.status.value}", language),
        department=desk.catalogue.department_name(complaint.department, language),
        received=iso_time(complaint.created_ms),
        updated=iso_time(complaint.updated_ms),
        expected=seoul_day(complaint.expected_ms).isoformat(),
        overdue=complaint.status.is_open and now_ms > complaint.expected_ms,
        description=complaint.description if whole else "",
        place=place,
        lat=lat,
        lon=lon,
        joined=complaint.joined,
        photos=tuple(photos) if whole else (),
        steps=tuple(
            _step(desk, each, language, with_words=_words_told(each, complaint, view, since_ms))
            for each in events
            if each.public and each.kind not in _COUNTED
        ),
        merged_into=merged_into,
        may_reopen=own and not reopening_problem(complaint, now_ms),
        may_rate=own and not rating_problem(complaint),
        rating=complaint.rating if own else None,
        closed=iso_time(complaint.closed_ms) if complaint.closed_ms is not None else "",
        media_url=str(complaint.attributes.get(MEDIA_URL, "")) if whole else "",
        address_id=str(complaint.attributes.get(ADDRESS_ID, "")) if whole else "",
    )


def _place(complaint: Complaint, whole: bool) -> tuple[float | None, float | None, str]:
    if complaint.lat is None or complaint.lon is None:
        return None, None, complaint.address if whole else ""
    if whole:
        point = f"{complaint.lat:.5f}, {complaint.lon:.5f}"
        return complaint.lat, complaint.lon, complaint.address or point
    lat, lon = coarse(complaint.lat, complaint.lon)
    return lat, lon, square_words(complaint.lat, complaint.lon)


def _words_told(event: Event, complaint: Complaint, view: View, since_ms: int) -> bool:
    if view is View.REPORTER:
        return True
    if event.kind not in _OFFICIAL_WORDS:
        return False
    return is_public(complaint) or (view is View.FOLLOWER and event.time_ms > since_ms)


def _step(desk: Desk, event: Event, language: Language, *, with_words: bool) -> StepShown:
    return StepShown(
        time=iso_time(event.time_ms),
        kind=event.kind,
        status=event.status,
        department=desk.catalogue.department_name(event.department, language),
        words=(event.words if with_words else "")
        or desk.words(f"event.{event.kind.value}", language),
    )
