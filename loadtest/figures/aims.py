"""What a figure is, and when it is reached."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from loadtest.report.words import number

Value = float | None


@dataclass(frozen=True)
class Aim:
    """One figure of a row. ``of`` takes the results of the row's runs, in the row's order, and
    gives None where it was not measured. Without a limit it only stands beside the others."""

    what: str
    unit: str
    of: Callable[..., Value]
    at_most: float | None = None
    at_least: float | None = None
    always: bool = False
    """Every round has to reach it; else the median of the rounds."""

    @property
    def limit(self) -> str:
        """``at most 120 ms``; empty if there is none."""
        if self.at_least is not None:
            return f"at least {self.at_least:,g} {self.unit}".strip()
        return "" if self.at_most is None else f"at most {self.at_most:,g} {self.unit}".strip()

    @property
    def limited(self) -> bool:
        return bool(self.limit)

    def reached(self, values: Sequence[Value]) -> bool | None:
        """Of all rounds; None if there is no limit. What was not measured is not reached."""
        if not self.limited:
            return None
        known = [value for value in values if value is not None]
        if not known or len(known) < len(values):
            return False
        judged = known if self.always else [statistics.median(known)]
        return all(self._within(value) for value in judged)

    def _within(self, value: float) -> bool:
        return (self.at_most is None or value <= self.at_most) and (
            self.at_least is None or value >= self.at_least
        )

    def measured(self, values: Sequence[Value]) -> str:
        """``92 ms (88 to 96)``: the median, and the least and the most of the rounds."""
        known = [value for value in values if value is not None]
        if not known:
            return "not measured"
        text = number(statistics.median(known), self.unit)
        if number(min(known)) == number(max(known)):
            return text
        return f"{text} ({number(min(known))} to {number(max(known))})"
