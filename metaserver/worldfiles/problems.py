"""What is wrong in a file, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from metaserver.errors import WorldFileError

Way = tuple[str | int, ...]
"""Way from the root of a YAML document to a value: ``("places", 3, "at")``."""


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing that a content team has to change."""

    file: str
    line: int
    """Counted from 1; 1 where the whole file is meant."""
    field: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field or 'file'}: {self.sentence}"


class WorldFilesError(WorldFileError):
    """A world, or the manifest of assets, cannot be used; ``problems`` says why, all of it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def dotted(path: Way) -> str:
    """``("places", 3, "at")`` as ``places[3].at``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
