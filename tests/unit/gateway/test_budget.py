"""A viewer's bytes stay within its tier, whatever the crowd."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metaserver.gateway.budget import AFFORD, LOOK_EVERY_MS, Budget, Squares
from metaserver.protocol.bus import CellOut, TickOut
from metaserver.protocol.messages import Tier
from metaserver.protocol.views import (
    BUDGET_BYTES_PER_S,
    COMFORT_BYTES_PER_S,
    LADDERS,
    LevelCells,
    WorldInfo,
    last_wide,
    rings,
)

SIDE = 20
INFO = WorldInfo("w", "h", 8, "s", (), (LevelCells("g", 0, 0, SIDE * 8, SIDE * 8, 0, SIDE, SIDE),))


def tick(number: int, near: int, middle: int, far: int, cells: range) -> TickOut:
    def stream(size: int) -> dict[int, CellOut]:
        return {cell: CellOut(1, bytes(size)) for cell in cells if size}

    return TickOut(1, number, 0, 100, stream(near), stream(middle), stream(far), {}, b"", b"", [])


def crowd(budget: Budget, seconds: int, per_cell: int, cells: range = range(SIDE**2)) -> bool:
    """Everybody turns twice a second; all streams tell in every tick, by their part of it."""
    changed = [
        budget.add(tick(n, per_cell * 14 // 10, per_cell * 11 // 10, per_cell * 6 // 10, cells))
        for n in range(seconds * 1000 // 100)
    ]
    return any(changed)


def cost(budget: Budget, cell: int, tier: Tier) -> float:
    """Bytes a second, by looking at every cell."""
    near, middle, far = rings(INFO, cell, LADDERS[tier][budget.rung(cell, tier)])
    rates = budget._rates
    return float(rates[0][near].sum() + rates[1][middle].sum() + rates[2][far].sum())


def test_a_quiet_world_is_seen_whole() -> None:
    budget = Budget(INFO)
    assert not crowd(budget, 3, 0)
    assert not crowd(budget, 3, 1, range(0, 400, 50))
    assert budget.rung(210, Tier.FULL) == budget.rung(210, Tier.MINIMAL) == 0


@pytest.mark.parametrize("per_cell", [2, 13, 40, 200])
@pytest.mark.parametrize("tier", Tier)
def test_nobody_gets_more_than_the_tier_allows(per_cell: int, tier: Tier) -> None:
    budget = Budget(INFO)
    crowd(budget, 2, per_cell)
    limit = BUDGET_BYTES_PER_S[tier] * AFFORD
    last, wide = len(LADDERS[tier]) - 1, last_wide(list(LADDERS[tier]))
    for cell in (0, 19, 210, 399):
        rung = budget.rung(cell, tier)
        assert cost(budget, cell, tier) <= limit or rung == last
        if rung:
            budget._rungs[tier, cell] = rung - 1
            better = COMFORT_BYTES_PER_S[tier] if rung <= wide else limit
            assert cost(budget, cell, tier) > better, "a better rung could be afforded"


def test_thousands_in_one_place_are_all_in_view_of_the_full_tier() -> None:
    budget = Budget(INFO)
    for number in range(20):  # far thinned as in a crowd: 26 kB a second in all
        budget.add(tick(number, 18, 14, 6, range(SIDE**2)))
    far = LADDERS[Tier.FULL][budget.rung(210, Tier.FULL)][2]
    assert far >= SIDE


def test_when_the_crowd_has_gone_one_sees_far_again() -> None:
    budget = Budget(INFO)
    crowd(budget, 2, 40)
    assert budget.rung(210, Tier.FULL) > 0
    assert crowd(budget, 20, 1)
    assert budget.rung(210, Tier.FULL) == 0


@given(st.integers(0, 30), st.integers(0, 399), st.integers(0, 2**32))
def test_what_can_be_seen_whole_is_not_worked_out(people: int, around: int, seed: int) -> None:
    """Nor would working it out have told another rung."""
    random = np.random.default_rng(seed)
    cells = np.minimum(around + random.integers(0, 60, people), 399).tolist()
    budget = Budget(INFO)
    for number in range(LOOK_EVERY_MS // 100):
        budget.add(tick(number, *random.integers(0, 60, 3).tolist(), range(0)))
        budget.add(tick(number, *random.integers(1, 60, 3).tolist(), cells))
    squares = Squares(budget._rates.reshape(3, SIDE, SIDE))
    for tier, limits in budget._limits.items():
        costs = np.array([squares.cost(radii) for radii in LADDERS[tier]])
        assert np.array_equal(budget._rungs[tier], np.argmax(costs <= limits, axis=0))


def test_views_do_not_swing() -> None:
    budget, random = Budget(INFO), np.random.default_rng(5)
    crowd(budget, 3, 13)
    changes = 0
    for _ in range(60):
        changes += crowd(budget, LOOK_EVERY_MS // 1000, 13 + int(random.integers(-1, 2)))
    assert changes <= 6


@given(st.integers(1, 6), st.integers(1, 6), st.lists(st.integers(0, 9), min_size=3, max_size=3))
def test_sums_over_squares(rows: int, columns: int, radii: list[int]) -> None:
    near, middle, far = sorted(radii)
    rates = np.random.default_rng(rows * 7 + columns).integers(0, 99, (3, rows, columns)) + 0.0
    info = WorldInfo("w", "h", 8, "s", (), (LevelCells("g", 0, 0, 1, 1, 0, columns, rows),))
    found = Squares(rates).cost((near, middle, far))
    flat = rates.reshape(3, -1)
    for cell in range(rows * columns):
        told = rings(info, cell, (near, middle, far))
        assert found[cell] == pytest.approx(sum(flat[r][told[r]].sum() for r in range(3)))
