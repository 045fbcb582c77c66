"""Sentences about a run that a reader must not miss."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from loadtest.report.baseline import other_work
from loadtest.report.lines import RINGS
from loadtest.report.words import number
from loadtest.result import Result

LAG_PART = 0.5
"""Timers later than this part of the frame age: the generator measured itself."""
LAG_LEAST_MS = 5.0
"""Below it a timer is as exact as the system's own."""
BUSY_PART = 0.9
"""Of its cores' time: the generator had none left."""


class Weight(enum.StrEnum):
    BAD = "bad"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True)
class Remark:
    weight: Weight
    text: str


@dataclass(frozen=True)
class Gate:
    """The 95th percentile of the position error of one ring, against what the scenario allows."""

    ring: str
    error_m: float | None
    allowed_m: float

    @property
    def kept(self) -> bool | None:
        """None: nothing was measured in that ring."""
        return None if self.error_m is None else self.error_m <= self.allowed_m


def gates(result: Result) -> list[Gate]:
    return [
        Gate(ring, getattr(result.position_error_m, ring).p95, result.position_gate_m[ring])
        for ring in RINGS
        if ring in result.position_gate_m
    ]


def bottleneck(result: Result) -> str | None:
    """Why the figures are the generator's and not the server's; None if they are not."""
    lag, age = result.load_lag_ms.p99, result.frame_age_ms.p99
    if lag is not None and age is not None and lag >= max(LAG_LEAST_MS, LAG_PART * age):
        return (
            f"its own timers were late by {number(lag)} ms (p99), "
            f"while frame age is {number(age)} ms (p99)"
        )
    cores = result.load_cpu_cores
    if cores is not None and cores >= BUSY_PART * result.load_cores:
        return f"it used {number(cores)} of {number(result.load_cores)} cores"
    busiest = result.load_busiest_cores
    if busiest is not None and busiest >= BUSY_PART:
        return f"its busiest process used {number(busiest)} of a core"
    return None


def remarks(result: Result, baseline: Result | None = None) -> list[Remark]:
    """The gravest first."""
    found: list[Remark] = []
    if not result.complete:
        why = result.ended or "it was ended early"
        found.append(Remark(Weight.BAD, f"This run is partial: {why}"))
    found += [Remark(Weight.BAD, f"Missed: {text}") for text in result.missed]
    if why_not := bottleneck(result):
        text = f"The generator was the bottleneck: {why_not}. Give it more processes or cores."
        found.append(Remark(Weight.WARN, text))
    if result.clock_offset_error_ms:
        text = f"Two clocks: times may be wrong by {number(result.clock_offset_error_ms)} ms."
        found.append(Remark(Weight.NOTE, text))
    if baseline and (others := other_work(result, baseline)):
        text = f"The baseline is of another work: {', '.join(others)}."
        found.append(Remark(Weight.WARN, text))
    return found
