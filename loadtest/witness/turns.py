"""How long it took until a marked walker's turn was seen. Pure numpy.

A turn is a row of a track with another heading than the one before. Walkers do not take a heading
again for eight turns, so whoever shows it shows this turn: the first sighting by each witness of
that avatar and heading, after the turn was sent and before the walker next takes that heading.

A slower stream tells only the newest of several turns, so a turn that was not seen is no fault
there; where the walker was shown meanwhile is in the position errors. An avatar that came into
view after its turn does not count either.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from loadtest.witness.job import Rows, WitnessReport
from loadtest.witness.lines import Lines, who_of

LAST_S = 3.0
"""Turns so late in what was measured may be seen after its end: whether they were seen at all is
not asked."""
HEADINGS = 256

Bools = NDArray[np.bool_]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


@dataclass(frozen=True)
class Turns:
    """Columns, shape (n,)."""

    number: I64
    """Of the walker, see ``Lines.number``."""
    heading: I64
    at_s: F64
    end_s: F64
    """From here on the heading may mean another turn."""


@dataclass(frozen=True)
class Seen:
    """Columns, shape (n,): each turn for each witness."""

    at_s: F64
    delay_ms: F64
    """nan: not seen."""
    ring: I64
    """In which it was seen; -1: not seen."""
    steady: I64
    """In which the walker was shown at the looks before and after; -1 where these differ, or where
    it was not in view."""


def turns_of(lines: Lines, from_s: float, until_s: float) -> Turns:
    """Those that were sent in this time."""
    n = len(lines.rows)
    heading = lines.rows[:, 5].astype(np.int64)
    before = np.maximum(np.arange(n) - 1, 0)
    turned = ~lines.first & lines.good & lines.good[before] & (heading != heading[before])
    rows = np.flatnonzero(turned)
    number = lines.number(lines.who[rows])
    at_s, heading = lines.time_s[rows], heading[rows]
    end_s = np.minimum(_again(number, heading, at_s), lines.gap_after_s[rows])
    within = (at_s >= from_s) & (at_s <= until_s)
    return Turns(number[within], heading[within], at_s[within], end_s[within])


def _again(number: I64, heading: I64, at_s: F64) -> F64:
    """When each walker next takes the same heading; inf for never."""
    order = np.lexsort((at_s, heading, number))
    n, h, t = number[order], heading[order], at_s[order]
    same = (n[1:] == n[:-1]) & (h[1:] == h[:-1])
    next_s = np.full(len(order), np.inf)
    next_s[order[:-1]] = np.where(same, t[1:], np.inf)
    return next_s


def seen(lines: Lines, report: WitnessReport) -> Seen:
    """Every turn that was sent while measuring, for every witness."""
    turns = turns_of(lines, report.from_s, report.until_s)
    by_each = [_by(int(w), lines, turns, report) for w in np.unique(report.shown["witness"])]
    nobody = Seen(np.empty(0), np.empty(0), np.empty(0, np.int64), np.empty(0, np.int64))
    return Seen(
        *(np.concatenate([getattr(s, f.name) for s in (nobody, *by_each)]) for f in fields(Seen))
    )


def share_seen(every: Seen, ring: int, until_s: float) -> float | None:
    """Share of the turns in a ring that were seen at all; None where there were none."""
    those = (every.steady == ring) & (every.at_s < until_s - LAST_S)
    return float((every.ring[those] >= 0).mean()) if those.any() else None


def _by(witness: int, lines: Lines, turns: Turns, report: WitnessReport) -> Seen:
    shown = _Looked(lines, report.shown[report.shown["witness"] == witness])
    sightings = report.sightings[report.sightings["witness"] == witness]
    delay_ms, ring = _first_sightings(lines, turns, sightings)
    before = shown.ring(lines, turns, 0, report.look_every_s)
    after = shown.ring(lines, turns, 1, report.look_every_s)
    return Seen(turns.at_s, delay_ms, ring, np.where(before == after, before, -1))


def _first_sightings(lines: Lines, turns: Turns, sightings: Rows) -> tuple[F64, I64]:
    """Milliseconds and ring by turn; nan and -1 where there is none."""
    number = lines.number(who_of(sightings))
    own = sightings[number >= 0]
    group = number[number >= 0] * HEADINGS + own["heading"]
    keys = lines.key(group, own["at_s"])
    order = np.argsort(keys, kind="stable")
    own, group, keys = own[order], group[order], keys[order]
    wanted = turns.number * HEADINGS + turns.heading
    at = np.searchsorted(keys, lines.key(wanted, turns.at_s))
    delay_ms, ring = np.full(len(wanted), np.nan), np.full(len(wanted), -1)
    rows = np.flatnonzero(at < len(keys))
    first = own[at[rows]]
    hit = (group[at[rows]] == wanted[rows]) & (first["at_s"] < turns.end_s[rows])
    hit &= first["since_s"] <= turns.at_s[rows]
    delay_ms[rows[hit]] = (first["at_s"] - turns.at_s[rows])[hit] * 1000
    ring[rows[hit]] = first["ring"][hit]
    return delay_ms, ring


class _Looked:
    """One witness's shown positions of marked walkers, by walker, then by time."""

    def __init__(self, lines: Lines, shown: Rows) -> None:
        number = lines.number(who_of(shown))
        own, number = shown[number >= 0], number[number >= 0]
        keys = lines.key(number, own["at_s"])
        order = np.argsort(keys, kind="stable")
        self._own, self._number, self._keys = own[order], number[order], keys[order]

    def ring(self, lines: Lines, turns: Turns, after: int, look_every_s: float) -> I64:
        """Ring at the last look before each turn, or the first one after it; -1 where the walker
        was not in view then."""
        key = lines.key(turns.number, turns.at_s)
        at = np.searchsorted(self._keys, key, side="right") - 1 + after
        ring = np.full(len(at), -1)
        rows = np.flatnonzero((at >= 0) & (at < len(self._keys)))
        look = self._own[at[rows]]
        hit = self._number[at[rows]] == turns.number[rows]
        hit &= np.abs(turns.at_s[rows] - look["at_s"]) <= 1.5 * look_every_s
        ring[rows[hit]] = look["ring"][hit]
        return ring
