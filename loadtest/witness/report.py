"""From what the witnesses have recorded to one report."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from loadtest.witness.job import CELL, SHOWN, SIGHTING, WitnessReport
from loadtest.witness.witness import Witness

ERRORS_MAX = 10


def write(report: WitnessReport, witnesses: Sequence[Witness]) -> None:
    """All have looked a last time when this returns; ``report.from_s`` is set before."""
    cells = []
    for witness in witnesses:
        if witness.look() is not None and (seen := witness.cells()) is not None:
            cells.append(seen)
    report.until_s = max(_until_s(witnesses), report.from_s)
    recorders = [witness.recorder for witness in witnesses]
    for recorder in recorders:
        report.ages += recorder.ages
        report.records += recorder.records
        report.avatar_s += recorder.avatar_s
    full_s = [r.sightings.full_s for r in recorders if r.sightings.full_s is not None]
    report.sightings_until_s = min([report.until_s, *full_s])
    report.sightings = np.concatenate(
        [np.empty(0, SIGHTING), *(r.sightings.rows for r in recorders)]
    )
    report.shown = np.concatenate([np.empty(0, SHOWN), *(r.shown.rows for r in recorders)])
    report.cells = np.concatenate([np.empty(0, CELL), *cells])
    _who(report, witnesses)


def _until_s(witnesses: Sequence[Witness]) -> float:
    """Now, or where nobody is there any more when the last one was."""
    if any(witness.online for witness in witnesses):
        return time.monotonic()
    return max((witness.last_there_s for witness in witnesses), default=0.0)


def _who(report: WitnessReport, witnesses: Sequence[Witness]) -> None:
    known = [(w.world, w.avatar) for w in witnesses if w.world is not None and w.avatar >= 0]
    report.avatars = np.array(known, np.int64).reshape(-1, 2)
    report.unknown_moves += sum(witness.unknown_moves for witness in witnesses)
    report.clocks += [
        (w.clock.best.offset_ms, w.clock.best.error_ms) for w in witnesses if w.online
    ]
    for witness in witnesses:
        if not witness.online:
            note(report, witness.error or f"witness {witness.number}: not connected at the end")
        for what, rows in (("sightings", witness.recorder.sightings),
                           ("positions", witness.recorder.shown)):  # fmt: skip
            if rows.full_s is not None:
                after_s = rows.full_s - report.from_s
                note(report, f"witness {witness.number}: no {what} kept after {after_s:.0f} s")


def note(report: WitnessReport, sentence: str) -> None:
    if len(report.errors) < ERRORS_MAX:
        report.errors.append(sentence)
