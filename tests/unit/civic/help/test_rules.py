"""Place, expected wait, and when somebody counts as gone."""

import pytest

from metaserver.civic.help.rules import (
    Due,
    Post,
    covered,
    due,
    expected_wait_s,
    median_s,
    standing,
)
from metaserver.ports.help import Talk, TalkState

TWO_MINUTES = [120.0] * 5


def talk(id_: int, department: str = "desk", official: str = "") -> Talk:
    state = TalkState.OPEN if official else TalkState.WAITING
    return Talk(
        id=id_, code_salt="", asked_ms=id_, department=department, question="?", state=state,
        official=official,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "slots", "busy", "wait_s"),
    [
        (0, 4, 3, 0),  # a hand is free
        (0, 4, 4, 30),  # one of four ends every 30 s
        (3, 4, 4, 120),
        (3, 8, 4, 0),
        (9, 4, 0, 180),
        (0, 4, 6, 30),  # more than there are hands, after somebody has gone
    ],
)
def test_wait_follows_who_is_before_and_how_many_hands_there_are(
    before: int, slots: int, busy: int, wait_s: int
) -> None:
    assert expected_wait_s(before, slots, busy, TWO_MINUTES) == wait_s


def test_without_ground_nothing_is_said() -> None:
    assert expected_wait_s(3, 0, 0, TWO_MINUTES) is None, "nobody is on duty"
    assert expected_wait_s(3, 4, 0, TWO_MINUTES[:4]) is None, "too few were measured"


def test_place_counts_the_department_and_wait_all_that_its_officials_cover() -> None:
    posts = [Post("kim", frozenset(("desk", "water"))), Post("lee", frozenset(("roads",)))]
    before = [talk(1, "water"), talk(2, "roads"), talk(3, "desk")]
    busy = [talk(n, "water", "kim") for n in range(10, 14)]
    stands = standing("desk", before, [*before, *busy], posts, TWO_MINUTES)
    assert stands.ahead == 1
    assert stands.wait_s == 90, "two of kim's queue and then this one, 30 s each"


def test_officials_see_what_they_cover_in_the_order_of_asking() -> None:
    live = [talk(1), talk(2, "water"), talk(3), talk(4, official="kim")]
    assert [each.id for each in covered(live, frozenset(("desk",)))] == [1, 3]
    assert [each.id for each in covered(live, None)] == [1, 2, 3]
    assert covered(live, frozenset()) == []


@pytest.mark.parametrize(
    ("official", "visitor_s", "official_s", "may_go_on", "what"),
    [
        ("", 0, 999, True, Due.NOTHING),
        ("", 901, 0, True, Due.GONE),
        ("kim", 901, 999, False, Due.GONE),
        ("kim", 0, 30, True, Due.NOTHING),
        ("kim", 0, 31, True, Due.AWAY),
        ("kim", 0, 91, True, Due.BACK),
        ("kim", 0, 0, False, Due.BACK),
    ],
)
def test_what_time_makes_of_a_talk(
    official: str, visitor_s: float, official_s: float, may_go_on: bool, what: Due
) -> None:
    found = due(
        talk(1, official=official), visitor_silent_s=visitor_s, official_silent_s=official_s,
        may_go_on=may_go_on,
    )  # fmt: skip
    assert found is what


def test_the_median_of_none_is_unknown() -> None:
    assert median_s([]) is None
    assert median_s([1.0, 2.0, 9.0]) == 2
