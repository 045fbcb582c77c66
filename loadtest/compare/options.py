"""What is compared, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from loadtest.compare.outcome import Subject
from loadtest.errors import ScenarioError

CLIENTS_MAX = 20_000
ROUNDS_MAX = 100
SECONDS_MAX = 600.0
EVERYBODY = tuple(Subject)


@dataclass(frozen=True)
class Options:
    """Raises ScenarioError for what cannot be."""

    clients: int = 1000
    """In view of each other, for all but ``broadcast``."""
    near: int = 60
    """The same, for ``broadcast``: more are too many for it."""
    rounds: int = 3
    seconds: float = 10.0
    """Measured, of each server in each round."""
    only: tuple[Subject, ...] = EVERYBODY
    seed: int = 1
    settle_s: float = 3.0
    """Between the last arrival and the measuring."""

    def __post_init__(self) -> None:
        _within("--clients", self.clients, 1, CLIENTS_MAX)
        _within("--near", self.near, 1, CLIENTS_MAX)
        _within("--rounds", self.rounds, 1, ROUNDS_MAX)
        _within("--seconds", self.seconds, 1, SECONDS_MAX)
        if not self.only:
            raise ScenarioError(f"--only: name at least one of {', '.join(EVERYBODY)}.")
        if Subject.FLOOR in self.only and Subject.OURS not in self.only:
            raise ScenarioError(
                "--only: the floor sends what ours sent in the same round; add ours to it."
            )

    def turns(self) -> Iterator[tuple[Subject, int]]:
        """One round: servers, each with its number of clients, ours before its peers."""
        few = Subject.BROADCAST in self.only
        many = [s for s in EVERYBODY if s in self.only and s is not Subject.BROADCAST]
        if many != [Subject.OURS] or not few:
            yield from ((subject, self.clients) for subject in many)
        if few:
            pair = (Subject.OURS, Subject.BROADCAST)
            yield from ((subject, self.near) for subject in pair if subject in self.only)


def subjects(text: str) -> tuple[Subject, ...]:
    """``"ours,floor"``. Raises ScenarioError."""
    named = [part.strip() for part in text.split(",") if part.strip()]
    for name in named:
        if name not in EVERYBODY:
            raise ScenarioError(
                f"--only: there is no {name!r} to compare with; there are {', '.join(EVERYBODY)}."
            )
    return tuple(Subject(name) for name in dict.fromkeys(named))


def _within(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise ScenarioError(f"{name}: {value:g} is not allowed; it must be {least:g} to {most:g}.")
