"""Random walks, teleports, floors, joins, leaves and hiding, seen by viewers that move, change
detail, stall, come and go: what each of them rebuilds is the truth of the zone."""

from __future__ import annotations

import pytest

from tests.scenarios.bustle import Bustle
from tests.scenarios.streams_kit import Composer, Rings, Viewer, rings_around

RADII = ((0, 1, 9), (1, 2, 9), (1, 2, 3), (0, 1, 2), (2, 2, 2), (0, 0, 5))
"""Of near, middle and far, in cells: all sorts of tiers."""
SETTLE_TICKS = 75
"""Two periods of the slowest stream in a crowd."""
"""After so many ticks without change every stream has told everything."""


class Watchers:
    """Viewers of a bustle, through the reference composer."""

    def __init__(self, bustle: Bustle) -> None:
        self.bustle = bustle
        self.composer = Composer()
        self.viewers: list[Viewer] = []

    def come(self) -> None:
        viewer = Viewer(self.bustle.stage, self.composer, shuffle=self.bustle.random)
        self.viewers.append(viewer)

    def some_rings(self) -> Rings:
        bustle = self.bustle
        radii = RADII[bustle.random.integers(len(RADII))]
        return rings_around(bustle.stage.info, bustle.some_cell(), radii)

    def take(self) -> None:
        assert self.bustle.stage.out is not None
        self.composer.take(self.bustle.stage.out)

    def watch(self, *, positions: bool = True) -> None:
        """One tick's frame for everyone: most look on, some turn elsewhere, some stall."""
        self.take()
        for viewer in self.viewers:
            chance = self.bustle.random.random()
            if chance < 0.12:
                viewer.stall()
                continue
            keeps = viewer.rings[0] and chance < 0.85
            viewer.see(viewer.rings if keeps else self.some_rings())
            viewer.check(positions=positions)

    def settle(self) -> None:
        """With everybody standing, every view is the world itself."""
        self.bustle.everybody_stands()
        for _ in range(SETTLE_TICKS):
            self.bustle.tick(calm=True)
            self.take()
            for viewer in self.viewers:
                viewer.see(viewer.rings if viewer.rings[0] else self.some_rings())
        for viewer in self.viewers:
            viewer.check()
            viewer.check_everybody()


@pytest.mark.parametrize("seed", range(24))
def test_every_view_is_the_truth_of_the_zone(seed: int) -> None:
    bustle = Bustle(seed)
    watchers = Watchers(bustle)
    for tick in range(200):
        if tick % 30 in (0, 17):
            watchers.come()
        bustle.tick()
        watchers.watch()
    watchers.settle()
    assert bustle.count > bustle.stage.zone.state.crowd.ids_used, "ids were used again"


@pytest.mark.parametrize("seed", range(4))
def test_nobody_is_lost_when_ticks_are_stretched(seed: int) -> None:
    bustle = Bustle(1000 + seed)
    watchers = Watchers(bustle)
    watchers.come()
    watchers.come()
    for tick in range(90):
        bustle.tick(100 + 50 * (tick // 10 % 4))
        watchers.watch(positions=False)
    watchers.settle()
