"""What a move costs."""

from __future__ import annotations

import math

import pytest

from metaserver.protocol.records import MOVE_BYTES
from tests.scenarios.streams_kit import Stage, level_grid, world

WALK = 8
TICKS = 300


def near_bytes(stage: Stage, ticks: int) -> int:
    """Bytes of all near fragments."""
    sizes: list[int] = []
    stage.ticks(ticks, lambda out: sizes.extend(len(told.data) for told in out.near.values()))
    return sum(sizes)


@pytest.mark.parametrize("heading", [192, 0, 128, 200])
def test_a_straight_walker_costs_less_than_two_bytes_a_tick(heading: int) -> None:
    """Cells crossed, looks and names included; nobody near to share a fragment with."""
    stage = Stage(world(level_grid("field", columns=20, rows=20)), record=False)
    angle = heading * 2 * math.pi / 256
    start = (80 + math.sin(angle) * 35, 80 - math.cos(angle) * 35)
    walker = stage.join("a", start, name="손님 1234")
    stage.course(walker, heading, WALK)
    stage.tick()
    assert near_bytes(stage, TICKS) / TICKS < 2.0
    moved_m = math.dist(start, stage.position(walker))
    assert moved_m == pytest.approx(2.0 * (TICKS + 1) / 10, abs=0.01)


def test_a_move_costs_seven_bytes_and_at_most_twelve_a_cell() -> None:
    stage = Stage(world(level_grid("field", columns=20, rows=20)), record=False)
    people = [stage.join(str(i), (97 + 0.1 * i, 100)) for i in range(60)]
    stage.ticks(3)
    for n in (1, 10, 60):
        for avatar in people[:n]:
            stage.course(avatar, stage.now % 256, 0)
        out = stage.tick()
        assert list(out.near) == [stage.cell(people[0])]
        told = sum(len(each.data) for each in out.near.values())
        assert told <= n * MOVE_BYTES + 12


def test_heartbeats_of_an_honest_walker_cost_nothing() -> None:
    stage = Stage(world(level_grid("field", columns=20, rows=20)), record=False)
    walker = stage.join("a", (81.0, 80.5))
    stage.course(walker, 0, WALK)
    stage.tick()
    stage.ticks(5)
    sizes = []
    for _ in range(20):
        stage.course(walker, 0, WALK)
        sizes.append(near_bytes(stage, 1))
    assert sizes == [0] * 20
