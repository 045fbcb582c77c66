from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from loadtest.crowd.chance import Chance
from loadtest.crowd.plan import Plan, make
from loadtest.scenario import Scenario
from tests.unit.loadtest.crowd.town import scenario

WORLDS = ["hall", "park"]


def mixed(**more: object) -> Scenario:
    return scenario(
        {"share": 0.6, "do": "walk", "speed_mps": [1, 2]},
        {"share": 0.3, "do": "tour", "group": 10},
        {"share": 0.1, "do": "stand"},
        **{"worlds": {"*": 1}, **more},
    )


def same(one: Plan, other: Plan) -> bool:
    return all(np.array_equal(a, vars(other)[name]) for name, a in vars(one).items())


def test_a_plan_depends_on_the_seed_alone() -> None:
    assert same(make(mixed(), 500, 3, WORLDS), make(mixed(), 500, 3, WORLDS))
    assert not same(make(mixed(), 500, 3, WORLDS), make(mixed(), 500, 4, WORLDS))


def test_the_parts_of_all_workers_are_the_whole() -> None:
    whole = make(mixed(), 500, 3, WORLDS)
    parts = [whole.part(range(200)), whole.part(range(200, 500))]
    joined = np.concatenate([part.behaviour for part in parts])
    assert np.array_equal(joined, whole.behaviour)
    assert parts[1].number[0] == 200


@pytest.mark.parametrize("clients", [50, 1000, 5000])
def test_shares_are_kept_exactly_enough_among_all(clients: int) -> None:
    plan = make(mixed(drops={"share": 0.1}), clients, 1, WORLDS)
    counts = np.bincount(plan.behaviour, minlength=3) / clients
    assert np.abs(counts - [0.6, 0.3, 0.1]).max() < 3 / np.sqrt(clients) / 4
    assert abs(plan.drops.mean() - 0.1) < 0.03


def test_who_drops_is_not_who_stands() -> None:
    plan = make(mixed(drops={"share": 0.1}, sleeps={"share": 0.1}), 5000, 1, WORLDS)
    assert 0.05 < plan.drops[plan.behaviour == 2].mean() < 0.15
    assert 0.05 < plan.sleeps[plan.drops].mean() < 0.15


def test_worlds_come_by_weight_and_groups_keep_together() -> None:
    plan = make(mixed(worlds={"hall": 3, "park": 1}), 2000, 1, WORLDS)
    assert abs((plan.world == 0).mean() - 0.75) < 0.05
    tour = plan.behaviour == 1
    for group in np.unique(plan.group[tour]):
        assert len(np.unique(plan.world[tour & (plan.group == group)])) == 1


def test_groups_have_their_size_and_one_guide() -> None:
    plan = make(mixed(), 1000, 1, WORLDS)
    tour = plan.behaviour == 1
    sizes = np.bincount(plan.group[tour])
    assert (sizes[:-1] == 10).all()
    assert np.count_nonzero(plan.member[tour] == 0) == len(sizes)


def test_the_first_who_move_are_marked() -> None:
    plan = make(mixed(marked=40), 1000, 1, WORLDS)
    moves = plan.behaviour != 2
    assert np.flatnonzero(plan.marked).tolist() == np.flatnonzero(moves)[:40].tolist()


def test_everybody_has_a_pace_of_their_own_within_what_is_said() -> None:
    plan = make(mixed(), 1000, 1, WORLDS)
    walk = plan.speed_q[plan.behaviour == 0]
    assert walk.min() == 4
    assert walk.max() == 8
    assert len(np.unique(walk)) == 5


def test_draws_are_even_and_each_bots_own() -> None:
    rows = np.arange(1000)
    chance = Chance(1, rows)
    draws = np.array([chance.draw(rows) for _ in range(100)])
    assert 0 <= draws.min() < draws.max() < 1
    assert abs(draws.mean() - 0.5) < 0.005
    assert abs(np.corrcoef(draws[:, 0], draws[:, 1])[0, 1]) < 0.4
    later = Chance(1, np.array([700]))
    assert [later.one(0) for _ in range(3)] == draws[:3, 700].tolist()


def test_arrivals_of_one_stride_do_not_lump() -> None:
    plan = make(mixed(drops={"share": 0.1}), 2000, 1, WORLDS)
    gaps = [b - a for a, b in pairwise(np.flatnonzero(plan.drops).tolist())]
    assert max(gaps) < 30
