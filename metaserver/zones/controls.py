"""Rows of the inbox (``protocol.bus``) to typed wishes; each field is checked once, here."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from metaserver.errors import Malformed
from metaserver.protocol import bus
from metaserver.protocol.messages import Channel, Do
from metaserver.protocol.quantise import State
from metaserver.protocol.records import LOOK_BYTES

NAME_MAX = 60
"""Characters; more than any name rule allows, and at most 240 bytes, so that it fits its record."""
TEXT_MAX = 2000


@dataclass(frozen=True, slots=True)
class Join:
    request: int
    person: str
    name: str
    look: bytes
    x: float | None
    y: float | None
    level: str | None
    heading: int
    place: str | None
    last_chat: int


@dataclass(frozen=True, slots=True)
class Leave:
    avatar: int


@dataclass(frozen=True, slots=True)
class Away:
    avatar: int


@dataclass(frozen=True, slots=True)
class Hide:
    avatar: int


@dataclass(frozen=True, slots=True)
class Back:
    avatar: int


@dataclass(frozen=True, slots=True)
class Act:
    avatar: int
    state: int


@dataclass(frozen=True, slots=True)
class Say:
    avatar: int
    ref: int
    channel: int
    text: str
    to_avatar: int
    time_ms: int
    to_persons: list[str] | None


@dataclass(frozen=True, slots=True)
class Go:
    avatar: int
    ref: int
    place: str


@dataclass(frozen=True, slots=True)
class Visit:
    avatar: int
    ref: int
    to_avatar: int


@dataclass(frozen=True, slots=True)
class Replay:
    """Of a recording."""

    avatar: int
    ref: int
    do: int
    """One of ``Do``."""
    value: float


@dataclass(frozen=True, slots=True)
class TakeTour:
    avatar: int
    ref: int
    tour: str


@dataclass(frozen=True, slots=True)
class Appear:
    avatar: int
    name: str
    look: bytes


@dataclass(frozen=True, slots=True)
class Load:
    """Of a gateway, not of an avatar."""

    percent: int


OfAvatar = Leave | Away | Hide | Back | Act | Say | Go | Visit | Replay | TakeTour | Appear
Wish = Join | Load | OfAvatar
Check = Callable[[Any], bool]


def _count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _avatar(value: Any) -> bool:
    return type(value) is int and 0 <= value <= 0xFFFF


def _byte(value: Any) -> bool:
    return type(value) is int and 0 <= value <= 0xFF


def _metres(value: Any) -> bool:
    return value is None or _number(value)


def _person(value: Any) -> bool:
    return type(value) is str and 0 < len(value) <= 64


def _name(value: Any) -> bool:
    return type(value) is str and len(value) <= NAME_MAX


def _slug(value: Any) -> bool:
    return type(value) is str and len(value) <= 64


def _slug_or_none(value: Any) -> bool:
    return value is None or _slug(value)


def _look(value: Any) -> bool:
    return type(value) is bytes and len(value) == LOOK_BYTES


def _text(value: Any) -> bool:
    return type(value) is str and 0 < len(value) <= TEXT_MAX


def _channel(value: Any) -> bool:
    return type(value) is int and value in set(Channel)


def _do(value: Any) -> bool:
    return type(value) is int and value in set(Do)


def _number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def _state(value: Any) -> bool:
    """What one may choose to do; to be away is not chosen."""
    return type(value) is int and State.FREE <= value <= State.DANCE


def _persons(value: Any) -> bool:
    return value is None or (type(value) is list and all(_person(each) for each in value))


CONTROLS: dict[str, tuple[type[Wish], tuple[Check, ...]]] = {
    bus.JOIN: (
        Join,
        (_count, _person, _name, _look, _metres, _metres, _slug_or_none, _byte, _slug_or_none,
         _count),
    ),
    bus.LEAVE: (Leave, (_avatar,)),
    bus.AWAY: (Away, (_avatar,)),
    bus.HIDE: (Hide, (_avatar,)),
    bus.BACK: (Back, (_avatar,)),
    bus.ACT: (Act, (_avatar, _state)),
    bus.SAY: (Say, (_avatar, _count, _channel, _text, _avatar, _count, _persons)),
    bus.GO: (Go, (_avatar, _count, _slug)),
    bus.VISIT: (Visit, (_avatar, _count, _avatar)),
    bus.REPLAY: (Replay, (_avatar, _count, _do, _number)),
    bus.TOUR: (TakeTour, (_avatar, _count, _slug)),
    bus.APPEAR: (Appear, (_avatar, _name, _look)),
    bus.LOAD: (Load, (_count,)),
}  # fmt: skip
"""What each control becomes, and what each of its fields must be."""


def parse(row: Any) -> Wish:
    """One row of the inbox. Raises ``Malformed``, whatever the row is."""
    if type(row) is not list or not row or type(row[0]) is not str or row[0] not in CONTROLS:
        raise Malformed("control: unknown")
    kind, checks = CONTROLS[row[0]]
    fields = row[1:]
    if len(fields) != len(checks):
        raise Malformed(f"control {row[0]}: {len(fields)} fields, not {len(checks)}")
    for check, value in zip(checks, fields, strict=True):
        if not check(value):
            raise Malformed(f"control {row[0]}: a field is not {check.__name__.strip('_')}")
    return kind(*fields)
