"""What may be done with a complaint, when, and by whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from metaserver.civic.complaints import rules
from metaserver.civic.complaints.rules import DAY_MS, departments_of, harmless_since
from metaserver.ports.accounts import Account, Grant, Role
from metaserver.ports.complaints import Channel, Complaint, Event, EventKind, PlaceSource, Status

NOW_MS = 1000 * DAY_MS
OPEN = Complaint(
    id=1, number="2026-000001", code_salt="", created_ms=0, updated_ms=0, kind="road",
    department="roads", description="", place_source=PlaceSource.ADDRESS, channel=Channel.PAGE,
    expected_ms=NOW_MS - 1,
)  # fmt: skip
ANSWERED = replace(OPEN, status=Status.ANSWERED, closed_ms=NOW_MS)


def account(*grants: Grant, disabled_ms: int | None = None) -> Account:
    return Account(id="a", created_ms=0, grants=grants, disabled_ms=disabled_ms)


def events(*kinds: EventKind) -> list[Event]:
    return [Event(time_ms=n, kind=kind, status=Status.RECEIVED) for n, kind in enumerate(kinds)]


@pytest.mark.parametrize(
    ("status", "may"),
    [
        (Status.RECEIVED, "start answer reject merge assign department deadline note"),
        (Status.IN_PROGRESS, "answer reject merge assign department deadline note"),
        (Status.ANSWERED, "note"),
        (Status.REJECTED, "note"),
        (Status.MERGED, "note"),
    ],
)
def test_what_officials_may_do_by_status(status: Status, may: str) -> None:
    assert [do for do, before in rules.NEXT.items() if status in before] == may.split()


def test_only_what_was_answered_is_reopened_and_only_for_thirty_days() -> None:
    assert rules.reopening_problem(OPEN, NOW_MS) == "status"
    assert rules.reopening_problem(ANSWERED, NOW_MS + 30 * DAY_MS) == ""
    assert rules.reopening_problem(ANSWERED, NOW_MS + 30 * DAY_MS + 1) == "too_late"
    assert rules.reopening_problem(replace(ANSWERED, reopened=3), NOW_MS) == "too_often"
    merged = replace(ANSWERED, status=Status.MERGED)
    assert rules.reopening_problem(merged, NOW_MS) == "status"


def test_an_answer_is_rated_once() -> None:
    assert rules.rating_problem(OPEN) == "status"
    assert rules.rating_problem(ANSWERED) == ""
    assert rules.rating_problem(replace(ANSWERED, rating=1)) == "rated"


def test_a_reminder_is_due_when_the_day_is_over_and_a_week_after_the_last() -> None:
    assert rules.reminding_problem(OPEN, NOW_MS) == ""
    assert rules.reminding_problem(OPEN, OPEN.expected_ms) == "not_due"
    assert rules.reminding_problem(ANSWERED, NOW_MS) == "status"
    assert rules.next_reminder_ms(events(EventKind.RECEIVED)) == 0
    assert rules.next_reminder_ms(events(EventKind.REMINDED)) == 7 * DAY_MS


@pytest.mark.parametrize(
    ("who", "departments"),
    [
        (account(Grant(Role.CITIZEN)), frozenset()),
        (account(Grant(Role.MODERATOR), Grant(Role.CURATOR, "roads")), frozenset()),
        (account(Grant(Role.OFFICIAL, "roads")), frozenset({"roads"})),
        (
            account(Grant(Role.OFFICIAL, "roads"), Grant(Role.OFFICIAL, "parks")),
            frozenset({"roads", "parks"}),
        ),
        (account(Grant(Role.OFFICIAL)), None),
        (account(Grant(Role.OPERATOR)), None),
        (account(Grant(Role.OPERATOR), disabled_ms=1), frozenset()),
        (account(), frozenset()),
    ],
)
def test_whose_cases_somebody_sees(who: Account, departments: frozenset[str] | None) -> None:
    assert departments_of(who) == departments


def test_people_who_join_do_not_disturb_an_official_but_another_official_does() -> None:
    read = EventKind.RECEIVED
    assert harmless_since(events(read, EventKind.JOINED, EventKind.REMINDED), 2)
    assert harmless_since(events(read, EventKind.JOINED, EventKind.NOTE, EventKind.RATED), 2)
    assert not harmless_since(events(read, EventKind.ANSWER, EventKind.RATED), 2)
    assert not harmless_since(events(EventKind.JOINED), 2)
    assert not harmless_since(events(EventKind.JOINED), -1)


@pytest.mark.parametrize("number", ["2026-000001", "2026-123456789"])
def test_numbers(number: str) -> None:
    assert rules.is_number(number)


@pytest.mark.parametrize(
    "number", ["", "1", "2026-1", "2026-000001\n", "2026-000001 OR 1=1", "２０２６-000001", "../x"]
)
def test_what_is_no_number(number: str) -> None:
    assert not rules.is_number(number)
