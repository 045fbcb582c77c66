"""Words that tests of a live city are written in."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from typing import TypeVar

from metaclient import City

from metaserver.protocol.quantise import State

Kind = TypeVar("Kind")
WITHIN_S = 5.0


async def until(condition: Callable[[], object], within_s: float = WITHIN_S) -> None:
    """Returns once it is true; fails if that takes too long."""
    loop = asyncio.get_running_loop()
    end_s = loop.time() + within_s
    while not condition():
        if loop.time() > end_s:
            raise AssertionError(f"not true within {within_s} s")
        await asyncio.sleep(0.02)


async def next_event(city: City, kind: type[Kind], within_s: float = WITHIN_S) -> Kind:
    """The next event of this kind; those before it are dropped."""
    async with asyncio.timeout(within_s):
        async for event in city.events():
            if isinstance(event, kind):
                return event
    raise AssertionError(f"no {kind.__name__}")


def sees(viewer: City, other: City) -> bool:
    """Whether ``other`` is in sight and there."""
    if viewer.view is None or viewer.world != other.world:
        return False
    seen = viewer.view.avatars.get(other.avatar)
    return seen is not None and seen.state != State.AWAY


def sees_at(viewer: City, avatar: int) -> tuple[float, float]:
    """Where ``viewer`` sees an avatar now, in metres."""
    assert viewer.view is not None
    return viewer.view.avatars[avatar].at(viewer.server_ms())


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    return math.dist(one, other)


def names_seen(viewer: City) -> list[str]:
    """Names of everybody in sight, twins included."""
    return sorted(a.name for a in viewer.view.avatars.values()) if viewer.view else []
