"""Reads one file of a recording."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from metaserver.errors import Malformed, RecordingError
from metaserver.recorder.format import (
    HEAD_BYTES,
    HEADER_MAX_BYTES,
    MAGIC,
    ChunkHead,
    unpack_head,
    unpack_header,
    unpack_rows,
)

WRAP: Final = 2**32


@dataclass(frozen=True, slots=True)
class RecordedTick:
    at_ms: int
    """Since the recording's beginning; before it in the lead."""
    near: bytes
    keys: bytes


class Recording:
    """What was in the file when it was opened; a last chunk that is not whole is not counted.

    Opening reads the heads of the chunks only. Raises ``RecordingError`` with a sentence.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.cut = False
        """Whether a piece at the end was left out: the server was ended in the middle of it."""
        self._heads: list[tuple[int, ChunkHead]] = []
        """Place in the file of each chunk's bytes, and its head."""
        try:
            with path.open("rb") as file:
                self.size_bytes = file.seek(0, 2)
                self._read(file)
        except Malformed as error:
            raise RecordingError(f"{path} cannot be read as a recording ({error}).") from error
        except OSError as error:
            raise RecordingError(f"{path} cannot be opened: {error.strerror}.") from error

    @property
    def length_ms(self) -> int:
        return max(0, self._heads[-1][1].ends_ms - self.header.lead_ms) if self._heads else 0

    @property
    def people(self) -> int:
        """Most people at a time."""
        return max((head.people for _, head in self._heads), default=0)

    def check(self) -> None:
        """Compares every chunk with its checksum. Raises ``RecordingError``."""
        for _ in self._chunks(0):
            pass

    def ticks(self, from_ms: int) -> Iterator[RecordedTick]:
        """All from the chunk on in which ``from_ms`` lies. Raises ``RecordingError``."""
        first_ms = from_ms + self.header.lead_ms
        number = sum(head.ends_ms < first_ms for _, head in self._heads)
        for head, packed in self._chunks(number):
            try:
                for _tick, time_ms, _interval_ms, near, keys in unpack_rows(_unpack(head, packed)):
                    at_ms = (time_ms - self.header.time_ms) % WRAP - self.header.lead_ms
                    yield RecordedTick(at_ms, near, keys)
            except Malformed as error:
                raise self._broken(head, str(error)) from error

    def _chunks(self, number: int) -> Iterator[tuple[ChunkHead, bytes]]:
        with self.path.open("rb") as file:
            for place, head in self._heads[number:]:
                file.seek(place)
                packed = file.read(head.packed_bytes)
                if zlib.crc32(packed) != head.crc32:
                    raise self._broken(head, "checksum")
                yield head, packed

    def _broken(self, head: ChunkHead, why: str) -> RecordingError:
        at_s = (head.begins_ms - self.header.lead_ms) / 1000
        return RecordingError(f"{self.path} is broken {at_s:.0f} s after its beginning ({why}).")

    def _read(self, file: IO[bytes]) -> None:
        file.seek(0)
        self.header, place = unpack_header(file.read(len(MAGIC) + 4 + HEADER_MAX_BYTES))
        while place < self.size_bytes:
            file.seek(place)
            data = file.read(HEAD_BYTES)
            head = unpack_head(data) if len(data) == HEAD_BYTES else None
            place += HEAD_BYTES
            if head is None or place + head.packed_bytes > self.size_bytes:
                self.cut = True
                return
            self._heads.append((place, head))
            place += head.packed_bytes


def _unpack(head: ChunkHead, packed: bytes) -> bytes:
    """Never more than the head says. Raises ``Malformed``."""
    unpacker = zlib.decompressobj()
    try:
        raw = unpacker.decompress(packed, head.raw_bytes + 1)
    except zlib.error as error:
        raise Malformed("recording: chunk cannot be unpacked") from error
    if len(raw) != head.raw_bytes or not unpacker.eof:
        raise Malformed("recording: a chunk's length")
    return raw
