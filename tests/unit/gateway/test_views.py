"""What is in view: the pure functions, and the composer's faster way to the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metaserver.gateway import rings as ring_table
from metaserver.gateway.compose import Composer, Step, Taken
from metaserver.gateway.logs import DELTAS_MAX, CellLogs
from metaserver.gateway.rings import OUT, RingTable, View
from metaserver.gateway.whereabouts import Whereabouts
from metaserver.protocol.bus import CellOut, KeyOut, TickOut
from metaserver.protocol.messages import Tier
from metaserver.protocol.views import (
    LADDERS,
    LevelCells,
    WorldInfo,
    cell_at,
    corner,
    ladder,
    level_of,
    rings,
)
from tests.unit.gateway.stage import plaza, split_frame

INFO = plaza()
RUNGS = [(tier, rung) for tier, rungs in LADDERS.items() for rung in range(len(rungs))]


@given(st.integers(0, INFO.cells - 1), st.sampled_from(RUNGS))
def test_rings_are_squares_around_the_viewer_on_its_level(
    cell: int, tier_and_rung: tuple[Tier, int]
) -> None:
    radii = LADDERS[tier_and_rung[0]][tier_and_rung[1]]
    found = rings(INFO, cell, radii)
    level = level_of(INFO, cell)
    x, y = corner(INFO, cell)
    limits = (-1, *radii)
    for ring, cells in enumerate(found):
        for other in cells:
            assert level_of(INFO, other) is level
            ox, oy = corner(INFO, other)
            distance = max(abs(ox - x), abs(oy - y)) / 8
            assert limits[ring] < distance <= limits[ring + 1]
    assert len({*found[0], *found[1], *found[2]}) == sum(map(len, found))


@given(st.integers(0, INFO.cells - 1), st.sampled_from(RUNGS))
def test_the_composer_sees_the_same_rings(cell: int, tier_and_rung: tuple[Tier, int]) -> None:
    every = np.arange(INFO.cells)
    row = RingTable(INFO).of([View(cell, *tier_and_rung)], every)[0]
    for ring, cells in enumerate(rings(INFO, cell, LADDERS[tier_and_rung[0]][tier_and_rung[1]])):
        assert np.flatnonzero(row == ring).tolist() == cells
    assert int((row == OUT).sum()) == INFO.cells - int((row < OUT).sum())


def test_rings_of_many_views_are_those_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than the table begins with, and more than it remembers."""
    every, table = np.arange(INFO.cells), RingTable(INFO)
    monkeypatch.setattr(ring_table, "VIEWS_MAX", 300)
    for tier, rung in RUNGS[:3]:
        views = [View(cell, tier, rung) for cell in [*range(INFO.cells), 7]]
        found = table.of(views, every)
        for view, row in zip(views, found, strict=True):
            assert np.array_equal(row, RingTable(INFO).of([view], every)[0])


@pytest.mark.parametrize(("cell_m", "near"), [(4, 6), (8, 3), (16, 2)])
def test_radii_are_the_same_metres_in_every_world(cell_m: int, near: int) -> None:
    info = WorldInfo("w", "h", cell_m, "s", (), INFO.levels)
    assert ladder(info, Tier.FULL)[0][0] == near


@given(st.floats(-50, 250), st.floats(-50, 130))
def test_the_cell_of_a_point_contains_it_or_is_the_nearest(x: float, y: float) -> None:
    cell = cell_at(INFO, "ground", x, y)
    cx, cy = corner(INFO, cell)
    assert cx <= min(max(x, 0), 159.9) < cx + 8 and cy <= min(max(y, 0), 79.9) < cy + 8


def test_unknown_cells_and_levels_are_errors() -> None:
    with pytest.raises(KeyError):
        level_of(INFO, 225)
    with pytest.raises(KeyError):
        cell_at(INFO, "cellar", 0, 0)


def tick(number: int, near: dict[int, bytes], keys: dict[int, bytes] | None = None) -> TickOut:
    streams = {cell: CellOut(1, data) for cell, data in near.items()}
    made = {cell: KeyOut(data, b"N" if data != b"empty" else b"") for cell, data in
            (keys or {}).items()}  # fmt: skip
    return TickOut(1, number, 0, 100, streams, {}, {}, made, b"", b"", [])


def body(frame: bytes) -> bytes:
    return split_frame(frame)[1]


def test_a_joiner_at_a_keyframe_gets_it_without_the_same_ticks_deltas() -> None:
    composer, logs = Composer(INFO), CellLogs()
    out = tick(5, {0: b"DELTA"}, {0: b"KEY"})
    taken = Taken(out, logs.add(out), out.tick - 1)
    (frame,) = composer.compose([taken], logs, [Step(None, 4, View(0, Tier.FULL))])
    assert b"KEYN" in body(frame) and b"DELTA" not in body(frame)


def test_a_joiner_gets_the_present_delta_once() -> None:
    composer, logs = Composer(INFO), CellLogs()
    logs.add(tick(5, {}, {0: b"KEY"}))
    out = tick(6, {0: b"DELTA"})
    taken = Taken(out, logs.add(out), out.tick - 1)
    (frame,) = composer.compose([taken], logs, [Step(None, 5, View(0, Tier.FULL))])
    assert body(frame).count(b"DELTA") == 1 and b"KEYN" in body(frame)


