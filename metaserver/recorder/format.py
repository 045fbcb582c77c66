"""The bytes of a recording. ``docs/recordings.md`` describes them for readers in any language.

A file is ``MAGIC``, the length of the header (u32), the header (a msgpack map), and chunks until
its end. A chunk is a head of 32 bytes and about a second of ticks, compressed: msgpack arrays
``[tick, time_ms, interval_ms, near, keys]`` one after the other. ``near`` is what the cells' near
streams told in that tick, ``keys`` the keyframes made in it, both as packed fragments in one bin.
Middle and far streams are left out: they tell the same again, later.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

import msgpack

from metaserver.errors import Malformed
from metaserver.protocol.frames import Kind

MAGIC: Final = b"MSREC\x00\x01\n"
"""The last byte but one is the version of this format."""
HEADER_MAX_BYTES: Final = 4096
RAW_MAX_BYTES: Final = 64 * 2**20
"""A chunk that says it is longer is broken: no file can make its reader read or unpack more."""
UNIX_MAX_MS: Final = 2**47
"""Later (in the year 6429) is no time that a calendar can show."""
CELLS_MAX: Final = 2**16
_LENGTH: Final = struct.Struct("<I")
_HEAD: Final = struct.Struct("<4s7I")
_MARK: Final = b"CHNK"
HEAD_BYTES: Final = _HEAD.size

TickRow = tuple[int, int, int, bytes, bytes]
"""Tick, server clock, length of a tick in ms, near and keys."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a whole file has in common."""

    world: str
    world_hash: str
    protocol: str
    """Hash of the protocol's declarations: fragments are only understood under the same."""
    cell_m: float
    epoch: int
    began_unix_ms: int
    """Of the recording's beginning: the first tick, or the one after the lead."""
    time_ms: int
    """Server clock of the first tick, modulo 2**32."""
    lead_ms: int
    """So much of the file before is repeated at its beginning, so that a file can be read alone."""


@dataclass(frozen=True, slots=True)
class ChunkHead:
    first_tick: int
    begins_ms: int
    """Of its first tick, since the file's first one."""
    ends_ms: int
    people: int
    """Whom its keyframes list, and who entered a cell."""
    raw_bytes: int
    packed_bytes: int
    crc32: int
    """Of the packed bytes."""


def pack_header(header: Header) -> bytes:
    packed: bytes = msgpack.packb(asdict(header))
    return MAGIC + _LENGTH.pack(len(packed)) + packed


def unpack_header(data: bytes) -> tuple[Header, int]:
    """The header at the beginning of ``data``, and where it ends. Raises ``Malformed``."""
    start = len(MAGIC) + _LENGTH.size
    if data[: len(MAGIC)] != MAGIC or len(data) < start:
        raise Malformed("recording: it does not begin as one")
    (length,) = _LENGTH.unpack_from(data, len(MAGIC))
    if length > HEADER_MAX_BYTES or len(data) < start + length:
        raise Malformed("recording: header cut off")
    try:
        found = msgpack.unpackb(data[start : start + length], raw=False)
        header = Header(**{each.name: found[each.name] for each in fields(Header)})
    except (ValueError, TypeError, KeyError, msgpack.UnpackException) as error:
        raise Malformed("recording: header") from error
    if not _sound(header):
        raise Malformed("recording: values of the header")
    return header, start + length


def _sound(header: Header) -> bool:
    texts = (header.world, header.world_hash, header.protocol)
    numbers = (header.epoch, header.time_ms, header.lead_ms)
    return (
        all(type(text) is str for text in texts)
        and all(type(number) is int and 0 <= number < 2**32 for number in numbers)
        and type(header.began_unix_ms) is int
        and 0 <= header.began_unix_ms < UNIX_MAX_MS
        and isinstance(header.cell_m, float | int)
    )


def pack_head(head: ChunkHead) -> bytes:
    packed: bytes = _HEAD.pack(
        _MARK, head.first_tick, head.begins_ms, head.ends_ms, head.people, head.raw_bytes,
        head.packed_bytes, head.crc32,
    )  # fmt: skip
    return packed


def unpack_head(data: bytes) -> ChunkHead:
    """From ``HEAD_BYTES`` bytes. Raises ``Malformed``."""
    mark, *numbers = _HEAD.unpack(data)
    head = ChunkHead(*numbers)
    too_long = max(head.raw_bytes, head.packed_bytes) > RAW_MAX_BYTES
    # Millions of chunks with nothing in them would be read at once by who looks for the next tick.
    if mark != _MARK or too_long or not head.raw_bytes or head.ends_ms < head.begins_ms:
        raise Malformed("recording: head of a chunk")
    return head


def unpack_rows(raw: bytes) -> Iterator[TickRow]:
    """The ticks of an unpacked chunk. Raises ``Malformed``."""
    for row in _values(raw):
        if type(row) is not list or [type(each) for each in row] != [int, int, int, bytes, bytes]:
            raise Malformed("recording: shape of a tick")
        yield tuple(row)


def fragments(packed: bytes) -> Iterator[tuple[int, Kind, bytes]]:
    """Cell, kind and bytes of fragments that follow each other. Raises ``Malformed``."""
    for item in _values(packed):
        try:
            cell, number, _tick, data = item
            kind = Kind(number)
        except (ValueError, TypeError) as error:
            raise Malformed("recording: shape of a fragment") from error
        if type(cell) is not int or not 0 <= cell < CELLS_MAX or type(data) is not bytes:
            raise Malformed("recording: types of a fragment")
        yield cell, kind, data


def _values(packed: bytes) -> Iterator[Any]:
    unpacker = msgpack.Unpacker(raw=False, max_buffer_size=max(len(packed), 1))
    unpacker.feed(packed)
    try:
        yield from unpacker
    except (ValueError, msgpack.UnpackException) as error:
        raise Malformed("recording: chunk") from error
    if unpacker.tell() != len(packed):
        raise Malformed("recording: chunk cut off")
