"""When a target that fails is left alone, and when one that waits is tried again."""

from random import Random

import pytest

from metaserver.civic.outbox import breaker as breakers
from metaserver.civic.outbox.backoff import FIRST_S, MOST_S, delay_s, given_up
from metaserver.civic.outbox.breaker import FAILURES, Breaker

DAY_MS = 86_400_000


def opened(now_s: float = 0.0) -> Breaker:
    breaker = Breaker()
    for _ in range(FAILURES):
        breaker.begin()
        breaker.fail(now_s)
    return breaker


def test_it_opens_after_failures_in_a_row_and_not_after_scattered_ones() -> None:
    breaker = Breaker()
    for _ in range(20):
        for _ in range(FAILURES - 1):
            breaker.fail(0.0)
        breaker.succeed()
    assert breaker.state(0.0) == "closed"
    assert opened().state(0.0) == "open"


def test_while_it_is_open_nothing_goes_and_then_exactly_one() -> None:
    breaker = opened()
    assert breaker.room(breakers.FIRST_S - 1, 8) == 0
    assert breaker.asks_in_s(10.0) == breakers.FIRST_S - 10
    assert breaker.state(breakers.FIRST_S) == "half-open"
    assert breaker.room(breakers.FIRST_S, 8) == 1
    assert breaker.room(breakers.FIRST_S, 0) == 0, "where there is no room at all"
    breaker.begin()
    assert breaker.room(breakers.FIRST_S, 8) == 0, "the one is under way"
    breaker.succeed()
    assert (breaker.state(0.0), breaker.room(0.0, 8), breaker.failures) == ("closed", 8, 0)


def test_each_failed_probe_doubles_the_wait_up_to_ten_minutes() -> None:
    breaker, now_s, waits = opened(), 0.0, []
    for _ in range(7):
        wait_s = breaker.asks_in_s(now_s)
        assert wait_s is not None
        waits.append(wait_s)
        now_s += wait_s
        breaker.begin()
        breaker.fail(now_s)
    assert waits == [30, 60, 120, 240, 480, 600, 600]


def test_what_began_before_it_opened_does_not_make_it_wait_longer() -> None:
    breaker = opened()
    breaker.fail(5.0)
    breaker.fail(5.0)
    assert breaker.asks_in_s(5.0) == breakers.FIRST_S - 5
    breaker.succeed()
    assert breaker.state(5.0) == "closed", "an answer is an answer, whenever it was asked for"


@pytest.mark.parametrize("attempts", [1, 2, 5, 11, 500])
def test_the_backoff_is_spread_over_its_whole_span(attempts: int) -> None:
    most = min(MOST_S, FIRST_S * 2.0 ** min(attempts - 1, 30))
    random = Random(1)
    drawn = [delay_s(attempts, random) for _ in range(400)]
    assert 0 <= min(drawn) < most / 20
    assert most * 0.95 < max(drawn) <= most


def test_a_person_is_asked_after_five_days_but_not_for_one_that_was_hardly_tried() -> None:
    assert not given_up(500, 5 * DAY_MS, uncertain=False)
    assert given_up(10, 5 * DAY_MS + 1, uncertain=False)
    assert not given_up(9, 30 * DAY_MS, uncertain=False), "it waited behind an open breaker"
    assert given_up(1, 6 * DAY_MS, uncertain=True), "who knows whether it arrived"
