"""Slots, cells, viewer cells, states and records."""

from __future__ import annotations

import numpy as np
import pytest

from metaserver.simulation.records import DRIFT_M, EPSILON_M
from metaserver.simulation.slots import REST_TICKS, SLOTS_MAX, Slots
from metaserver.simulation.streams import periods
from metaserver.simulation.terrain import NOWHERE
from metaserver.simulation.thinning import (
    COMFORT_BYTES_PER_S,
    FACTOR_MAX,
    FAR_BYTES_PER_S,
    Thinning,
)
from tests.unit.simulation.kit import AWAY, EAST, NORTH, WALK, Yard, floor


def settle(yard: Yard, ms: int = 100) -> None:
    yard.step(ms)
    yard.crowd.end_states(yard.now_ms)
    yard.crowd.settle(yard.tick, yard.now_ms)


def test_a_released_slot_rests_and_then_comes_again_in_order() -> None:
    slots = Slots(10)
    assert [slots.take(1) for _ in range(3)] == [0, 1, 2]
    slots.release(1, 5)
    slots.release(0, 6)
    assert slots.take(5 + REST_TICKS - 1) == 3
    assert [slots.take(6 + REST_TICKS) for _ in range(3)] == [1, 0, 4]


def test_no_more_slots_than_the_capacity_are_in_use() -> None:
    slots = Slots(2)
    assert [slots.take(1) for _ in range(3)] == [0, 1, None]
    slots.release(0, 1)
    assert slots.take(2) == 2
    assert slots.used == 2


def test_ids_never_leave_sixteen_bits() -> None:
    slots = Slots(1_000_000)
    assert slots.capacity == SLOTS_MAX
    for _ in range(SLOTS_MAX):
        assert slots.take(1) is not None
    assert slots.take(1) is None
    slots.release(7, 1)
    assert slots.take(2) is None, "it rests"
    assert slots.take(1 + REST_TICKS) == 7


def test_the_columns_grow_and_keep_what_is_in_them() -> None:
    yard = Yard()
    slots = [yard.add(0.1 * i % 30, 4) for i in range(300)]
    assert yard.crowd.avatars.room == 512
    assert yard.at(slots[7]) == pytest.approx((0.7, 4))
    assert len(yard.crowd) == 300


def test_a_used_slot_is_as_new() -> None:
    yard = Yard()
    old = yard.add(4, 4)
    yard.course(old, EAST, WALK)
    settle(yard)
    yard.crowd.set_state(old, 5, 123, yard.now_ms)
    yard.crowd.remove(old, yard.tick)
    yard.tick += REST_TICKS
    new = yard.crowd.add(bytes(5), yard.tick)
    a = yard.crowd.avatars
    assert new == old
    assert (a.state[new], a.speed[new], a.state_until_ms[new]) == (0, 0, 0)
    assert (a.cell[new], a.viewer_cell[new]) == (NOWHERE, NOWHERE)


@pytest.mark.parametrize("number", [-1, 5000, True, 1.0, "0", None])
def test_no_avatar_is_known_by_what_is_not_its_number(number: object) -> None:
    yard = Yard()
    yard.add(4, 4)
    yard.add(4, 4)
    assert not yard.crowd.avatars.known(number)
    assert yard.crowd.avatars.known(1)


def test_gestures_end_and_lasting_states_stay() -> None:
    yard = Yard()
    waves, sits, away = (yard.add(4, 4) for _ in range(3))
    yard.crowd.set_state(waves, 2, yard.now_ms + 250, yard.now_ms)
    yard.crowd.set_state(sits, 1, 0, yard.now_ms)
    yard.crowd.set_state(away, 2, yard.now_ms + 250, yard.now_ms)
    yard.crowd.set_state(away, AWAY, 0, yard.now_ms)
    settle(yard)
    settle(yard)
    assert yard.crowd.avatars.state[[waves, sits, away]].tolist() == [2, 1, AWAY]
    settle(yard)
    assert yard.crowd.avatars.state[[waves, sits, away]].tolist() == [0, 1, AWAY]


def test_acting_stops_the_avatar() -> None:
    yard = Yard()
    a = yard.add(4, 4)
    yard.course(a, NORTH, WALK)
    yard.step()
    yard.crowd.set_state(a, 1, 0, yard.now_ms)
    yard.steps(3)
    assert yard.at(a) == pytest.approx((4, 4.2))


def test_who_leaves_a_cell_is_logged_until_all_streams_told_it() -> None:
    yard = Yard()
    a = yard.add(4, 4)
    settle(yard)
    yard.crowd.tell(yard.tick, 100)
    yard.crowd.put(a, 0, 12, 4, 0, yard.now_ms)
    log = yard.crowd._grid.departures
    lengths = []
    for _ in range(12):
        settle(yard)
        yard.crowd.tell(yard.tick, 100)
        lengths.append(len(log.slot))
    assert lengths[0] == 1
    assert lengths[-1] == 0