def test_an_empty_cell_that_comes_into_view_costs_nothing() -> None:
    composer, logs = Composer(INFO), CellLogs()
    out = tick(5, {}, {0: b"empty"})
    logs.add(out)
    taken = Taken(out, set(), 4)
    (frame,) = composer.compose([taken], logs, [Step(None, 4, View(0, Tier.FULL))])
    assert b"empty" not in body(frame)


def test_who_stays_gets_nothing_where_nothing_happens() -> None:
    composer, logs = Composer(INFO), CellLogs()
    out = tick(5, {})
    taken = Taken(out, logs.add(out), out.tick - 1)
    stay = View(0, Tier.FULL)
    assert composer.compose([taken], logs, [Step(stay, 4, stay)]) == [b""]
    assert composer.compose([taken], logs, []) == []


def test_a_settled_view_has_been_given_the_tick_before() -> None:
    composer, logs = Composer(INFO), CellLogs()
    logs.add(tick(5, {0: b"FIVE"}, {1: b"KEY"}))
    out = tick(6, {0: b"SIX"})
    taken = [Taken(out, logs.add(out), 5)]
    stay, same = View(0, Tier.FULL), View(0, Tier.FULL)
    told = composer.compose(taken, logs, [Step(stay, None, stay), Step(stay, 5, same)])
    assert told[0] == told[1] and body(told[0]).endswith(b"SIX")
    (late,) = composer.compose(taken, logs, [Step(stay, 4, stay)])
    assert b"FIVE" in body(late) and b"KEY" in body(late)


def test_the_first_keyframe_of_a_cell_goes_to_those_who_view_it_already() -> None:
    composer, logs = Composer(INFO), CellLogs()
    logs.add(tick(5, {0: b"EARLIER"}))
    out = tick(6, {0: b"DELTA"}, {0: b"KEY"})
    taken = Taken(out, logs.add(out), out.tick - 1)
    for tier, cell in ((Tier.FULL, 0), (Tier.FULL, 5), (Tier.FULL, 19)):
        view = View(cell, tier)
        (frame,) = composer.compose([taken], logs, [Step(view, 5, view)])
        assert b"KEYN" in body(frame) and b"DELTA" not in body(frame)


def test_ticks_that_waited_are_told_in_one_frame_in_their_order() -> None:
    composer, logs = Composer(INFO), CellLogs()
    logs.add(tick(5, {}, {0: b"KEY", 1: b"OTHER"}))
    outs = [tick(6, {0: b"SIX"}), tick(7, {0: b"SEVEN", 1: b"SIDE"})]
    taken = [Taken(out, logs.add(out), out.tick - 1) for out in outs]
    stay = View(0, Tier.FULL)
    joiner = Step(None, 5, stay)
    kept, joined = composer.compose(taken, logs, [Step(stay, 5, stay), joiner])
    assert body(kept).endswith(b"SIXSEVENSIDE")
    assert b"KEYNSIXSEVEN" in body(joined) and body(joined).count(b"SIX") == 1


def test_a_rung_lower_gets_nothing_anew_and_a_rung_higher_the_logs_of_what_is_nearer() -> None:
    composer, logs = Composer(INFO), CellLogs()
    logs.add(tick(5, {}, {0: b"KEY", 3: b"THREE"}))
    out = tick(6, {0: b"SIX"})
    taken = Taken(out, logs.add(out), 5)
    wide, narrow = View(0, Tier.FULL, 0), View(0, Tier.FULL, 3)
    down, up = composer.compose([taken], logs, [Step(wide, 5, narrow), Step(narrow, 5, wide)])
    assert b"THREE" not in body(down) and b"KEY" not in body(down) and b"SIX" in body(down)
    assert b"THREEN" in body(up) and b"KEY" not in body(up)


def test_a_log_without_keyframes_does_not_grow_for_ever() -> None:
    logs = CellLogs()
    for number in range(3 * DELTAS_MAX):
        logs.add(tick(number, {0: b"x"}))
    assert len(logs.get(0).streams[0]) <= DELTAS_MAX
    assert logs.get(0).key_tick == -1


def test_distances_are_exact_where_the_zone_bears_out_what_is_claimed() -> None:
    where = Whereabouts(INFO)
    where.seat(1, "ground", 20.0, 20.0)
    where.seat(2, "ground", 23.0, 24.0)
    where.seat(3, "upper", 20.0, 20.0)
    where.seat(4, "ground", 60.0, 20.0)
    where.claim(4, 21.0, 20.0)  # says so, but its cell is another
    distance, x, _ = where.distances(1, np.array([1, 2, 3, 4, 5]))
    assert distance.tolist() == [0.0, 5.0, np.inf, 40.0, np.inf]
    assert x[3] == 60.0
    where.forget(2)
    assert where.where(2) is None
    assert where.where(1) == ("ground", 20.0, 20.0)


def test_a_view_takes_the_world_it_is_given() -> None:
    levels = (LevelCells("a", -8, -8, 8, 8, 0, 2, 2), LevelCells("b", 0, 0, 8, 8, 4, 1, 1))
    info = WorldInfo("two", "h", 8, "s", (), levels)
    assert info.cells == 5
    assert rings(info, 4, (3, 6, 40)) == ([4], [], [])
    assert rings(info, 0, (1, 2, 6))[0] == [0, 1, 2, 3]
