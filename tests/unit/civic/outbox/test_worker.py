"""What is delivered when: order, retries, the breaker, kills between sending and noting."""

import pytest

from metaserver.civic.outbox import keep, lane
from metaserver.civic.outbox.breaker import FAILURES
from metaserver.civic.outbox.lane import AT_ONCE
from metaserver.errors import OutwardError, StoreError
from metaserver.ports.outbox import Delivery, NewEntry
from metaserver.storage.outbox import SqlOutboxStore
from tests.integration.waiting import until
from tests.unit.civic.outbox.office import Office, Post, down, lost, refusal
from tests.unit.storage.lines import FixedClock

DONE, DEAD, WAITING = Delivery.DONE, Delivery.DEAD, Delivery.WAITING
HOUR_S = 3600.0


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def post(store: SqlOutboxStore, clock: FixedClock, office: Office) -> Post:
    return Post(store, clock, office)


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


async def test_an_answer_that_was_lost_is_asked_after_before_anything_is_sent_again(
    post: Post,
) -> None:
    post.office.answers["a"] = [lost()]
    post.office.found["a"] = {"number": "B-a"}
    await post.add("a")
    await post.turns(3, every_s=HOUR_S)
    assert (post.office.got, post.office.asked) == (["a"], ["a"])
    entry = await post.entry("a")
    assert (entry.state, entry.result, entry.uncertain) == (DONE, {"number": "B-a"}, False)


async def test_where_it_cannot_be_known_it_is_a_dead_letter_and_never_sent_by_itself(
    post: Post,
) -> None:
    unknown = OutwardError("It may have arrived: look there.", arrived=True, retry=False)
    post.office.answers["a"] = [lost()]
    post.office.found["a"] = unknown
    await post.add("a")
    await post.turns(50, every_s=HOUR_S)
    entry = await post.entry("a")
    assert (entry.state, entry.uncertain, entry.error) == (DEAD, True, str(unknown))
    assert post.office.got == ["a"]


async def test_once_uncertain_it_stays_so_whatever_the_next_attempt_says(post: Post) -> None:
    post.office.answers["a"] = [lost(), down()]
    await post.add("a")
    await post.turns(2, every_s=HOUR_S)
    assert post.office.asked == ["a"]
    assert (await post.entry("a")).uncertain, "the first one may still have arrived"
    await post.turn(after_s=HOUR_S)
    assert post.office.asked == ["a", "a"]


async def test_killed_between_sending_and_noting_it_begins_with_a_question(
    post: Post, clock: FixedClock
) -> None:
    post.office.open.clear()
    await post.add("a")
    await post.worker.turn()
    await until(lambda: post.office.at_once == 1)
    post.office.found["a"] = {"number": "B-a"}
    for task in post.worker._flying():
        task.cancel()  # nothing of it runs any more, as after a kill
    await post.worker.settled()
    entry = await post.entry("a")
    assert (entry.state, entry.uncertain, entry.attempts) == (WAITING, True, 1)
    post.new_worker()
    await post.turn()
    assert (post.office.asked, post.office.got) == (["a"], [])
    assert (await post.entry("a")).state is DONE


async def test_what_came_of_it_is_noted_however_long_the_store_is_busy(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep, "AGAIN_S", 0.001)
    kept, busy = post.store.done, iter(range(3))

    async def done(*given: object, **named: object) -> None:
        if next(busy, None) is not None:
            raise StoreError("busy")
        await kept(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(post.store, "done", done)
    await post.add("a")
    await post.turns(2)
    assert (post.office.got, (await post.entry("a")).state) == (["a"], DONE)


async def test_nothing_is_sent_that_the_store_did_not_note_before(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "AGAIN_S", 0.001)

    async def sending(entry: int) -> None:
        raise StoreError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(post.store, "sending", sending)
        await post.add("a")
        await post.turn()
    assert post.office.got == []
    await post.turn()
    assert post.office.got == ["a"]


async def test_a_bug_of_ours_is_a_dead_letter_without_anybodys_words_in_the_log(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    post.office.answers["a"] = [ValueError("kim@example.org")]
    await post.add("a", "b")
    await post.turn()
    assert (await post.entry("a")).state is DEAD
    assert "ValueError at" in caplog.text
    assert "kim@example.org" not in caplog.text + (await post.entry("a")).error
    assert post.office.got[-1] == "b"


async def test_one_that_somebody_ended_meanwhile_is_not_sent(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    (number,) = await post.add("a")
    due = post.store.due

    async def slow_due(*given: object, **named: object) -> object:
        entries = await due(*given, **named)  # type: ignore[arg-type]
        await post.store.dead(number, now_ms=0, error="by hand")
        return entries

    monkeypatch.setattr(post.store, "due", slow_due)
    await post.turn()
    assert post.office.got == []


async def test_one_that_lands_while_the_store_is_asked_waits_for_its_time(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.office.open.clear()
    post.office.answers["a"] = [down()]
    await post.add("a")
    await post.worker.turn()
    await until(lambda: post.office.at_once == 1)
    due = post.store.due

    async def stale_due(*given: object, **named: object) -> object:
        entries = await due(*given, **named)  # type: ignore[arg-type]
        post.office.open.set()
        await post.worker.settled()
        return entries

    monkeypatch.setattr(post.store, "due", stale_due)
    await post.turn()
    assert (post.office.got, (await post.entry("a")).attempts) == ([], 1)


async def test_entries_for_a_target_that_nobody_knows_wait(post: Post) -> None:
    await post.store.add(NewEntry(target="fax", kind="word"), now_ms=post.clock.now_ms)
    await post.turns(3, every_s=HOUR_S)
    assert [each.state for each in await post.store.list()] == [WAITING]


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
