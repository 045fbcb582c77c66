"""An earlier run, and what differs from it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from loadtest.errors import ScenarioError
from loadtest.report.lines import QUANTILES, Better, Line, Number, Value, lines
from loadtest.result import Result

SAME = 1e-9
"""Two figures that differ by less are equal."""


def load(path: Path) -> Result:
    """What ``--json`` of an earlier run wrote.

    Raises ScenarioError if it is not there or something else.
    """
    try:
        return Result.model_validate(json.loads(Path(path).read_text(encoding="utf-8")))
    except OSError as error:
        why = error.strerror or str(error)
        raise ScenarioError(
            f"{path}: cannot be read ({why}); give a file that --json of an earlier run wrote."
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise ScenarioError(
            f"{path}: is not the result of a run ({key}: {first['msg']}); "
            "give a file that --json of an earlier run wrote."
        ) from None
    except ValueError:
        raise ScenarioError(
            f"{path}: is not JSON; give a file that --json of an earlier run wrote."
        ) from None


def load_if_readable(path: Path | None) -> Result | None:
    """To be called before a run, which may write to the same file; ``load`` says what is wrong."""
    try:
        return load(path) if path is not None else None
    except ScenarioError:
        return None


@dataclass(frozen=True)
class Difference:
    """One figure now and then. ``quantile`` is empty for a single number."""

    line: Line
    quantile: str
    now: Value
    then: Value

    @property
    def change(self) -> Value:
        """None where one of both was not measured."""
        if self.now is None or self.then is None:
            return None
        change = self.now - self.then
        return 0.0 if abs(change) < SAME else change

    @property
    def part(self) -> Value:
        """The change as a part of what it was; None where it was nothing."""
        return self.change / abs(self.then) if self.change is not None and self.then else None

    @property
    def improved(self) -> bool | None:
        """None: no direction is known, or nothing changed."""
        better = self.line.better if isinstance(self.line, Number) else Better.LESS
        if not self.change or better is Better.NEITHER:
            return None
        return (self.change > 0) == (better is Better.MORE)


def differences(result: Result, baseline: Result) -> list[Difference]:
    """Every figure of ``result``, in the order of ``lines``, quantiles each for itself."""
    return [row for line in lines(result) for row in of_line(line, result, baseline)]


def of_line(line: Line, result: Result, baseline: Result) -> list[Difference]:
    """One row for a number, one for each quantile of a distribution."""
    if isinstance(line, Number):
        return [Difference(line, "", line.of(result), line.of(baseline))]
    now, then = line.of(result), line.of(baseline)
    return [Difference(line, q, getattr(now, q), getattr(then, q)) for q in QUANTILES]


def other_work(result: Result, baseline: Result) -> list[str]:
    """What makes the two hard to compare, such as ``clients 5,000 and not 1,000``."""
    found = [
        f"{name} {getattr(baseline, name)} and not {getattr(result, name)}"
        for name in ("scenario", "clients", "tier", "seconds")
        if getattr(baseline, name) != getattr(result, name)
    ]
    if result.machine and baseline.machine and result.machine.cpu != baseline.machine.cpu:
        found.append("another machine")
    return found
