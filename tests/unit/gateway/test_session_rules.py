"""The pure parts: stages, token buckets, reliable messages; and the book of sessions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metaserver.errors import Malformed, OutOfOrder, VersionMismatch
from metaserver.gateway.alarms import Alarms
from metaserver.gateway.book import SessionBook
from metaserver.gateway.chat import ChatRing, entry_of
from metaserver.gateway.relations import Relations
from metaserver.protocol.codec import HASH
from metaserver.protocol.codes import CHAT_RING, PAST_EVENTS
from metaserver.protocol.messages import VERSION
from metaserver.protocol.session import PastEvents, Stage, TokenBucket, advance, check_first


@pytest.mark.parametrize("stage", Stage)
def test_everybody_can_end_and_nobody_comes_back_from_that(stage: Stage) -> None:
    if stage is Stage.ENDED:
        for to in Stage:
            with pytest.raises(OutOfOrder):
                advance(stage, to)
    else:
        assert advance(stage, Stage.ENDED) is Stage.ENDED


def test_nobody_is_present_without_joining() -> None:
    for stage in (Stage.QUEUED, Stage.AWAY):
        with pytest.raises(OutOfOrder):
            advance(stage, Stage.PRESENT)


@pytest.mark.parametrize(
    ("array", "error"),
    [
        ([13, 1], OutOfOrder), ([True, VERSION, HASH], OutOfOrder), ([1], Malformed),
        ([1, "1", HASH], Malformed), ([1, VERSION, 5], Malformed),
        ([1, VERSION + 1, HASH], VersionMismatch), ([1, VERSION, "0" * 16], VersionMismatch),
    ],
)  # fmt: skip
def test_the_first_message(array: list[object], error: type[Exception]) -> None:
    check_first([1, VERSION, HASH])
    with pytest.raises(error):
        check_first(array)


@given(st.lists(st.floats(0, 5), max_size=200), st.floats(0.5, 20), st.integers(1, 50))
def test_a_bucket_never_gives_more_than_its_rate_and_burst(
    gaps: list[float], rate: float, burst: int
) -> None:
    bucket, now_s, taken = TokenBucket(rate, burst), 0.0, 0
    for gap in gaps:
        now_s += gap
        taken += bucket.take(now_s)
    assert taken <= burst + rate * now_s + 1e-6


def test_a_bucket_says_how_long_to_wait() -> None:
    bucket = TokenBucket(0.5, 1)
    assert bucket.take(10.0) and not bucket.take(10.0)
    assert bucket.wait_s(10.0) == pytest.approx(2.0)
    assert bucket.take(12.01)


def test_the_newest_64_reliable_messages_are_kept() -> None:
    events = PastEvents()
    for number in range(1, 101):
        assert events.next() == number
        events.keep(str(number).encode())
    assert events.after(98) == [b"99", b"100"]
    assert len(events.after(0)) == PAST_EVENTS
    assert events.after(100) == [] == events.after(10**9)


def test_a_token_finds_its_session_until_it_is_used_up() -> None:
    book = SessionBook()
    session = book.open()
    first, second, third = (book.issue(session) for _ in range(3))
    assert book.by_token(first) is None, "two before is gone"
    assert book.by_token(second) is session is book.by_token(third)
    book.confirm(session)
    assert book.by_token(second) is None and book.by_token(third) is session
    book.close(session)
    assert book.by_token(third) is None and book.by_token("") is None


def test_guest_numbers_are_free_again_and_never_run_out() -> None:
    book = SessionBook()
    taken = {book.guest_number() for _ in range(12_000)}
    assert len(taken) == 12_000 and max(taken) >= 10_000
    assert book.guest_number(wanted=5) == 5
    assert book.guest_number(wanted=5) != 5


def test_alarms_ring_in_order_and_once() -> None:
    alarms, rung = Alarms(), []
    for due in (3.0, 1.0, 2.0):
        alarms.set(due, lambda due=due: rung.append(due))  # type: ignore[misc]
    alarms.ring(2.5)
    alarms.ring(2.6)
    assert rung == [1.0, 2.0] and len(alarms) == 1


def test_the_ring_counts_what_is_gone() -> None:
    ring = ChatRing()
    assert ring.since(0) == ([], 0)
    ring.last_seq = 40
    assert ring.since(30) == ([], 10), "said before this gateway listened"
    for seq in range(41, 41 + CHAT_RING + 5):
        ring.add(entry_of(seq=seq, channel=1, avatar=0, person="p", name="", text="", time_ms=0))
    entries, missed = ring.since(40)
    assert (len(entries), missed, entries[0].said.seq) == (CHAT_RING, 5, 46)


PEOPLE = st.sampled_from("abcd")


@given(st.lists(st.tuples(st.sampled_from(["mute", "unmute", "block", "unblock"]), PEOPLE, PEOPLE)))
def test_relations_are_the_same_from_both_ends(acts: list[tuple[str, str, str]]) -> None:
    relations = Relations()
    mutes: set[tuple[str, str]] = set()
    blocks: set[tuple[str, str]] = set()
    for act, who, whom in acts:
        if who == whom:
            continue
        getattr(relations, act)(who, whom)
        marks = mutes if act.endswith("mute") else blocks
        marks.discard((who, whom)) if act.startswith("un") else marks.add((who, whom))
    for one in "abcd":
        for other in "abcd":
            blocked = (one, other) in blocks or (other, one) in blocks
            apart = blocked or (one, other) in mutes or (other, one) in mutes
            assert (other in relations.hidden(one)) is blocked
            assert (other in relations.apart(one)) is apart
    relations.forget("a")
    for other in "bcd":
        assert ("a" in relations.hidden(other)) is ((other, "a") in blocks)
