"""Packed columns of one cell: leaves, enters, moves and names.

All columns are little endian and follow each other without padding:

move    id u16 | position 3 bytes (x low 8, x high 4 + y low 4 << 4, y high 8) | heading u8 |
        state u8 (state in the upper three bits, speed in the lower five)
enter   a move, then look 5 bytes
leave   id u16 | cell u16 (where it is now, ``ELSEWHERE`` if in no cell of this world)

A column is written whole before the next begins (all ids, then all positions, ...).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metaserver.errors import Malformed
from metaserver.protocol.quantise import I64, U8, U16

ELSEWHERE = 0xFFFF
MOVE_BYTES = 7
LOOK_BYTES = 5
ENTER_BYTES = MOVE_BYTES + LOOK_BYTES
LEAVE_BYTES = 4
MAX_LISTED = 255
"""Leaves, and enters, of one delta fragment; an emission with more is several fragments."""
_LOOK_MAX = (3, 7, 7, 7, 7, 15, 15)
_PLACE = np.array((1, 1 << 8, 1 << 16))


@dataclass(frozen=True, slots=True)
class Moves:
    """``n`` records; every array has shape (n,)."""

    id: U16
    qx: I64
    qy: I64
    heading: U8
    state: U8
    """State and speed, see ``quantise.state_byte``."""

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True)
class Enters:
    moves: Moves
    look: U8
    """Shape (n, 5)."""

    def __len__(self) -> int:
        return len(self.moves)


@dataclass(frozen=True, slots=True)
class Leaves:
    id: U16
    to_cell: U16

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True)
class Delta:
    leaves: Leaves
    enters: Enters
    moves: Moves


def pack_moves(moves: Moves) -> bytes:
    """``len(moves) * 7`` bytes."""
    # Of a number of 24 bits, x below and y above, the lower three bytes of four.
    place = (moves.qx | moves.qy << 12).astype("<u4").view(np.uint8).reshape(-1, 4)[:, :3]
    return b"".join(
        (
            moves.id.astype("<u2").tobytes(),
            place.tobytes(),
            moves.heading.tobytes(),
            moves.state.tobytes(),
        )
    )


def pack_enters(enters: Enters) -> bytes:
    return pack_moves(enters.moves) + enters.look.tobytes()


def pack_delta(delta: Delta) -> bytes:
    """Two counts (one byte each), then leaves, enters and moves.

    The number of moves follows from the length. At most ``MAX_LISTED`` leaves and enters.
    """
    return b"".join(
        (
            bytes((len(delta.leaves), len(delta.enters))),
            delta.leaves.id.astype("<u2").tobytes(),
            delta.leaves.to_cell.astype("<u2").tobytes(),
            pack_enters(delta.enters),
            pack_moves(delta.moves),
        )
    )


def pack_look(look: list[int], flags: int = 0) -> bytes:
    """Seven choices to the five bytes of a record; what is out of range becomes the highest.

    body<<4 | skin, hair<<4 | hair colour, outfit, colour<<4 | colour, flags (the server's).
    """
    body, skin, hair, hair_colour, outfit, upper, lower = (
        min(choice, most) for choice, most in zip(look, _LOOK_MAX, strict=True)
    )
    return bytes((body << 4 | skin, hair << 4 | hair_colour, outfit, upper << 4 | lower, flags))


def pack_names(entries: list[tuple[int, bytes, str]]) -> bytes:
    """``(id, look, name)``: id u16, look 5 bytes, length u8, name in UTF-8 (at most 255 bytes)."""
    parts = []
    for avatar, look, name in entries:
        raw = name.encode()[:255].decode(errors="ignore").encode()
        parts.append(avatar.to_bytes(2, "little") + look + bytes((len(raw),)) + raw)
    return b"".join(parts)


def _moves_at(data: bytes, offset: int, n: int) -> Moves:
    ids = np.frombuffer(data, "<u2", n, offset)
    offset += 2 * n
    # Three bytes are one number of 24 bits: x below, y above.
    place = np.frombuffer(data, np.uint8, 3 * n, offset).reshape(n, 3) @ _PLACE
    offset += 3 * n
    heading = np.frombuffer(data, np.uint8, n, offset)
    state = np.frombuffer(data, np.uint8, n, offset + n)
    return Moves(ids, place & 0xFFF, place >> 12, heading, state)


def unpack_moves(data: bytes) -> Moves:
    """Raises ``Malformed`` where the length is not a whole number of records."""
    if len(data) % MOVE_BYTES:
        raise Malformed(f"moves: {len(data)} bytes are not a multiple of {MOVE_BYTES}")
    return _moves_at(data, 0, len(data) // MOVE_BYTES)


def unpack_enters(data: bytes) -> Enters:
    """A keyframe's bytes. Raises ``Malformed``."""
    if len(data) % ENTER_BYTES:
        raise Malformed(f"enters: {len(data)} bytes are not a multiple of {ENTER_BYTES}")
    return _enters_at(data, 0, len(data) // ENTER_BYTES)


def _enters_at(data: bytes, offset: int, n: int) -> Enters:
    look = np.frombuffer(data, np.uint8, LOOK_BYTES * n, offset + MOVE_BYTES * n)
    return Enters(_moves_at(data, offset, n), look.reshape(n, LOOK_BYTES))


def unpack_delta(data: bytes) -> Delta:
    """Raises ``Malformed`` where the counts and the length do not agree."""
    if len(data) < 2:
        raise Malformed("delta: shorter than its two counts")
    n_leaves, n_enters = data[0], data[1]
    start = 2 + n_leaves * LEAVE_BYTES + n_enters * ENTER_BYTES
    if len(data) < start or (len(data) - start) % MOVE_BYTES:
        raise Malformed(
            f"delta: {len(data)} bytes do not hold {n_leaves} leaves, {n_enters} enters"
        )
    leaves = Leaves(
        np.frombuffer(data, "<u2", n_leaves, 2),
        np.frombuffer(data, "<u2", n_leaves, 2 + 2 * n_leaves),
    )
    enters = _enters_at(data, 2 + n_leaves * LEAVE_BYTES, n_enters)
    return Delta(leaves, enters, _moves_at(data, start, (len(data) - start) // MOVE_BYTES))


def unpack_names(data: bytes) -> list[tuple[int, bytes, str]]:
    """Raises ``Malformed``."""
    entries, at, head = [], 0, 2 + LOOK_BYTES + 1
    while at < len(data):
        end = at + head + (data[at + head - 1] if at + head <= len(data) else 0)
        if at + head > len(data) or end > len(data):
            raise Malformed("names: cut off")
        try:
            name = data[at + head : end].decode()
        except UnicodeDecodeError as error:
            raise Malformed("names: not UTF-8") from error
        entries.append((int.from_bytes(data[at : at + 2], "little"), data[at + 2 : at + 7], name))
        at = end
    return entries
