"""Nothing that is kept says who somebody was."""

from pathlib import Path

from metaserver.protocol.bus import CellOut, KeyOut, TickOut
from metaserver.protocol.frames import Kind, pack_fragment
from metaserver.protocol.records import (
    pack_delta,
    pack_enters,
    pack_moves,
    pack_names,
    unpack_delta,
    unpack_enters,
)
from metaserver.recorder.faceless import faceless
from metaserver.recorder.format import fragments
from tests.protocol import samples
from tests.unit.recorder.kit import NAMES, Yard, person_of, raw_bytes


def tick(near: dict[int, CellOut], keys: dict[int, KeyOut]) -> TickOut:
    events = [["roster", 1, "00c0ffee00c0ffee", "가람", 1]]
    return TickOut(1, 130, 5000, 100, near, {}, {}, keys, b"\1\0", b"\2\0", events)


def test_names_persons_and_words_are_not_in_a_file(tmp_path: Path) -> None:
    yard = Yard(tmp_path)
    avatars = yard.join(*NAMES)
    yard.stage.control("say", avatars[0], 1, 1, "들키면 안 되는 말", 0, 1_790_000_000_000, None)
    yard.stage.control("appear", avatars[1], "또 다른 이름", bytes(5))
    yard.walk(3)
    (recording,) = yard.recordings()
    raw = raw_bytes(recording.path)
    told = b"".join(
        [
            *(piece.data for out in yard.told for piece in out.near.values()),
            *(repr(out.events).encode() for out in yard.told),
        ]
    )
    persons = [person_of(n) for n in range(2)]
    for secret in (*NAMES, "또 다른 이름", "들키면 안 되는 말", *persons):
        assert secret.encode() in told, "the zone did tell it"
        assert secret.encode() not in raw


def test_marks_are_taken_from_looks_and_nothing_else_changes() -> None:
    marked, delta = samples.enters(40), samples.delta(3, 5, 7)
    packed = pack_fragment(9, Kind.KEYFRAME, 130, pack_enters(marked))
    told = [
        pack_fragment(300, Kind.MOVES, 130, pack_moves(samples.moves(4))),
        pack_fragment(7, Kind.DELTA, 130, pack_delta(delta)),
        pack_fragment(7, Kind.NAMES, 130, pack_names([(1, bytes(5), "가람")])),
    ]
    near = {300: CellOut(1, told[0]), 7: CellOut(2, told[1] + told[2])}
    listed: set[int] = set()
    kept, keys = faceless(tick(near, {9: KeyOut(packed, told[2])}), listed)
    (moves, (cell, kind, data)) = fragments(kept)
    assert moves == (300, Kind.MOVES, pack_moves(samples.moves(4)))
    assert (cell, kind) == (7, Kind.DELTA)
    again = unpack_delta(data)
    assert again.leaves.id.tolist() == delta.leaves.id.tolist()
    assert pack_moves(again.enters.moves) == pack_moves(delta.enters.moves)
    assert pack_moves(again.moves) == pack_moves(delta.moves)
    ((cell, _, data),) = fragments(keys)
    everybody = unpack_enters(data)
    assert (cell, len(everybody)) == (9, 40)
    for before, after in ((delta.enters, again.enters), (marked, everybody)):
        assert before.look[:, 4].any()
        assert not after.look[:, 4].any()
        assert (after.look[:, :4] == before.look[:, :4]).all()
    assert listed == {*marked.moves.id.tolist(), *delta.enters.moves.id.tolist()}


def test_a_tick_that_tells_nothing_keeps_nothing() -> None:
    assert faceless(tick({}, {}), set()) == (b"", b"")
