"""Fragments, frames, and the WebSocket header in front of them.

A frame is the msgpack array ``[0, epoch, tick, time_ms, interval_ms, fragments]``, a fragment
``[cell, kind, tick & 127, bin]``. Fragments are packed once per cell; a view is a header and one
``b"".join``. A fragment may be older than its frame (a joiner gets a keyframe and the deltas
since): its tick is the youngest one not after the frame's with these seven bits.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

import msgpack

from metaserver.errors import Malformed

FRAME = 0
"""Message code of a frame."""
TICK_BITS = 0x7F


class Kind(enum.IntEnum):
    """What a fragment's bytes are."""

    MOVES = 0
    """Only moves."""
    DELTA = 1
    """Leaves, enters and moves, in this order."""
    KEYFRAME = 2
    """Replaces the cell: everybody in it, as enters."""
    NAMES = 3
    """Names, and looks that changed."""
    VIEW = 4
    """The cells now in view, replacing the earlier list: counts of near, middle and far cells
    (u16 each), then the cells (u16). The fragment's own cell is the viewer cell. Avatars bound to
    a cell that is not listed are gone from view."""


@dataclass(frozen=True, slots=True)
class Fragment:
    cell: int
    kind: Kind
    tick: int
    """Whole tick, its seven bits already resolved."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Frame:
    epoch: int
    tick: int
    time_ms: int
    """Server clock of the tick: milliseconds modulo 2**32."""
    interval_ms: int
    """Present length of a tick; longer under overload."""
    fragments: list[Fragment]


_packer = msgpack.Packer()
"""Reused: each new one allocates 256 KiB. Not shared between threads."""


def pack_fragment(cell: int, kind: Kind, tick: int, data: bytes) -> bytes:
    """The bytes of one fragment, ready to be joined into any frame: at most 9 more than ``data``
    (11 from 64 KiB on)."""
    packed: bytes = _packer.pack((cell, int(kind), tick & TICK_BITS, data))
    return packed


def frame_header(epoch: int, tick: int, time_ms: int, interval_ms: int, fragments: int) -> bytes:
    """All of a frame but its fragments."""
    head: bytes = _packer.pack((FRAME, epoch, tick, time_ms, interval_ms))
    return b"\x96" + head[1:] + array_header(fragments)


def array_header(n: int) -> bytes:
    """msgpack header of an array of ``n``."""
    if n < 16:
        return bytes((0x90 | n,))
    return b"\xdc" + n.to_bytes(2, "big")


def websocket_frame(payload: bytes) -> bytes:
    """An unmasked, final binary WebSocket frame (RFC 6455, 5.2): the same bytes for everybody."""
    size = len(payload)
    if size < 126:
        return bytes((0x82, size)) + payload
    if size < 65536:
        return b"\x82\x7e" + size.to_bytes(2, "big") + payload
    return b"\x82\x7f" + size.to_bytes(8, "big") + payload


def resolve_tick(low: int, now: int) -> int:
    """The youngest tick not after ``now`` with these seven low bits."""
    return now - ((now - low) & TICK_BITS)


def unpack_view(data: bytes) -> tuple[list[int], list[int], list[int]]:
    """Near, middle and far cells of a ``VIEW`` fragment. Raises ``Malformed``."""
    if len(data) < 6 or len(data) % 2:
        raise Malformed("view: cut off")
    numbers = [int.from_bytes(data[i : i + 2], "little") for i in range(0, len(data), 2)]
    near, middle, far = numbers[:3]
    if len(numbers) != 3 + near + middle + far:
        raise Malformed("view: counts and length do not agree")
    cells = numbers[3:]
    return cells[:near], cells[near : near + middle], cells[near + middle :]


def pack_view(near: list[int], middle: list[int], far: list[int]) -> bytes:
    numbers = [len(near), len(middle), len(far), *near, *middle, *far]
    return b"".join(n.to_bytes(2, "little") for n in numbers)


def parse_frame(message: list[Any]) -> Frame:
    """An already unpacked msgpack array to a frame. Raises ``Malformed``."""
    try:
        code, epoch, tick, time_ms, interval_ms, raw = message
        numbers = (code, epoch, tick, time_ms, interval_ms)
        if any(type(n) is not int or n < 0 for n in numbers) or code != FRAME:
            raise Malformed("frame: header")
        fragments = [_parse_fragment(item, tick) for item in raw]
    except (ValueError, TypeError) as error:
        raise Malformed("frame: not the shape of a frame") from error
    return Frame(epoch, tick, time_ms, interval_ms, fragments)


def _parse_fragment(item: Any, now: int) -> Fragment:
    cell, kind, low, data = item
    if any(type(n) is not int for n in (cell, kind, low)) or type(data) is not bytes:
        raise Malformed("fragment: types")
    if not (0 <= cell <= 0xFFFF and 0 <= low <= TICK_BITS):
        raise Malformed("fragment: range")
    return Fragment(cell, Kind(kind), resolve_tick(low, now), data)
