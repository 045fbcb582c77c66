"""Bytes of the messages that bots send and get most often, without models in between."""

from __future__ import annotations

from functools import lru_cache

import msgpack

from metaserver.protocol.codec import decode_server
from metaserver.protocol.frames import FRAME, Frame
from metaserver.protocol.messages import Message, Move

FRAME_FIRST = 0x96
"""First byte of a frame, an array of six; the second is its code."""
FRAME_SECOND = FRAME

_packer = msgpack.Packer()
_MOVE = Move.code


def pack_move(x: float, y: float, heading: int, speed_q: int, time_ms: int) -> bytes:
    """What ``encode(Move(...))`` makes of them, which is five times as dear."""
    packed: bytes = _packer.pack((_MOVE, x, y, heading, speed_q, time_ms))
    return packed


@lru_cache(maxsize=512)
def decoded(data: bytes) -> Message | Frame:
    """``decode_server``; what many get at once, as chat, is decoded once. Raises as it does."""
    return decode_server(data)


def frame_head(data: memoryview) -> tuple[int, int]:
    """Epoch and time_ms of a frame; only the head is looked at. Raises ``ValueError``."""
    epoch, at = _number(data, 2)
    _tick, at = _number(data, at)
    time_ms, at = _number(data, at)
    return epoch, time_ms


def frame_kinds(data: bytes) -> set[int]:
    """Kinds of a frame's fragments. Raises ``ValueError`` where it is none."""
    try:
        return {fragment[1] for fragment in msgpack.unpackb(data)[5]}
    except (msgpack.UnpackException, TypeError, IndexError) as error:
        raise ValueError("not a frame") from error


def _number(data: memoryview, at: int) -> tuple[int, int]:
    """An unsigned msgpack integer, and where the next value begins."""
    first = data[at]
    if first < 0x80:
        return first, at + 1
    if not 0xCC <= first <= 0xCF:
        raise ValueError("not a frame")
    end = at + 1 + (1 << (first - 0xCC))
    return int.from_bytes(data[at + 1 : end], "big"), end
