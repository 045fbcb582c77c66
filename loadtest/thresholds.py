"""Thresholds: ``frame_age_ms.p99 > 120`` fails a run in which that is so.

The left side is a path into the JSON of the result, with dots; elements of lists are named by
their number. A figure that was not measured fails too, as nobody knows.
"""

from __future__ import annotations

import difflib
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from loadtest.errors import ScenarioError
from loadtest.result import Result

_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
}
COUNTS = "close_codes."
"""What is not listed there is nothing, and not unknown."""
_FORM = re.compile(r"\s*([\w.-]+?)\s*(<=|>=|==|!=|<|>)\s*([-+]?\d+(?:\.\d+)?)\s*")
ANY = "*"
"""Stands for a number of a list, or for a key that only a run can tell."""


@dataclass(frozen=True)
class Threshold:
    text: str
    path: str
    fails: Callable[[float, float], bool]
    limit: float

    def missed(self, result: Result) -> str | None:
        """A sentence where the run fails it."""
        value = _value(result.model_dump(), self.path)
        if value is None and self.path.startswith(COUNTS):
            value = 0.0
        if value is None:
            return f"{self.text}: {self.path} was not measured, so it cannot be judged."
        return f"{self.text}: it is {value:.6g}." if self.fails(value, self.limit) else None


def parse(text: str) -> Threshold:
    """``path operator number``. Raises ``ScenarioError``, with paths like the one given."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise ScenarioError(
            f"--fail-if {text!r}: write a figure, one of {' '.join(_OPERATORS)}, and a number, "
            "like 'frame_age_ms.p99 > 120'."
        )
    path, sign, limit = found.groups()
    known = list(_paths(Result))
    if not any(_matches(path, each) for each in known):
        near = difflib.get_close_matches(path, known, n=4, cutoff=0.5) or known[:4]
        raise ScenarioError(
            f"--fail-if {text!r}: a result has no figure {path!r}; near it are {', '.join(near)}."
        )
    return Threshold(" ".join(text.split()), path, _OPERATORS[sign], float(limit))


def _matches(path: str, known: str) -> bool:
    given, parts = path.split("."), known.split(".")
    return len(given) == len(parts) and all(
        part in (ANY, step) for step, part in zip(given, parts, strict=True)
    )


def _paths(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """Every path to a number that a result may have."""
    for name, field in model.model_fields.items():
        yield from _paths_of(field.annotation, before + name)


def _paths_of(kind: Any, path: str) -> Iterator[str]:
    if kind in (int, float):
        yield path
    elif get_origin(kind) in (list, dict):
        yield from _paths_of(get_args(kind)[-1], f"{path}.{ANY}")
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from _paths(kind, f"{path}.")
    else:
        for each in get_args(kind):
            yield from _paths_of(each, path)


def _value(data: Any, path: str) -> float | None:
    for step in path.split("."):
        if isinstance(data, list):
            data = data[int(step)] if step.isdigit() and int(step) < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return float(data) if isinstance(data, int | float) else None
