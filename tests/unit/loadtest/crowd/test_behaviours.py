"""What bots do, in simulated time; ``Town.live`` asserts that nobody ever stands in a wall."""

from __future__ import annotations

from collections import Counter

import numpy as np

from loadtest.crowd.columns import HEADINGS_REMEMBERED, NEVER
from loadtest.crowd.meet import BEHIND_S, CLOSE_STEPS, LEG_S, SPOT_M
from metaserver.protocol.codes import MOVES_PER_S
from metaserver.protocol.quantise import State
from tests.unit.loadtest.crowd.town import EAST, WEST, Town, scenario


def test_walkers_turn_as_often_as_they_should_and_do_not_stop() -> None:
    town = Town(scenario({"share": 1, "do": "walk", "turns_per_s": 2}), 40)
    town.live(20)
    town.turns.clear()
    town.live(10)
    assert 1.8 < len(town.turns) / 40 / 10 < 3.0  # a wall makes some turn earlier
    assert np.mean(town.columns.speed_q > 0) > 0.9


def test_walkers_spread_over_the_ground() -> None:
    town = Town(scenario({"share": 1, "do": "walk", "turns_per_s": 2}), 200)
    town.live(30)
    x, y = town.where()
    cells = Counter(zip((x // 5).tolist(), (y // 5).tolist(), strict=True))
    assert len(cells) > 10
    assert max(cells.values()) < 60


def test_who_arrives_at_a_place_stays_around_it() -> None:
    town = Town(scenario({"share": 1, "do": "walk", "turns_per_s": 2}, place="gate"), 20)
    town.live(5)
    assert town.away_m(WEST).max() < 5 * 2.0


def test_nobody_moves_more_often_than_the_server_allows() -> None:
    town = Town(scenario({"share": 1, "do": "walk", "turns_per_s": 8}), 10)
    town.live(10)
    assert max(Counter(row for row, _ in town.turns).values()) <= 10 * MOVES_PER_S
    assert len(town.turns) / 10 / 10 > 6


def test_each_turn_of_a_marked_walker_differs_from_its_last_ones() -> None:
    town = Town(scenario({"share": 1, "do": "walk", "turns_per_s": 4}, marked=5), 10)
    town.live(20)
    for row in range(5):
        headings = [heading for own, heading in town.turns if own == row]
        assert len(headings) > 60
        for i, heading in enumerate(headings):
            assert heading not in headings[max(0, i - HEADINGS_REMEMBERED) : i]


def test_strollers_walk_rest_and_show_something() -> None:
    town = Town(scenario({"share": 1, "do": "stroll"}), 60)
    shown: set[int] = set()
    stood = np.zeros(60, np.bool_)
    walked = np.zeros(60, np.bool_)
    for _ in range(60):
        town.live(1)
        shown |= set(town.columns.act.tolist())
        stood |= town.columns.speed_q == 0
        walked |= town.columns.speed_q > 0
    assert stood.all()
    assert walked.all()
    assert {0, State.SIT, State.WAVE} <= shown
    assert State.AWAY not in shown


def test_groups_meet_in_the_other_room_and_stay_together() -> None:
    town = Town(scenario({"share": 1, "do": "gather", "group": 5}), 20)
    town.live(90)
    assert town.away_m(EAST).max() < SPOT_M[1] + CLOSE_STEPS * 0.5
    assert np.mean(town.columns.speed_q == 0) > 0.5


def test_a_tour_goes_from_place_to_place_behind_its_guide() -> None:
    town = Town(scenario({"share": 1, "do": "tour", "group": 6, "speed_mps": [2, 2]}), 6)
    near = []
    for _ in range(4):
        town.live(LEG_S - 1)
        near.append(bool((town.away_m(EAST) < 6).all()))
        town.live(1)
    assert near in ([False, True, False, True], [True, False, True, False])


def test_the_guide_leaves_first() -> None:
    town = Town(scenario({"share": 1, "do": "tour", "group": 6, "speed_mps": [2, 2]}), 6)
    town.live(LEG_S - 1)
    assert (town.columns.speed_q == 0).all()
    town.live(1 + BEHIND_S[0] / 2)
    assert town.columns.speed_q[0] > 0
    assert (town.columns.speed_q[1:] == 0).all()


def test_who_stands_decides_nothing() -> None:
    town = Town(scenario({"share": 1, "do": "stand"}), 5)
    town.live(5)
    assert town.turns == []
    assert (town.columns.turn_s == NEVER).all()


def test_the_same_seed_does_the_same_however_the_crowd_is_divided() -> None:
    mix = {"share": 1, "do": "walk", "turns_per_s": 2}
    whole, again, other = (Town(scenario(mix), 30, seed) for seed in (7, 7, 8))
    for town in (whole, again, other):
        town.live(10)
    assert whole.turns == again.turns
    assert whole.turns != other.turns
