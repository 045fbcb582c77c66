"""Whom a fragment tells of. Pure."""

from __future__ import annotations

import struct

from metaserver.protocol.frames import Fragment, Kind
from metaserver.protocol.records import ENTER_BYTES, LEAVE_BYTES, MOVE_BYTES


def told(fragment: Fragment) -> tuple[int, ...]:
    """Avatars of which a fragment has a record. It must be one that a view has accepted."""
    data, kind = fragment.data, fragment.kind
    if kind == Kind.MOVES:
        return _ids(data, 0, len(data) // MOVE_BYTES)
    if kind == Kind.KEYFRAME:
        return _ids(data, 0, len(data) // ENTER_BYTES)
    if kind == Kind.DELTA:
        enters_at = 2 + data[0] * LEAVE_BYTES
        moves_at = enters_at + data[1] * ENTER_BYTES
        moves = _ids(data, moves_at, (len(data) - moves_at) // MOVE_BYTES)
        return (*_ids(data, enters_at, data[1]), *moves)
    return ()


def _ids(data: bytes, offset: int, n: int) -> tuple[int, ...]:
    return struct.unpack_from(f"<{n}H", data, offset)
