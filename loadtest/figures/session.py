"""Measures rows: their runs, round after round, a record for each as soon as it is whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.markup import escape

from loadtest import library
from loadtest.compare.outcome import ComparisonResult
from loadtest.compare.ratios import ratios
from loadtest.errors import Interrupted, LoadError
from loadtest.figures import document, records
from loadtest.figures.records import CALM, Record
from loadtest.figures.rows import Crowd, Peers, Row, Work
from loadtest.report.remarks import bottleneck
from loadtest.report.words import number
from loadtest.result import Machine, Result
from loadtest.sampling.pulse import pulse_us

AROUND_S = 17.0
"""Of a run: start, empty server, the end."""
PEER_S = 30.0
"""One server of a comparison, in one round."""
Found = Result | ComparisonResult


class Lab(Protocol):
    """Where runs are made. All raise LoadError."""

    def crowd(self, work: Crowd, seed: int) -> Result: ...

    def peers(self, work: Peers, rounds: int) -> ComparisonResult: ...

    def profile(self, work: Crowd) -> str:
        """Of the server while the crowd is there."""

    def machine(self) -> Machine: ...


class Session:
    """Runs that several rows need are made once a round."""

    def __init__(self, lab: Lab, folder: Path, console: Console, rounds: int) -> None:
        self._lab, self._folder, self._console, self._rounds = lab, folder, console, rounds
        self._made: dict[tuple[Work, int], Found] = {}
        self._best_us = pulse_us(None)
        """The quickest that the machine ever was."""

    def measure(self, row: Row) -> Record:
        """Makes its runs, prints its figures, and saves its record."""
        figures: list[dict[str, float | None]] = []
        pulses: list[float | None] = []
        problems: list[str] = []
        turn = 0
        while self._more(row, turn, pulses):
            found = [self._one(work, turn, problems) for work in row.works]
            whole = [one for one in found if one is not None]
            figures.append(_figures(row, whole))
            pulses.append(self._pulse(whole))
            turn += 1
        record = Record(
            row=row.name, date=datetime.now(UTC).isoformat(timespec="seconds"),
            machine=self._lab.machine(), rounds=figures, pulses=pulses,
            problems=list(dict.fromkeys(problems)),
        )  # fmt: skip
        if document.missed(row, record):
            record.profile = self._profile(row)
        records.save(self._folder, record)
        return record

    def rounds(self, row: Row) -> int:
        return min(self._rounds, row.rounds_most)

    def _more(self, row: Row, turn: int, pulses: Sequence[float | None]) -> bool:
        """Rounds in which the machine itself was slow are made again, up to twice as many; but
        not a single long one."""
        disturbed = sum(pulse is not None and pulse > CALM for pulse in pulses)
        wanted = self.rounds(row)
        return turn < wanted or (wanted > 1 and turn < min(wanted + disturbed, 2 * wanted))

    def _pulse(self, found: Sequence[Found]) -> float | None:
        """The slowest of a round's runs, over the best that was ever seen here."""
        crowds = [one for one in found if isinstance(one, Result)]
        self._best_us = min([self._best_us, *(c.pulse_best_us or inf for c in crowds)])
        medians = [c.pulse_us.p50 for c in crowds if c.pulse_us.p50 is not None]
        return round(max(medians) / self._best_us, 2) if medians else None

    def minutes_left(self, rows: Sequence[Row]) -> float:
        """What these rows will take, without what is made already."""
        todo = {
            (work, turn) for row in rows for work in row.works for turn in range(self.rounds(row))
        }
        return sum(_seconds(work) for work, _ in todo - self._made.keys()) / 60

    def _one(self, work: Work, turn: int, problems: list[str]) -> Found | None:
        """None where the run failed, or ended before its time."""
        where = f"{work.name}, round {turn + 1}"
        try:
            found = self._result(work, turn)
        except LoadError as error:
            problems.append(f"{where}: {error}")
            return None
        problems += [f"{where}: {text}" for text in _problems(found)]
        return found if found.complete else None

    def _result(self, work: Work, turn: int) -> Found:
        if (work, turn) not in self._made:
            self._console.print(f"  {work.name}, round {turn + 1}")
            if isinstance(work, Peers):
                self._keep_rounds(work, self._lab.peers(work, self._rounds))
            else:
                self._made[work, turn] = self._lab.crowd(work, seed=turn + 1)
        found = self._made[work, turn]
        if found.exit_code == Interrupted.exit_code:
            raise KeyboardInterrupt
        return found

    def _keep_rounds(self, work: Peers, found: ComparisonResult) -> None:
        """A comparison has all its rounds at once, as its servers take turns."""
        for turn in range(self._rounds):
            rows = [row for row in found.rows if row.round == turn]
            update = {"rows": rows, "ratios": ratios(rows)}
            self._made[work, turn] = found.model_copy(update=update)

    def _profile(self, row: Row) -> str:
        """One more run of the heaviest of the row; the name of the file with its profile."""
        self._console.print(f"  {row.name} is not reached; a profile of the server:")
        try:
            text = self._lab.profile(max(map(_alone, row.works), key=lambda work: work.clients))
        except LoadError as error:
            text = f"No profile: {error}"
        self._console.print(escape(text))
        name = f"{row.name}.profile.txt"
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / name).write_text(text + "\n", encoding="utf-8")
        return name


def _alone(work: Work) -> Crowd:
    """The same of our server alone."""
    return Crowd("plaza", work.clients) if isinstance(work, Peers) else work


def _figures(row: Row, found: Sequence[Found]) -> dict[str, float | None]:
    """Nothing is measured where a run of the row is missing."""
    whole = len(found) == len(row.works)
    return {aim.what: aim.of(*found) if whole else None for aim in row.aims}


def _problems(found: Found) -> list[str]:
    """Sentences for the document."""
    told = [] if found.complete else [found.ended or "It ended before its time."]
    if isinstance(found, ComparisonResult):
        full = {row.subject for row in found.rows if row.load_full}
        return told + [f"The generator was the bottleneck of {name}." for name in sorted(full)]
    if why := bottleneck(found):
        told.append(f"The generator was the bottleneck: {why}.")
    return told + found.missed


def _seconds(work: Work) -> float:
    if isinstance(work, Peers):
        return (len(work.peers) + 1) * PEER_S
    scenario = library.load(work.scenario)
    arrive = scenario.arrive
    within = work.arrive_within_s or arrive.within_s or work.clients / (arrive.per_s or 100)
    settle = scenario.settle_s if work.settle_s is None else work.settle_s
    return within + settle + work.seconds + AROUND_S


def minutes(value: float) -> str:
    """``12 minutes``, roughly."""
    return "a minute" if value < 1.5 else f"{number(round(value))} minutes"
