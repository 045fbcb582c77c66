"""The rules of ``metaclient.view``, one by one, with fragments written by hand."""

from __future__ import annotations

import numpy as np
import pytest
from metaclient.view import View

from metaserver.errors import Malformed
from metaserver.protocol import records
from metaserver.protocol.frames import Fragment, Frame, Kind, pack_view
from metaserver.protocol.quantise import state_byte
from metaserver.protocol.records import ELSEWHERE, Delta, Enters, Leaves, Moves
from metaserver.protocol.views import LevelCells, WorldInfo

INFO = WorldInfo(
    "w", "0" * 16, 8.0, "start", ("start",), (LevelCells("l", 0, 0, 64, 8, 0, 8, 1),)
)  # fmt: skip
A, B = 5, 6


def moves(*ids: int, at: int = 2048, speed: int = 0) -> Moves:
    n = len(ids)
    q, zeros = np.full(n, at, np.int64), np.zeros(n, np.uint8)
    state = state_byte(zeros, np.full(n, speed, np.uint8))
    return Moves(np.array(ids, np.uint16), q, q, zeros, state)


def enters(*ids: int, at: int = 2048, speed: int = 0, look: int = 0) -> Enters:
    return Enters(moves(*ids, at=at, speed=speed), np.full((len(ids), 5), look, np.uint8))


def delta(
    cell: int, tick: int, *, leave: dict[int, int] | None = None, enter: Enters | None = None,
    move: Moves | None = None,
) -> Fragment:  # fmt: skip
    leave = leave or {}
    leaves = Leaves(np.array(list(leave), np.uint16), np.array(list(leave.values()), np.uint16))
    data = records.pack_delta(Delta(leaves, enter or enters(), move or moves()))
    return Fragment(cell, Kind.DELTA, tick, data)


def key(cell: int, tick: int, everybody: Enters) -> Fragment:
    return Fragment(cell, Kind.KEYFRAME, tick, records.pack_enters(everybody))


def names(cell: int, tick: int, *entries: tuple[int, bytes, str]) -> Fragment:
    return Fragment(cell, Kind.NAMES, tick, records.pack_names(list(entries)))


def seeing(*cells: int, tick: int = 1) -> Fragment:
    return Fragment(cells[0], Kind.VIEW, tick, pack_view(list(cells), [], []))


def viewing(*fragments: Fragment, tick: int = 100, cells: tuple[int, ...] = (0, 1, 2)) -> View:
    """A view that saw these cells from tick 1 on, and these fragments in one frame."""
    view = View(INFO, epoch=1)
    view.apply(Frame(1, 1, 1000, 100, [seeing(*cells)]))
    view.apply(Frame(1, tick, 1000 + 100 * (tick - 1), 100, list(fragments)))
    return view


def test_a_leave_rebinds_to_a_cell_in_view() -> None:
    view = viewing(delta(0, 90, enter=enters(A)), delta(0, 91, leave={A: 2}))
    assert view.avatars[A].cell == 2


@pytest.mark.parametrize("to", [7, ELSEWHERE])
def test_a_leave_to_what_is_not_in_view_removes(to: int) -> None:
    view = viewing(delta(0, 90, enter=enters(A)), delta(0, 91, leave={A: to}))
    assert A not in view.avatars


def test_a_leave_does_not_count_where_one_is_bound_elsewhere_or_by_younger_word() -> None:
    view = viewing(
        delta(1, 95, enter=enters(A)), delta(0, 96, leave={A: 7}),
        delta(1, 94, leave={A: 7}),
    )  # fmt: skip
    assert view.avatars[A].cell == 1


def test_a_leave_does_not_rebind_to_a_cell_that_has_spoken_since() -> None:
    """Else the logs of two cells, one after the other, would leave a ghost."""
    log_of_1 = [delta(1, 91, enter=enters(A)), delta(1, 92, leave={A: 7})]
    log_of_0 = [key(0, 90, enters(A)), delta(0, 91, leave={A: 1})]
    assert A not in viewing(*log_of_1, *log_of_0).avatars
    assert A not in viewing(*log_of_0, *log_of_1).avatars


def test_a_cell_new_in_view_has_spoken_of_the_tick_of_that_view() -> None:
    view = viewing(seeing(0, 1, 4, tick=100), delta(0, 90, enter=enters(A)),
                   delta(0, 95, leave={A: 4}))  # fmt: skip
    assert A not in view.avatars


def test_an_older_log_still_brings_the_record_that_a_leave_could_not() -> None:
    """Bound to cell 1 by a leave of tick 95, whose record is that of tick 90."""
    view = viewing(
        delta(0, 90, enter=enters(A, at=100)), delta(0, 95, leave={A: 1}),
        delta(1, 93, enter=enters(A, at=300, speed=8)),
    )  # fmt: skip
    avatar = view.avatars[A]
    assert (avatar.cell, avatar.tick) == (1, 95)
    assert (avatar.record_tick, avatar.speed_q) == (93, 8)
    assert avatar.x == pytest.approx(8 + 300.5 * 8 / 4096)


