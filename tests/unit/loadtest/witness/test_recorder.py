"""What a witness keeps of frames; fragments are written by hand."""

from __future__ import annotations

import numpy as np
import pytest
from metaclient.view import View

from loadtest.witness.bounded import Bounded
from loadtest.witness.job import SIGHTING
from loadtest.witness.recorder import Recorder
from loadtest.witness.told import told
from metaserver.protocol import records
from metaserver.protocol.frames import Fragment, Frame, Kind, pack_view
from metaserver.protocol.records import Delta, Enters, Leaves, Moves
from metaserver.protocol.views import LevelCells, WorldInfo

INFO = WorldInfo(
    "w", "0" * 16, 8.0, "start", ("start",), (LevelCells("l", 0, 0, 64, 8, 0, 8, 1),)
)  # fmt: skip
A, B = 5, 600
NEAR_CELL, MIDDLE_CELL, FAR_CELL = 0, 1, 2


def moves(*headings: tuple[int, int], speed_q: int = 0) -> Moves:
    """Pairs of avatar and heading, all in the middle of the cell."""
    n = len(headings)
    ids, heading = (np.array([h[i] for h in headings], np.uint16) for i in (0, 1))
    middle = np.full(n, 2048, np.int64)
    return Moves(ids, middle, middle, heading.astype(np.uint8), np.full(n, speed_q, np.uint8))


def enters(*headings: tuple[int, int], speed_q: int = 0) -> Enters:
    return Enters(moves(*headings, speed_q=speed_q), np.zeros((len(headings), 5), np.uint8))


def key(cell: int, *headings: tuple[int, int], tick: int = 1, speed_q: int = 0) -> Fragment:
    data = records.pack_enters(enters(*headings, speed_q=speed_q))
    return Fragment(cell, Kind.KEYFRAME, tick, data)


def turn(cell: int, tick: int, *headings: tuple[int, int]) -> Fragment:
    return Fragment(cell, Kind.MOVES, tick, records.pack_moves(moves(*headings)))


def leave(cell: int, tick: int, avatar: int) -> Fragment:
    gone = Leaves(np.array([avatar], np.uint16), np.array([0xFFFF], np.uint16))
    return Fragment(cell, Kind.DELTA, tick, records.pack_delta(Delta(gone, enters(), moves())))


def seeing(tick: int) -> Fragment:
    view = pack_view([NEAR_CELL], [MIDDLE_CELL], [FAR_CELL])
    return Fragment(NEAR_CELL, Kind.VIEW, tick, view)


class Looker:
    """A view and a recorder that get the same frames, 100 ms apart from 10.1 s on."""

    def __init__(self) -> None:
        self.view = View(INFO, epoch=1)
        self.recorder = Recorder(2, 100)
        self.recorder.measuring = True

    def gets(self, tick: int, *fragments: Fragment, age_ms: float = 20.0) -> None:
        frame = Frame(1, tick, tick * 100, 100, list(fragments))
        self.view.apply(frame)
        self.recorder.frame(frame, self.view, 0, 10 + tick / 10, age_ms)

    @property
    def seen(self) -> list[tuple[float, float, int, int, int]]:
        """When, in view since when, who, heading, ring."""
        rows = self.recorder.sightings.rows
        names = ("at_s", "since_s", "avatar", "heading", "ring")
        return [tuple(row[name].item() for name in names) for row in rows]  # type: ignore[misc]


@pytest.fixture
def looker() -> Looker:
    looker = Looker()
    looker.gets(1, seeing(1), key(NEAR_CELL, (A, 10)), key(FAR_CELL, (B, 10)))
    return looker


def test_a_changed_heading_is_a_sighting_once(looker: Looker) -> None:
    looker.gets(2, turn(NEAR_CELL, 2, (A, 20)))
    looker.gets(3, turn(NEAR_CELL, 3, (A, 20)))
    looker.gets(4, turn(FAR_CELL, 4, (B, 30)))
    assert looker.seen == [(10.2, 10.1, A, 20, 0), (10.4, 10.1, B, 30, 2)]