def test_a_viewer_cell_has_a_metre_of_hysteresis() -> None:
    yard = Yard(floor(columns=4))
    a = yard.add(7.9, 4)
    assert [each.tolist() for each in yard.crowd.viewers()] == [[a], [0]]
    for x in (8.5, 8.99, 8.0, 7.0, 8.9):
        yard.crowd.put(a, 0, x, 4, 0, 0)
        assert yard.crowd.viewers()[0].tolist() == []
    yard.crowd.put(a, 0, 9.01, 4, 0, 0)
    assert yard.crowd.viewers()[1].tolist() == [1]
    yard.crowd.put(a, 0, 7.5, 4, 0, 0)
    assert yard.crowd.viewers()[0].tolist() == []
    yard.crowd.put(a, 0, 6.9, 4, 0, 0)
    assert yard.crowd.viewers()[1].tolist() == [0]


def test_a_viewer_cell_is_told_again_when_asked() -> None:
    yard = Yard()
    a = yard.add(4, 4)
    yard.crowd.viewers()
    yard.crowd.tell_viewer_again(a)
    assert yard.crowd.viewers()[0].tolist() == [a]


def rec_tick(yard: Yard, slot: int) -> int:
    return int(yard.crowd.avatars.rec_tick[slot])


def test_a_straight_walker_has_one_record_a_cell() -> None:
    yard = Yard()
    a = yard.add(1, 4)
    yard.course(a, EAST, WALK)
    ticks = set()
    for _ in range(30):
        settle(yard)
        ticks.add(rec_tick(yard, a))
    assert ticks == {1}
    for _ in range(10):
        settle(yard)
    assert rec_tick(yard, a) > 30, "it came to another cell"


@pytest.mark.parametrize(("off_m", "told"), [(DRIFT_M * 0.9, False), (DRIFT_M * 1.1, True)])
def test_a_drift_from_the_line_makes_a_record(off_m: float, told: bool) -> None:
    yard = Yard()
    a = yard.add(4, 1)
    yard.course(a, NORTH, WALK)
    settle(yard)
    settle(yard)
    x, y = yard.at(a)
    yard.course(a, NORTH, WALK, at=(x + off_m, y), ago_ms=100)
    settle(yard)
    assert (rec_tick(yard, a) == yard.tick) is told


def test_two_drifts_stay_within_epsilon() -> None:
    assert 2 * DRIFT_M <= EPSILON_M


@pytest.mark.parametrize("change", ["heading", "speed", "state"])
def test_every_change_makes_a_record(change: str) -> None:
    yard = Yard()
    a = yard.add(4, 4)
    settle(yard)
    settle(yard)
    getattr(yard.crowd.avatars, change)[a] = 3
    settle(yard)
    assert rec_tick(yard, a) == yard.tick


def test_periods_are_multiples_and_far_is_within_a_second() -> None:
    for interval_ms in range(20, 600):
        near, middle, far, key = periods(interval_ms)
        assert near == 1
        assert far == key
        assert periods(interval_ms, 3) == (near, middle, 3 * far, key)
        assert far % middle == 0
        assert far * interval_ms <= 1000
        assert middle * interval_ms <= 1000
    assert periods(100) == (1, 3, 9, 9)
    assert periods(250) == (1, 3, 3, 3)
    assert periods(1000) == periods(5000) == (1, 1, 1, 1)


def test_cells_are_told_in_different_ticks() -> None:
    """Else the work of all far cells would fall on the same tick."""
    yard = Yard(floor(columns=20, rows=20))
    for cell in range(400):
        yard.add(cell % 20 * 8 + 4, cell // 20 * 8 + 4)
    per_tick = []
    for _ in range(9):
        settle(yard)
        per_tick.append(len(yard.crowd.tell(yard.tick, 100).keys.cells))
    assert sum(per_tick) == 400
    assert max(per_tick) < 400 / 9 * 1.5
    assert np.min(per_tick) > 400 / 9 * 0.5


def test_far_tells_less_often_where_it_would_be_too_much_and_more_often_again() -> None:
    thinning = Thinning()

    def minutes(bytes_per_s: int) -> list[int]:
        factors = []
        for _ in range(600):
            thinning.told(bytes_per_s // 10, 100)
            factors.append(thinning.factor)
        return factors

    assert set(minutes(COMFORT_BYTES_PER_S - 100)) == {1}
    assert sorted(set(minutes(FAR_BYTES_PER_S - 100))) == [1, 2]
    assert minutes(1000)[-1] == 1
    assert sorted(set(minutes(FAR_BYTES_PER_S * 2))) == [1, 2, 3, FACTOR_MAX]
    assert set(minutes(round(FAR_BYTES_PER_S * 0.8))) == {FACTOR_MAX}, "it does not swing"
    assert set(minutes(round(FAR_BYTES_PER_S * 0.65))[-100:]) == {FACTOR_MAX - 1}
    assert minutes(1000)[-1] == 1
