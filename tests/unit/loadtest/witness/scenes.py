"""Tracks, sightings and shown positions written by hand. One world of one level, 100 m wide."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from loadtest.crowd.job import Ground, WorldGround
from loadtest.result import Result
from loadtest.witness.job import CELL, SHOWN, SIGHTING, WitnessReport
from loadtest.witness.judge import judge
from metaserver.protocol.quantise import State

GATE_M = {"near": 1.0, "middle": 2.5, "far": 8.0}
NEAR, MIDDLE, FAR = range(3)
WALKER, OTHER, WITNESS = 5, 6, 9


def ground(world: str, *levels: str) -> WorldGround:
    walk = np.ones((400, 400), np.bool_)
    floors = tuple(Ground(level, 0.0, 0.0, 0.25, walk) for level in levels)
    return WorldGround(world, "0" * 16, 8.0, "start", ("start",), floors)


GROUNDS = {"plaza": ground("plaza", "ground")}


@dataclass
class Scene:
    """What was measured lies between 100 and 130 s, looks a second apart."""

    tracks: list[tuple[float, ...]] = field(default_factory=list)
    sightings: list[tuple[float, ...]] = field(default_factory=list)
    shown: list[tuple[float, ...]] = field(default_factory=list)
    cells: list[tuple[float, ...]] = field(default_factory=list)
    grounds: dict[str, WorldGround] = field(default_factory=lambda: GROUNDS)

    def course(
        self, at_s: float, heading: int, *, x: float = 50.0, y: float = 50.0, mps: float = 0.0,
        avatar: int = WALKER,
    ) -> None:  # fmt: skip
        self.tracks.append((at_s, 0, avatar, x, y, heading, mps, 1))

    def gap(self, at_s: float, avatar: int = WALKER) -> None:
        self.tracks.append((at_s, 0, avatar, 0, 0, 0, 0, 0))

    def sees(
        self, at_s: float, heading: int, *, ring: int = NEAR, since_s: float = 90.0,
        avatar: int = WALKER, witness: int = 0,
    ) -> None:  # fmt: skip
        self.sightings.append((at_s, since_s, avatar, heading, 0, witness, ring))

    def shows(
        self, at_s: float, *, x: float = 50.0, y: float = 50.0, ring: int = NEAR,
        avatar: int = WALKER, witness: int = 0, state: int = State.FREE,
    ) -> None:  # fmt: skip
        self.shown.append((at_s, x, y, avatar, 0, witness, ring, state))

    def has_in_view(self, x0: float, y0: float, witness: int = 0) -> None:
        self.cells.append((x0, y0, 8.0, 0, witness))

    def report(self) -> WitnessReport:
        return WitnessReport(
            from_s=100.0,
            until_s=130.0,
            sightings=np.array(self.sightings, SIGHTING),
            sightings_until_s=130.0,
            shown=np.array(self.shown, SHOWN),
            cells=np.array(self.cells, CELL),
            avatars=np.array([[0, WITNESS]], np.int64),
        )

    def rows(self) -> NDArray[np.float64]:
        return np.array(self.tracks, np.float64).reshape(-1, 8)

    def judged(self, *present: int, report: WitnessReport | None = None) -> Result:
        """``present``: avatars of the bots that were there at the end."""
        found = result()
        avatars = np.array([(0, avatar) for avatar in present], np.int64).reshape(-1, 2)
        judge(found, self.rows(), report or self.report(), avatars, self.grounds)
        return found


def result(url: str = "ws://127.0.0.1:8080/ws") -> Result:
    return Result(
        scenario="plaza", clients=2, connected=2, seconds=30, seed=1, url=url, tier="full",
        complete=True, position_gate_m=GATE_M,
    )  # fmt: skip
