"""What a scenario says: who comes when, and what they do. Pure models; ``load`` is in
``loadtest/library.py``.

Every share is a part of all clients, 0 to 1. Keys that are not declared here are refused.
"""

from __future__ import annotations

import enum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator


def _in_order(span: tuple[float, float]) -> tuple[float, float]:
    if span[0] > span[1]:
        raise ValueError(f"{span[0]:g} to {span[1]:g} is no span: the smaller one comes first")
    return span


Share = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(ge=0, le=3600)]
Rate = Annotated[float, Field(ge=0, le=10_000)]
Metres = Annotated[float, Field(gt=0, le=1000)]
Mps = Annotated[float, Field(gt=0, le=5)]
Span = Annotated[tuple[Seconds, Seconds], AfterValidator(_in_order)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, allow_inf_nan=False)


class Does(enum.StrEnum):
    """What one does all the time."""

    WALK = "walk"
    """Without a pause, turning ``turns_per_s`` times a second; keeps to walkable ground."""
    STROLL = "stroll"
    """Walks somewhere, stands a while, waves or sits now and then, walks on."""
    GATHER = "gather"
    """Walks to one of a few meeting points of the world, stands there in a group, and chats."""
    TOUR = "tour"
    """In groups: a guide walks from place to place, the others keep near."""
    STAND = "stand"
    """Does nothing but the heartbeat."""


class Behaviour(_Part):
    share: Share
    do: Does
    turns_per_s: Annotated[float, Field(ge=0, le=8)] = 0.5
    """Changes of course a second, for ``walk``."""
    speed_mps: Annotated[tuple[Mps, Mps], AfterValidator(_in_order)] = (1.0, 2.0)
    """Each one's own speed lies between."""
    says_per_min: Rate = 0.0
    """Lines of chat (nearby) of each one."""
    moves_on_per_min: Rate = 0.0
    """Changes of world of each one."""
    asks_per_min: Rate = 0.0
    """Visits of the 120 desk of each one: its form is opened, and nearby reports looked for."""
    group: Annotated[int, Field(ge=2, le=60)] = 12
    """People in a group, for ``tour`` and ``gather``."""


class Arrive(_Part):
    """Either a rate, or everybody within a time."""

    per_s: Annotated[float, Field(gt=0, le=10_000)] | None = None
    within_s: Annotated[float, Field(gt=0, le=3600)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.per_s is None) == (self.within_s is None):
            raise ValueError("give either per_s or within_s")
        return self


class Drops(_Part):
    """Some lose their connection without a word and resume, all the time."""

    share: Share
    every_s: Span = (5.0, 15.0)
    """Between two drops of one."""
    away_s: Span = (0.5, 4.0)


class Sleeps(_Part):
    """Some read nothing for a while, at the same time, their sockets open."""

    share: Share
    after_s: Seconds = 10.0
    """The first, since measuring began."""
    for_s: Seconds = 20.0
    within_s: Annotated[float, Field(ge=0, le=60)] = 0.0
    """So long it takes until all of them sleep, and until all are awake. All at once would ask
    the crowd's own process to read everything that piled up in one go."""


class PositionErrors(_Part):
    """Gate: 95th percentile of how far from the truth a witness shows people, metres, by ring."""

    near: Metres = 1.0
    middle: Metres = 2.5
    far: Metres = 8.0


class Scenario(_Part):
    format: Annotated[int, Field(ge=1, le=1)]
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
    about: Annotated[str, Field(min_length=1, max_length=400)]
    worlds: dict[str, Annotated[float, Field(gt=0, le=1000)]]
    """World id -> weight. ``{"*": 1}``: all worlds of the server, alike."""
    place: str = ""
    """Named place to arrive at; empty spreads people over all walkable ground near the start."""
    arrive: Arrive
    settle_s: Seconds = 3.0
    """Between the last arrival and the beginning of the measuring."""
    seconds: Annotated[float, Field(gt=0, le=86_400)] = 30.0
    """Measured time, unless ``--seconds`` says otherwise."""
    tier: Annotated[str, Field(pattern="^(full|saving|minimal)$")] = "full"
    mix: Annotated[tuple[Behaviour, ...], Field(min_length=1)]
    drops: Drops | None = None
    sleeps: Sleeps | None = None
    witnesses: Annotated[int, Field(ge=0, le=16)] = 3
    marked: Annotated[int, Field(ge=0, le=256)] = 40
    """Walkers among the clients whose courses are written down, for witnesses to compare with."""
    position_error_m: PositionErrors = PositionErrors()

    @model_validator(mode="after")
    def _shares(self) -> Self:
        total = sum(part.share for part in self.mix)
        if abs(total - 1) > 1e-6:
            raise ValueError(f"mix: the shares sum to {total:g}, not to 1")
        if not self.worlds:
            raise ValueError("worlds: name at least one")
        return self
