"""Answers that are lost, kills between sending and noting, and what the store cannot keep."""

import pytest

from metaserver.civic.outbox import keep, lane
from metaserver.errors import OutwardError, StoreError
from metaserver.ports.outbox import Delivery, NewEntry
from tests.integration.waiting import until
from tests.unit.civic.outbox.office import Post, down, lost
from tests.unit.storage.lines import FixedClock

DONE, DEAD, WAITING = Delivery.DONE, Delivery.DEAD, Delivery.WAITING
HOUR_S = 3600.0


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
