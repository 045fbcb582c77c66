from __future__ import annotations

from metaserver.gateway.chat import ChatEntry, ChatRing, entry_of


def said(seq: int, time_ms: int) -> ChatEntry:
    return entry_of(
        seq=seq, channel=1, avatar=1, person="p", name="Kim", text=f"line {seq}", time_ms=time_ms
    )


def test_old_lines_are_forgotten_and_counted_as_missed() -> None:
    ring = ChatRing()
    for seq in range(1, 6):
        ring.add(said(seq, 1000 * seq))
    ring.forget(before_ms=3000)
    entries, missed = ring.since(0)
    assert [entry.said.seq for entry in entries] == [3, 4, 5]
    assert missed == 2


def test_a_ring_that_forgot_everything_still_knows_the_newest_number() -> None:
    ring = ChatRing()
    ring.add(said(7, 1000))
    ring.forget(before_ms=2000)
    assert ring.since(7) == ([], 0)
    assert ring.since(5) == ([], 2)
