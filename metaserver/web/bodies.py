"""Bodies of requests, read with bounds: bytes of one, bytes of all at once, time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request

from metaserver.errors import Limited, Unreadable

WITHIN_S: Final = 30.0
"""Time for a body, and more of it for one that is large and keeps coming."""
BYTES_PER_S: Final = 32_000
HELD_MAX_BYTES: Final = 200_000_000
"""Of all bodies that are being read; who comes then is asked to come again."""
BUSY_WAIT_S: Final = 5.0
_PIECE_BYTES: Final = 16_384
"""Looked at in one go; between two pieces others have their turn."""


class Held:
    """Counts what is in memory."""

    def __init__(self, most: int = HELD_MAX_BYTES) -> None:
        self._most = most
        self.bytes = 0

    def take(self, size: int) -> None:
        """Raises ``Limited`` with the code ``busy`` where there is no room."""
        if self.bytes + size > self._most:
            raise Limited("busy", BUSY_WAIT_S)
        self.bytes += size

    def give(self, size: int) -> None:
        self.bytes -= size


_HELD = Held()


async def receive(
    request: Request, max_bytes: int, take: Callable[[bytes], None], *,
    within_s: float = WITHIN_S, held: Held = _HELD,
) -> None:  # fmt: skip
    """Hands the body to ``take``, piece by piece.

    Raises ``Unreadable`` with ``large``, ``slow`` or ``malformed`` (it broke off), ``Limited``, and
    what ``take`` raises.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > max_bytes:
        raise Unreadable("large")
    got, began_s = 0, asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout(within_s) as limit:
            async for chunk in request.stream():
                if got + len(chunk) > max_bytes:
                    raise Unreadable("large")
                held.take(len(chunk))
                got += len(chunk)
                limit.reschedule(began_s + within_s + got / BYTES_PER_S)
                for at in range(0, len(chunk), _PIECE_BYTES):
                    take(chunk[at : at + _PIECE_BYTES])
                    await asyncio.sleep(0)
    except TimeoutError:
        raise Unreadable("slow") from None
    except ClientDisconnect:
        raise Unreadable("malformed") from None
    finally:
        held.give(got)


async def read_body(request: Request, max_bytes: int) -> bytes:
    """Raises as ``receive`` does."""
    body = bytearray()
    await receive(request, max_bytes, body.extend)
    return bytes(body)


async def read_json(request: Request, max_bytes: int) -> dict[str, Any]:
    """An object. Raises as ``receive`` does; ``malformed`` also for texts that cannot be stored."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Unreadable("media_type")
    try:
        value = json.loads(await read_body(request, max_bytes))
    except (ValueError, RecursionError):
        raise Unreadable("malformed") from None
    if not isinstance(value, dict) or not all(map(is_storable, _texts(value))):
        raise Unreadable("malformed")
    return value


def is_storable(text: str) -> bool:
    """Whether a database takes it: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _texts(value: Any) -> Iterator[str]:
    """Every text in it, keys too."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, list):
            waiting.extend(each)
        elif isinstance(each, dict):
            waiting.extend(each)
            waiting.extend(each.values())
