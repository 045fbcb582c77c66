"""What is delivered when: order, retries, the breaker, kills between sending and noting."""

import pytest

from metaserver.civic.outbox.breaker import FAILURES
from metaserver.civic.outbox.lane import AT_ONCE
from metaserver.errors import OutwardError, StoreError
from metaserver.ports.outbox import Delivery
from tests.integration.waiting import until
from tests.unit.civic.outbox.office import Post, down, refusal
from tests.unit.storage.lines import FixedClock

DONE, DEAD, WAITING = Delivery.DONE, Delivery.DEAD, Delivery.WAITING
HOUR_S = 3600.0


async def test_what_is_due_is_delivered_once_and_what_came_of_it_is_kept(post: Post) -> None:
    await post.add("a", "b", "c")
    await post.turns(3)
    assert sorted(post.office.got) == ["a", "b", "c"]
    entry = await post.entry("a")
    assert (entry.state, entry.result, entry.attempts) == (DONE, {"number": "B-a"}, 1)


async def test_entries_of_one_order_go_one_after_the_other(post: Post) -> None:
    await post.add("a1", "a2", "a3", order="complaint:1")
    await post.add("b1", "b2", order="complaint:2")
    await post.turns(3)
    assert [word for word in post.office.got if word[0] == "a"] == ["a1", "a2", "a3"]
    assert [word for word in post.office.got if word[0] == "b"] == ["b1", "b2"]


async def test_one_that_fails_holds_up_those_behind_it_and_no_others(post: Post) -> None:
    post.office.answers["a1"] = [down(), down()]
    await post.add("a1", "a2", order="complaint:1")
    await post.add("b1", order="complaint:2")
    await post.turn()
    assert post.office.got == ["b1"]
    assert (await post.states())["a2"] is WAITING
    await post.turns(5, every_s=HOUR_S)
    assert post.office.got == ["b1", "a1", "a2"]


async def test_a_refusal_is_a_dead_letter_until_a_person_decides(post: Post) -> None:
    post.office.answers["a1"] = [refusal()]
    first, *_ = await post.add("a1", "a2", order="complaint:1")
    await post.turns(5, every_s=HOUR_S)
    entry = await post.entry("a1")
    assert (entry.state, entry.error, entry.uncertain) == (DEAD, "It says no.", False)
    assert post.office.got == [], "what is behind it waits"
    assert await post.store.again(first, now_ms=post.clock.now_ms)
    await post.turns(2)
    assert post.office.got == ["a1", "a2"]


async def test_a_dead_letter_that_is_given_up_lets_the_next_one_pass(post: Post) -> None:
    post.office.answers["a1"] = [refusal()]
    first, *_ = await post.add("a1", "a2", order="complaint:1")
    await post.turn()
    assert await post.store.give_up(first, now_ms=post.clock.now_ms)
    await post.turn()
    assert post.office.got == ["a2"]


async def test_at_most_eight_at_once(post: Post) -> None:
    post.office.open.clear()
    await post.add(*(f"w{n}" for n in range(20)))
    await post.worker.turn()
    await until(lambda: post.office.at_once == AT_ONCE)
    await post.worker.turn()
    assert post.worker.state()[0].in_flight == AT_ONCE
    post.office.open.set()
    await post.worker.settled()
    await post.turns(2)
    assert len(post.office.got) == len(set(post.office.got)) == 20
    assert post.office.most_at_once == AT_ONCE


async def test_a_failure_comes_again_later_each_time_and_is_not_asked_for_in_between(
    post: Post, clock: FixedClock
) -> None:
    post.office.answers["a"] = [down()] * 4
    await post.add("a")
    waits = []
    for _ in range(4):
        before = clock.now_ms
        await post.turn()
        entry = await post.entry("a")
        assert entry.error == "It is down."
        waits.append((entry.due_ms - before) / 1000)
        await post.turn(after_s=waits[-1] - 0.002)
        assert (await post.entry("a")).attempts == entry.attempts, "not yet due"
        clock.now_ms = entry.due_ms
    assert all(0 <= wait <= 4 * 2**n for n, wait in enumerate(waits))
    assert len(set(waits)) == 4, "jittered"
    await post.turn()
    assert post.office.got == ["a"]


async def test_a_target_that_asks_to_wait_is_left_alone_for_so_long(post: Post) -> None:
    busy = OutwardError("Busy.", arrived=False, retry=True, wait_s=900.0)
    post.office.answers["a"] = [busy]
    await post.add("a")
    await post.turn()
    await post.turn(after_s=899.0)
    assert post.office.got == []
    await post.turn(after_s=1.0)
    assert post.office.got == ["a"]


async def test_a_target_that_is_down_opens_the_breaker_and_loses_nothing(post: Post) -> None:
    words = [f"w{n:02}" for n in range(30)]
    for word in words:
        post.office.answers[word] = [down()]
    await post.add(*words)
    await post.turn()
    state = post.worker.state()[0]
    assert (state.breaker, state.error) == ("open", "It is down.")
    tried = sum(each.attempts for each in await post.store.list())
    assert FAILURES <= tried <= AT_ONCE
    await post.turns(5, every_s=5.0)
    assert sum(each.attempts for each in await post.store.list()) == tried, "left alone"
    await post.turn(after_s=10.0)
    assert sum(each.attempts for each in await post.store.list()) == tried + 1, "one probe"
    for word in words:
        post.office.answers[word] = []
    await post.turn(after_s=60.0)
    await post.turns(8, every_s=10.0)
    assert sorted(post.office.got) == words
    assert post.worker.state()[0].breaker == "closed"
    assert set((await post.states()).values()) == {DONE}


async def test_after_five_days_of_failures_a_person_is_asked(post: Post) -> None:
    post.office.answers["a"] = [down()] * 500
    await post.add("a")
    for _ in range(5 * 24):
        await post.turn(after_s=HOUR_S)
    assert (await post.entry("a")).state is WAITING
    await post.turns(2, every_s=HOUR_S)
    assert (await post.entry("a")).state is DEAD


async def test_it_runs_by_itself_when_it_is_woken(post: Post) -> None:
    await post.worker.start()
    try:
        await post.add("a")
        post.worker.wake()
        await until(lambda: post.office.got == ["a"])
    finally:
        await post.worker.stop()
    assert (await post.entry("a")).state is DONE


async def test_stopping_leaves_what_is_under_way_uncertain(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("metaserver.civic.outbox.worker.STOP_WITHIN_S", 0.05)
    post.office.open.clear()
    await post.worker.start()
    await post.add("a")
    post.worker.wake()
    await until(lambda: post.office.at_once == 1)
    await post.worker.stop()
    entry = await post.entry("a")
    assert (entry.state, entry.uncertain, post.office.got) == (WAITING, True, [])


async def test_a_store_that_is_down_does_not_end_the_loop(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("metaserver.civic.outbox.worker.LOOK_AGAIN_S", 0.01)
    due, calls = post.store.due, 0

    async def failing(*given: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise StoreError("gone")
        return await due(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(post.store, "due", failing)
    await post.add("a")
    await post.worker.start()
    try:
        await until(lambda: post.office.got == ["a"])
    finally:
        await post.worker.stop()