def test_an_older_record_does_not_count() -> None:
    view = viewing(delta(0, 95, enter=enters(A, at=100)), delta(1, 94, enter=enters(A, at=300)))
    assert (view.avatars[A].cell, view.avatars[A].record_tick) == (0, 95)


def test_a_move_of_nobody_known_is_ignored_and_counted() -> None:
    view = viewing(delta(0, 95, move=moves(A, B)))
    assert view.avatars == {}
    assert view.unknown_moves == 2


def test_a_keyframe_removes_who_is_not_in_it_and_no_other() -> None:
    view = viewing(
        delta(0, 90, enter=enters(1, 2)), delta(1, 90, enter=enters(3)),
        delta(0, 96, enter=enters(4)), key(0, 95, enters(2)),
    )  # fmt: skip
    assert set(view.avatars) == {2, 3, 4}


def test_another_view_removes_who_is_bound_outside_it() -> None:
    view = viewing(delta(0, 90, enter=enters(A)), delta(1, 90, enter=enters(B)), seeing(1, 2))
    assert set(view.avatars) == {B}
    assert view.near == [1, 2]
    assert view.viewer_cell == 1


def test_frames_of_another_epoch_are_dropped() -> None:
    view = viewing()
    view.apply(Frame(2, 101, 0, 100, [delta(0, 101, enter=enters(A))]))
    assert (view.avatars, view.dropped_frames, view.tick) == ({}, 1, 100)


def test_without_an_epoch_every_frame_counts() -> None:
    view = View(INFO)
    view.apply(Frame(9, 1, 0, 100, [seeing(0), delta(0, 1, enter=enters(A))]))
    assert A in view.avatars


def test_names_and_looks_are_each_of_their_own_tick() -> None:
    old, new = bytes(5), bytes((1, 1, 1, 1, 1))
    view = viewing(
        key(0, 90, enters(A)), names(0, 90, (A, old, "old")), names(0, 95, (A, new, "new")),
        names(1, 92, (A, old, "older")), names(1, 92, (B, old, "unknown")),
    )  # fmt: skip
    assert (view.avatars[A].name, view.avatars[A].look) == ("new", new)
    assert B not in view.avatars


def test_a_look_by_an_enter_is_younger_than_that_of_older_names() -> None:
    view = viewing(
        delta(0, 95, enter=enters(A, look=3)), names(0, 90, (A, bytes(5), "name"))
    )  # fmt: skip
    assert (view.avatars[A].name, view.avatars[A].look) == ("name", bytes((3,) * 5))


def test_a_position_is_extrapolated_along_the_heading() -> None:
    view = viewing(delta(0, 100, enter=enters(A, speed=8)))
    now_ms = view.time_ms
    x, y = view.avatars[A].at(now_ms + 500)
    assert (x, y) == pytest.approx((4.0, 5.0), abs=0.001)


def test_the_clock_wraps_between_a_record_and_now() -> None:
    view = View(INFO)
    view.apply(Frame(1, 1, 2**32 - 100, 100, [seeing(0), delta(0, 1, enter=enters(A, speed=8))]))
    assert view.avatars[A].at(400)[1] == pytest.approx(5.0, abs=0.001)


def test_the_time_of_an_older_fragment_is_that_of_its_own_frame_where_it_came() -> None:
    view = View(INFO)
    view.apply(Frame(1, 1, 1000, 100, [seeing(0)]))
    view.apply(Frame(1, 2, 1250, 100, []))
    view.apply(Frame(1, 3, 1350, 100, [delta(0, 2, enter=enters(A))]))
    assert view.avatars[A].time_ms == 1250


def test_else_it_is_reckoned_back_from_the_frame() -> None:
    view = viewing(delta(0, 95, enter=enters(A)), tick=100)
    assert view.avatars[A].time_ms == view.time_ms - 500


def test_times_are_forgotten_with_the_ticks_that_no_fragment_can_name() -> None:
    view = View(INFO)
    for tick in range(1, 300):
        view.apply(Frame(1, tick, tick * 100, 100, []))
    assert len(view._times) == 128


def test_a_cell_that_is_not_of_the_world_is_malformed() -> None:
    with pytest.raises(Malformed):
        viewing(delta(99, 95, enter=enters(A)))


def test_plain_moves_are_taken() -> None:
    data = records.pack_moves(moves(A, speed=4))
    view = viewing(delta(0, 90, enter=enters(A)), Fragment(0, Kind.MOVES, 91, data))
    assert (view.avatars[A].speed_q, view.avatars[A].record_tick) == (4, 91)
