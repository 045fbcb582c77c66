"""A yard with walkers, recorded tick by tick without a thread."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np

from metaserver.protocol import bus
from metaserver.protocol.bus import TickOut, pack_tick
from metaserver.recorder.format import HEAD_BYTES, unpack_head, unpack_header
from metaserver.recorder.recording import Recording
from metaserver.recorder.shelf import Shelf
from metaserver.recorder.tape import Tape
from tests.scenarios.streams_kit import HandClock, Stage, level_grid, world

NAMES = ("가람이의 이름", "Nobody-Knows-9")
PLENTY = 10**9
OFFICIAL = bytes((17, 0, 0, 1, 1))


def person_of(n: int) -> str:
    """Number of the n-th who joins."""
    return f"00c0ffee{n:08x}"


def raw_bytes(path: Path) -> bytes:
    """Everything in a file, unpacked."""
    data = path.read_bytes()
    _, place = unpack_header(data)
    found = [data[:place]]
    while place < len(data):
        head = unpack_head(data[place : place + HEAD_BYTES])
        place += HEAD_BYTES
        found.append(zlib.decompress(data[place : place + head.packed_bytes]))
        place += head.packed_bytes
    return b"".join(found)


class Yard:
    """Who walks in it is on tape."""

    def __init__(self, folder: Path, *, keep_bytes: int = PLENTY, begins_ms: int = 0) -> None:
        grid = level_grid("yard", columns=6, rows=6, walls=[(20, 16, 21, 40)])
        clock = HandClock(begins_ms) if begins_ms else None
        self.stage = Stage(world(grid, id_="yard"), clock=clock)
        self.shelf = Shelf(folder)
        self.tape = Tape(
            world=self.stage.info, shelf=self.shelf, keep_bytes=keep_bytes, clock=self.stage.clock
        )
        self.told: list[TickOut] = []
        self._random = np.random.default_rng(7)
        self.walkers: list[int] = []

    def join(self, *names: str) -> list[int]:
        """Each in a tick of its own, which is recorded too."""
        came = []
        for name in names:
            person = person_of(len(self.walkers) + len(came))
            self.stage.control(bus.JOIN, 1, person, name, OFFICIAL, 0.0, 0.0, "", 0, "", 0)
            self.tick()
            (joined,) = self.stage.events(bus.JOINED)
            came.append(int(str(joined[3])))
        self.walkers += came
        return came

    def tick(self) -> None:
        out = self.stage.tick()
        self.told.append(out)
        self.tape.take(pack_tick(out))

    def walk(self, seconds: float) -> None:
        """Everybody turns about once a second, some stop; so do they at the walls."""
        for _ in range(round(seconds * 10)):
            for avatar in self.walkers:
                if self._random.random() < 0.1:
                    speed = int(self._random.choice([0, 8, 20]))
                    self.stage.course(avatar, int(self._random.integers(256)), speed)
            self.tick()

    def leave(self, avatar: int) -> None:
        self.stage.control(bus.LEAVE, avatar)
        self.walkers.remove(avatar)
        self.tick()

    def recordings(self) -> list[Recording]:
        self.tape.close()
        return [Recording(path) for path in self.shelf.files()]
