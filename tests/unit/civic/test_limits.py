"""How often something may be done."""

from __future__ import annotations

import pytest

from metaserver.civic import limits
from metaserver.civic.limits import Limit
from metaserver.errors import Limited
from tests.unit.civic.complaints.kit import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limit(clock: Clock) -> Limit:
    return Limit("wishes", burst=2, every_s=10, clock=clock, unlimited={"here"})


def test_two_at_once_then_one_every_ten_seconds(limit: Limit, clock: Clock) -> None:
    limit.take("a")
    limit.take("a")
    with pytest.raises(Limited) as error:
        limit.take("a")
    assert (error.value.code, round(error.value.wait_s)) == ("wishes", 10)
    clock.passes(seconds=10)
    limit.take("a")


def test_one_does_not_count_for_another(limit: Limit) -> None:
    limit.take("a")
    limit.take("a")
    limit.take("b")


@pytest.mark.parametrize("key", ["", "here"])
def test_some_are_not_limited(limit: Limit, key: str) -> None:
    for _ in range(100):
        limit.take(key)


def test_looking_takes_none_and_spending_never_refuses(limit: Limit) -> None:
    limit.check("a")
    assert not limit.knows("a")
    for _ in range(5):
        limit.spend("a")
    assert limit.knows("a")
    with pytest.raises(Limited):
        limit.check("a")


def test_memory_is_bounded_and_the_least_used_is_forgotten(
    limit: Limit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "KEYS_MAX", 3)
    for key in ("a", "b", "c", "a", "d"):
        limit.take(key)
    assert [limit.knows(key) for key in "abcd"] == [True, False, True, True]
