"""A recording on show, under a clock turned by hand, and one who sees all of it."""

from __future__ import annotations

import msgpack
from metaclient.view import View

from metaserver.protocol import bus
from metaserver.protocol.bus import Inbox, TickOut, pack_inbox, unpack_tick
from metaserver.protocol.frames import FRAME, Kind, pack_fragment, pack_view, parse_frame
from metaserver.protocol.messages import Do
from metaserver.recorder.recording import Recording
from metaserver.replay.scene import FIRST_ID
from metaserver.replay.zone import ReplayZone
from metaserver.zones.ground import Ground
from metaserver.zones.zone import ZoneSettings
from tests.scenarios.streams_kit import LOOK, HandClock, MemoryBus, info_of

Spot = tuple[float, float]


class Cinema:
    def __init__(self, ground: Ground, recording: Recording) -> None:
        self.clock = HandClock()
        self.bus = MemoryBus()
        self.zone = ReplayZone(
            ground=ground, settings=ZoneSettings(5), bus=self.bus, clock=self.clock,
            recording=recording,
        )  # fmt: skip
        self.info = info_of(ground)
        self.view = View(self.info)
        self.out: TickOut
        self._controls: list[list[object]] = []
        self._first = True

    def control(self, *row: object) -> None:
        self._controls.append(list(row))

    def do(self, do: Do, value: float = 0.0) -> None:
        """A wish of the first who has come, with the next tick."""
        self.control(bus.REPLAY, 0, 77, int(do), value)

    def come(self, person: str = "00aa00aa00aa00aa") -> int:
        self.control(bus.JOIN, 1, person, "구경꾼", LOOK, 0.0, 0.0, "", 0, "", 0)
        self.tick()
        (joined,) = self.events(bus.JOINED)
        return int(str(joined[3]))

    def tick(self, interval_ms: int = 100) -> None:
        self.zone.mailbox.receive("", pack_inbox(Inbox("g1", controls=self._controls)))
        self._controls = []
        self.clock.ms += interval_ms
        self.zone.tick(interval_ms)
        self.out = unpack_tick(self.bus.published.pop()[1])
        self._see(self.out)

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            self.tick()

    def events(self, kind: str) -> list[list[object]]:
        return [event for event in self.out.events if event[0] == kind]

    def seen(self) -> dict[int, Spot]:
        """Where a client sees whom now, by the number in the recording."""
        now_ms = self.clock.server_ms()
        return {id_ - FIRST_ID: a.at(now_ms) for id_, a in self.view.avatars.items()}

    def _see(self, out: TickOut) -> None:
        """Every cell is near."""
        packed = b"".join(piece.data for piece in out.near.values())
        if self._first:
            view = pack_view(list(range(self.info.cells)), [], [])
            packed = pack_fragment(0, Kind.VIEW, out.tick, view) + packed
            self._first = False
        unpacker = msgpack.Unpacker(raw=False)
        unpacker.feed(packed)
        head = [FRAME, out.epoch, out.tick, out.time_ms, out.interval_ms]
        self.view.apply(parse_frame([*head, list(unpacker)]))
