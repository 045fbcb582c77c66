"""One file of a recording, written a chunk at a time."""

from __future__ import annotations

import errno
import os
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from metaserver.recorder.format import ChunkHead, Header, pack_head, pack_header

LEVEL: Final = 1
"""Of zlib: the fastest. Positions are noise to any compressor; the rest it finds at once."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """About a second of ticks, compressed. Times are those of the server's clock, unwrapped."""

    first_tick: int
    first_ms: int
    last_ms: int
    people: int
    raw_bytes: int
    packed: bytes

    @classmethod
    def of(cls, raw: bytes, *, first_tick: int, first_ms: int, last_ms: int, people: int) -> Chunk:
        return cls(first_tick, first_ms, last_ms, people, len(raw), zlib.compress(raw, LEVEL))


class Writer:
    """Each chunk is one write to the system: what was written survives the end of the process.

    Every method but ``close`` may raise ``OSError``.
    """

    def __init__(self, path: Path, header: Header, began_ms: int) -> None:
        """``began_ms``: unwrapped server clock of the first tick."""
        self.path = path
        self.began_ms = began_ms
        self.size_bytes = 0
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            self._write(pack_header(header))
        except OSError:
            self.close()
            raise

    def add(self, chunk: Chunk) -> None:
        head = ChunkHead(
            first_tick=chunk.first_tick,
            begins_ms=chunk.first_ms - self.began_ms,
            ends_ms=chunk.last_ms - self.began_ms,
            people=chunk.people,
            raw_bytes=chunk.raw_bytes,
            packed_bytes=len(chunk.packed),
            crc32=zlib.crc32(chunk.packed),
        )
        self._write(pack_head(head) + chunk.packed)

    def close(self) -> None:
        os.close(self._file)

    def _write(self, data: bytes) -> None:
        written = os.write(self._file, data)
        self.size_bytes += written
        if written < len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
