from __future__ import annotations

import random

from loadtest.crowd.clock import WRAP, WorkerClock

OFFSET_MS = WRAP - 5_000.3
"""The server's clock runs over soon."""


def server_ms(own_ms: float) -> int:
    return int(own_ms + OFFSET_MS) % WRAP


def test_answers_that_wait_for_the_next_tick_still_give_the_time() -> None:
    clock, chance = WorkerClock(), random.Random(1)
    for i in range(80):
        sent_ms = 1000 + i * 131.0
        stamped_ms = sent_ms + chance.uniform(0.1, 3)
        received_ms = stamped_ms + 100 - stamped_ms % 100  # with the next tick
        clock.answered(sent_ms, received_ms, server_ms(stamped_ms))
    assert clock.error_ms < 3
    told = clock.server_ms(20.0)
    assert abs((told - server_ms(20_000) + WRAP / 2) % WRAP - WRAP / 2) <= clock.error_ms + 1


def test_frames_make_it_better_and_are_never_of_tomorrow() -> None:
    clock = WorkerClock()
    clock.answered(1000, 1090, server_ms(1002))
    rough_ms = clock.error_ms
    ages = [clock.age_ms(at + 2.0, server_ms(at)) for at in (2000.0, 2100.0, 2200.0)]
    assert clock.error_ms < rough_ms
    assert all(0 <= age < 6 for age in ages)
    assert abs(clock.age_ms(3050.0, server_ms(3000.0)) - 50) <= clock.error_ms + 1


def test_before_the_first_stamp_nothing_is_known() -> None:
    assert WorkerClock().error_ms > 1000


def test_a_clock_that_drifts_is_believed_anew() -> None:
    clock = WorkerClock()
    clock.answered(1000, 1001, server_ms(1000.5))
    clock.answered(2000, 2001, server_ms(2000.5) + 50)
    assert clock.error_ms < 2
    ahead = clock.server_ms(2.0) - server_ms(2000)
    assert 48 < ahead < 53
