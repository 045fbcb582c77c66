"""What of a tick is kept: where people were, and not who.

Names, persons and words are left out, and the marks of officials are taken from the looks: of few
people with a mark one could be known by it. What remains of somebody is a number that was lent for
a visit, a way, and a look out of a small set.
"""

from __future__ import annotations

from typing import Final

import msgpack

from metaserver.protocol.bus import TickOut
from metaserver.protocol.frames import Kind
from metaserver.protocol.records import ENTER_BYTES, LEAVE_BYTES, LOOK_BYTES, MOVE_BYTES

ID_BYTES: Final = 2


def faceless(out: TickOut, listed: set[int]) -> tuple[bytes, bytes]:
    """What the near streams told, and the keyframes, as packed fragments.

    To ``listed`` is added who stands in keyframes or entered a cell. Raises ``ValueError`` and
    ``TypeError`` where the tick's bytes are not fragments.
    """
    near = _without_faces(b"".join([told.data for told in out.near.values()]), listed)
    keys = _without_faces(b"".join([key.keyframe for key in out.keys.values()]), listed)
    return near, keys


def _without_faces(packed: bytes, listed: set[int]) -> bytes:
    """The same fragments without names and marks."""
    unpacker = msgpack.Unpacker(raw=True, max_buffer_size=max(len(packed), 1))
    unpacker.feed(packed)
    told, kept = bytearray(packed), []
    begin = kept_from = 0
    for _, kind, _, data in unpacker:
        end = unpacker.tell()
        if kind == Kind.NAMES:
            kept.append(told[kept_from:begin])
            kept_from = end
        elif kind in (Kind.KEYFRAME, Kind.DELTA):
            at, n = _enters(kind, data)
            listed.update(memoryview(data)[at : at + ID_BYTES * n].cast("H"))
            _unmark(told, end - len(data) + at, n)
        begin = end
    kept.append(told[kept_from:])
    return b"".join(kept)


def _enters(kind: int, data: bytes) -> tuple[int, int]:
    """Where the enters of a keyframe or delta begin, and how many they are."""
    if kind == Kind.KEYFRAME:
        return 0, len(data) // ENTER_BYTES
    return 2 + data[0] * LEAVE_BYTES, data[1]


def _unmark(told: bytearray, enters_at: int, n: int) -> None:
    """Clears the last byte of each look of ``n`` enters (``protocol.records``)."""
    looks_at = enters_at + n * MOVE_BYTES
    told[looks_at + LOOK_BYTES - 1 : looks_at + n * LOOK_BYTES : LOOK_BYTES] = bytes(n)
