"""Who does what: made of the scenario, the seed and everybody's number alone.

Every worker makes the plan of the whole run, which is cheap, and takes its own part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from loadtest.crowd.chance import Chance
from loadtest.scenario import Does, Scenario
from metaserver.protocol.quantise import MAX_MPS, SPEED_STEP_MPS

Bools = NDArray[np.bool_]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

MOVERS = (Does.WALK, Does.STROLL, Does.TOUR, Does.GATHER)
GROUPS = (Does.TOUR, Does.GATHER)
_STRIDES = (0.6180339887498949, 0.41421356237309515, 0.7320508075688772, 0.23606797749978969)
"""Parts behind the point of irrational numbers. Steps of such a length go round a circle evenly
(Weyl 1916), so that any few hundred neighbours hold each share nearly exactly, and the shares of
one stride say nothing about those of another."""


@dataclass(frozen=True)
class Plan:
    """Columns, shape (n,), by bot."""

    number: I64
    behaviour: I64
    """Index into the scenario's mix."""
    world: I64
    """Index into the sorted ids of worlds: where one begins."""
    speed_q: I64
    """One's own pace, quarter metres a second."""
    group: I64
    """Number of one's group among those of the same behaviour; 0 where there are no groups."""
    member: I64
    """Number within the group; 0 leads it."""
    drops: Bools
    sleeps: Bools
    marked: Bools
    """Its courses are written down."""

    def part(self, bots: range) -> Plan:
        return Plan(**{f.name: getattr(self, f.name)[bots.start : bots.stop] for f in fields(self)})


def make(scenario: Scenario, clients: int, seed: int, worlds: Sequence[str]) -> Plan:
    """The plan of all ``clients``; ``worlds`` are the sorted ids of those there are."""
    number = np.arange(clients)
    phases = Chance(~seed, np.arange(len(_STRIDES))).draw(np.arange(len(_STRIDES)))
    circles = [(number * s + p) % 1 for s, p in zip(_STRIDES, phases.tolist(), strict=True)]
    behaviour = _share_out(circles[0], [part.share for part in scenario.mix])
    group, member = _groups(scenario, behaviour)
    chance = Chance(seed, number)
    return Plan(
        number=number,
        behaviour=behaviour,
        world=_worlds(scenario, circles[1], behaviour, group, worlds),
        speed_q=_paces(scenario, behaviour, chance.draw(number)),
        group=group,
        member=member,
        drops=circles[2] < (scenario.drops.share if scenario.drops else 0),
        sleeps=circles[3] < (scenario.sleeps.share if scenario.sleeps else 0),
        marked=_marked(scenario, behaviour),
    )


def _share_out(circle: F64, shares: Sequence[float]) -> I64:
    """Index of the share that each point of the circle falls into."""
    ends = np.cumsum(np.array(shares) / sum(shares))
    share = np.minimum(np.searchsorted(ends, circle, side="right"), len(shares) - 1)
    return np.asarray(share, np.int64)


def _groups(scenario: Scenario, behaviour: I64) -> tuple[I64, I64]:
    group, member = np.zeros_like(behaviour), np.zeros_like(behaviour)
    for index, part in enumerate(scenario.mix):
        if part.do in GROUPS:
            those = np.flatnonzero(behaviour == index)
            group[those], member[those] = np.divmod(np.arange(len(those)), part.group)
    return group, member


def _worlds(
    scenario: Scenario, circle: F64, behaviour: I64, group: I64, worlds: Sequence[str]
) -> I64:
    """By the scenario's weights; a group keeps together."""
    weights = [scenario.worlds.get(w, scenario.worlds.get("*", 0.0)) for w in worlds]
    world = _share_out(circle, weights)
    for index, part in enumerate(scenario.mix):
        if part.do in GROUPS:
            those = np.flatnonzero(behaviour == index)
            even = (group[those] * _STRIDES[0] + circle[0]) % 1
            world[those] = _share_out(even, weights)
    return world


def _paces(scenario: Scenario, behaviour: I64, part: F64) -> I64:
    low = np.array([each.speed_mps[0] for each in scenario.mix])[behaviour]
    high = np.array([each.speed_mps[1] for each in scenario.mix])[behaviour]
    mps = np.clip(low + (high - low) * part, SPEED_STEP_MPS, MAX_MPS)
    return np.asarray(np.rint(mps / SPEED_STEP_MPS), np.int64)


def _marked(scenario: Scenario, behaviour: I64) -> Bools:
    """The first of those who move."""
    moves = np.array([part.do in MOVERS for part in scenario.mix])[behaviour]
    marked = np.zeros(len(behaviour), np.bool_)
    marked[np.flatnonzero(moves)[: scenario.marked]] = True
    return marked