def test_who_comes_into_view_is_no_sighting_and_is_known_since_then(looker: Looker) -> None:
    looker.gets(2, leave(NEAR_CELL, 2, A))
    looker.gets(3, key(NEAR_CELL, (A, 40), tick=3))
    looker.gets(4, turn(NEAR_CELL, 4, (A, 50)))
    assert looker.seen == [(10.4, 10.3, A, 50, 0)]


def test_a_record_that_the_view_did_not_take_is_no_sighting(looker: Looker) -> None:
    looker.gets(5, turn(NEAR_CELL, 5, (A, 20)))
    looker.gets(6, turn(NEAR_CELL, 4, (A, 99)))
    assert [row[3] for row in looker.seen] == [20]


def test_ages_are_those_of_the_fragments_own_ticks_by_ring(looker: Looker) -> None:
    looker.gets(9, turn(NEAR_CELL, 9, (A, 1)), turn(FAR_CELL, 7, (B, 2)), age_ms=20.7)
    assert looker.recorder.ages[0, 20] == 1
    assert looker.recorder.ages[2, 220] == 1
    assert looker.recorder.ages.sum() == 2
    assert looker.recorder.records.tolist() == [1, 0, 1]


def test_a_frame_with_another_view_has_no_age_but_sightings(looker: Looker) -> None:
    looker.gets(9, seeing(9), key(NEAR_CELL, (A, 77), tick=5))
    assert looker.recorder.ages.sum() == 0
    assert [row[3] for row in looker.seen] == [77]


def test_nothing_is_kept_before_measuring_but_headings_are_known() -> None:
    looker = Looker()
    looker.recorder.measuring = False
    looker.gets(1, seeing(1), key(NEAR_CELL, (A, 10)))
    looker.gets(2, turn(NEAR_CELL, 2, (A, 20)))
    looker.recorder.measuring = True
    looker.gets(3, turn(NEAR_CELL, 3, (A, 20)))
    looker.gets(4, turn(NEAR_CELL, 4, (A, 30)))
    assert [row[3] for row in looker.seen] == [30]


def test_a_look_shows_everybody_where_they_are_by_now() -> None:
    looker = Looker()
    looker.gets(1, seeing(1), key(NEAR_CELL, (A, 0), speed_q=8), key(MIDDLE_CELL, (B, 64)))
    looker.recorder.look(looker.view, 3, 20.0, 100)
    shown = looker.recorder.look(looker.view, 3, 21.0, 1100)
    a, b = shown[shown["avatar"] == A][0], shown[shown["avatar"] == B][0]
    assert (a["x"], a["y"]) == pytest.approx((4.0, 6.0), abs=0.002)
    assert (b["x"], b["y"]) == pytest.approx((12.0, 4.0), abs=0.002)
    assert (a["ring"], b["ring"], a["world"], a["witness"]) == (0, 1, 3, 2)
    assert looker.recorder.avatar_s.tolist() == [1, 1, 0]
    assert len(looker.recorder.shown.rows) == 4


def test_cells_in_view_are_squares_on_the_ground(looker: Looker) -> None:
    cells = looker.recorder.cells(looker.view, 0)
    assert sorted(cells["x0"].tolist()) == [0, 8, 16]
    assert set(cells["side_m"].tolist()) == {8}


def test_told_names_whoever_a_fragment_has_a_record_of() -> None:
    delta = Delta(
        Leaves(np.array([1], np.uint16), np.array([2], np.uint16)),
        enters((3, 0), (4, 0)), moves((5, 0)),
    )  # fmt: skip
    assert told(Fragment(0, Kind.DELTA, 1, records.pack_delta(delta))) == (3, 4, 5)
    assert told(turn(0, 1, (7, 0), (8, 0))) == (7, 8)
    assert told(key(0, (9, 0))) == (9,)
    assert told(Fragment(0, Kind.NAMES, 1, b"")) == ()


def test_a_full_buffer_says_since_when_and_keeps_what_it_has() -> None:
    rows = Bounded(SIGHTING, 2)
    rows.add([(1.0, 0.0, 1, 2, 0, 0, 0)], 1.0)
    rows.add([(2.0, 0.0, 1, 3, 0, 0, 0)] * 2, 2.0)
    rows.add([(3.0, 0.0, 1, 4, 0, 0, 0)], 3.0)
    assert (len(rows.rows), rows.full_s) == (1, 2.0)
