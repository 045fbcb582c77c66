"""Whom a witness shows at its last look although nobody is there, and whom it does not. Pure numpy.

Only words that had time to arrive are held against the server: the slowest far stream tells every
few seconds.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from loadtest.crowd.job import WorldGround
from loadtest.witness.job import Rows, WitnessReport
from loadtest.witness.lines import AVATARS, Lines, who_of
from metaserver.protocol.quantise import State

TOLD_WITHIN_S = 5.0
"""A walker that has been in the cells in view for so long must be shown."""

Bools = NDArray[np.bool_]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


def strays(
    report: WitnessReport, lines: Lines, avatars: I64, grounds: Mapping[str, WorldGround]
) -> int:
    """Ghosts and missing walkers of all witnesses that were connected at the end."""
    there = np.concatenate([avatars, report.avatars])
    present = there[:, 0] * AVATARS + there[:, 1]
    known = _known_levels(report, lines, grounds)
    return sum(
        _ghosts(last, present) + _missing(last, report, lines, known)
        for last in _last_looks(report)
    )


def _last_looks(report: WitnessReport) -> list[Rows]:
    looks = []
    for witness in np.unique(report.cells["witness"]):
        shown = report.shown[report.shown["witness"] == witness]
        if len(shown):
            looks.append(shown[shown["at_s"] == shown["at_s"].max()])
    return looks


def _ghosts(last: Rows, present: I64) -> int:
    """Who is away is on its way out, and says so."""
    return int((~np.isin(who_of(last), present) & (last["state"] != State.AWAY)).sum())


def _missing(last: Rows, report: WitnessReport, lines: Lines, known: I64) -> int:
    cells = report.cells[report.cells["witness"] == last["witness"][0]]
    at_s = float(last["at_s"][0])
    walkers = known[known // AVATARS == cells["world"][0]]
    in_view = np.ones(len(walkers), np.bool_)
    for moment_s in (at_s, at_s - TOLD_WITHIN_S):
        in_view &= _within(cells, *lines.at(walkers, np.full(len(walkers), moment_s)))
    return int((in_view & ~np.isin(walkers, who_of(last))).sum())


def _within(cells: Rows, x: F64, y: F64) -> Bools:
    """Whether each point lies in one of the cells."""
    dx, dy = x[:, None] - cells["x0"], y[:, None] - cells["y0"]
    inside = (dx >= 0) & (dx < cells["side_m"]) & (dy >= 0) & (dy < cells["side_m"])
    return np.asarray(inside.any(axis=1), np.bool_)


def _known_levels(report: WitnessReport, lines: Lines, grounds: Mapping[str, WorldGround]) -> I64:
    """Marked walkers who are surely on the witnesses' level: tracks do not say on which they are,
    but a change of level is a gap."""
    flat = np.array([len(grounds[world].levels) == 1 for world in sorted(grounds)], np.bool_)
    who, last = np.unique(lines.who[::-1], return_index=True)
    gap_s = lines.gap_before_s[len(lines.who) - 1 - last]
    number = lines.number(who_of(report.shown))
    shown_s = np.full(len(who), -np.inf)
    np.maximum.at(shown_s, number[number >= 0], report.shown["at_s"][number >= 0])
    return who[flat[who // AVATARS] | (shown_s > gap_s)]
