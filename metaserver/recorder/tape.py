"""One world being recorded: ticks become chunks of about a second, chunks files of some minutes.

A world in which nobody is is not recorded: the file ends, and another begins with the next visitor.
A file that goes on where another ended repeats the last chunks of that one, so that all keyframes
are in it and it can be read by itself.
"""

from __future__ import annotations

from collections import deque
from typing import Final

import msgpack

from metaserver.ports import Clock
from metaserver.protocol.bus import TickOut, unpack_tick
from metaserver.protocol.codec import HASH
from metaserver.protocol.views import WorldInfo
from metaserver.recorder.faceless import faceless
from metaserver.recorder.format import HEAD_BYTES, Header
from metaserver.recorder.shelf import Shelf
from metaserver.recorder.writer import Chunk, Writer

CHUNK_MS: Final = 1000
CHUNK_MAX_BYTES: Final = 8 * 2**20
"""A chunk ends with the tick that passes this, so that it never holds up the thread for long."""
FILE_MS: Final = 15 * 60_000
FILE_MAX_BYTES: Final = 64 * 2**20
QUIET_MS: Final = 10_000
"""So long after the last sign of anybody the file ends."""
LEAD_CHUNKS: Final = 2
"""Every cell with people in it makes a keyframe within one."""
WRAP: Final = 2**32


class Tape:
    """Used from one thread. ``keep_bytes``: what all files of the world may take together."""

    def __init__(self, *, world: WorldInfo, shelf: Shelf, keep_bytes: int, clock: Clock) -> None:
        self._world = world
        self._shelf = shelf
        self._keep_bytes = keep_bytes
        self._clock = clock
        self._packer = msgpack.Packer()
        self._writer: Writer | None = None
        self._epoch = -1
        self._now_ms = 0
        """Server clock of the last tick, unwrapped."""
        self._told_ms: int | None = None
        """When somebody last showed; None: the world is empty."""
        self._begin_chunk()
        self._lead: deque[Chunk] = deque(maxlen=LEAD_CHUNKS)

    def take(self, data: bytes) -> int:
        """A tick as it comes from the bus; bytes written. Raises ``OSError``, ``Malformed``."""
        out = unpack_tick(data)
        if out.epoch != self._epoch:
            self._start_anew(out)
        self._now_ms += (out.time_ms - self._now_ms) % WRAP
        near, keys = faceless(out, self._listed)
        if near or keys:
            self._told_ms = self._now_ms
        elif self._told_ms is None:
            return 0
        elif self._now_ms - self._told_ms > QUIET_MS:
            return self.close()
        self._add(out, near, keys)
        full = self._now_ms - self._first_ms >= CHUNK_MS or self._size >= CHUNK_MAX_BYTES
        return self._flush() if full else 0

    def close(self) -> int:
        """Writes what waits and ends the file; bytes written. Raises ``OSError``."""
        try:
            return self._flush()
        finally:
            self._told_ms = None
            self._lead.clear()
            self._begin_chunk()
            self._end_file()

    # ---- ticks to chunks ----

    def _start_anew(self, out: TickOut) -> None:
        self.close()
        self._epoch, self._now_ms = out.epoch, out.time_ms

    def _begin_chunk(self) -> None:
        self._rows: list[bytes] = []
        self._listed: set[int] = set()
        """Avatars that its keyframes list, in a second everybody, or that entered a cell."""
        self._size = self._first_tick = self._first_ms = 0

    def _add(self, out: TickOut, near: bytes, keys: bytes) -> None:
        if not self._rows:
            self._first_tick, self._first_ms = out.tick, self._now_ms
        row = self._packer.pack([out.tick, out.time_ms, out.interval_ms, near, keys])
        self._rows.append(row)
        self._size += len(row)

    def _flush(self) -> int:
        if not self._rows:
            return 0
        chunk = Chunk.of(
            b"".join(self._rows), first_tick=self._first_tick, first_ms=self._first_ms,
            last_ms=self._now_ms, people=len(self._listed),
        )  # fmt: skip
        self._begin_chunk()
        written = self._write(chunk)
        self._lead.append(chunk)
        return written

    # ---- chunks to files ----

    def _write(self, chunk: Chunk) -> int:
        if self._writer is not None and _is_full(self._writer, chunk):
            self._end_file()
        chunks = [chunk] if self._writer is not None else [*self._lead, chunk]
        writer = self._writer or self._begin_file(chunks[0], chunk)
        self._shelf.check_free()
        before = writer.size_bytes
        for each in chunks:
            writer.add(each)
        return writer.size_bytes - before

    def _begin_file(self, first: Chunk, chunk: Chunk) -> Writer:
        """A file whose recording begins with ``chunk``; ``first`` is where its lead begins."""
        self._shelf.make_room(self._world.id, self._keep_bytes - FILE_MAX_BYTES)
        ago_ms = (self._clock.server_ms() - chunk.first_ms) % WRAP
        header = Header(
            world=self._world.id, world_hash=self._world.hash, protocol=HASH,
            cell_m=self._world.cell_m, epoch=self._epoch,
            began_unix_ms=self._clock.unix_ms() - ago_ms, time_ms=first.first_ms % WRAP,
            lead_ms=chunk.first_ms - first.first_ms,
        )  # fmt: skip
        path = self._shelf.path(self._world.id, header.began_unix_ms)
        self._writer = Writer(path, header, first.first_ms)
        return self._writer

    def _end_file(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()


def _is_full(writer: Writer, chunk: Chunk) -> bool:
    too_long = chunk.last_ms - writer.began_ms > FILE_MS
    size_bytes = writer.size_bytes + HEAD_BYTES + len(chunk.packed)
    return too_long or size_bytes > FILE_MAX_BYTES
