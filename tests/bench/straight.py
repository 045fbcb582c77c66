"""What somebody who walks straight on costs a viewer, as it comes out of the viewer's socket."""

from __future__ import annotations

import asyncio

from metaclient import City, connect

from metaserver.protocol.codec import decode_server
from metaserver.protocol.frames import Frame, pack_fragment
from metaserver.protocol.messages import Correct
from tests.bench._city import Row, city

NAME = "One walks straight on at 2 m/s, one looks on"
SECONDS = 12.0
TICKS = SECONDS * 10
HEADINGS = (0, 64, 128, 192, 32, 96, 160, 224)


class Counter:
    """Stands before the client's own reading of its socket."""

    def __init__(self, viewer: City) -> None:
        self._received = viewer.life.received
        viewer.life.received = self.received  # type: ignore[method-assign]
        self.reset()

    def reset(self) -> None:
        self.socket_bytes = self.fragment_bytes = self.frames = 0

    def received(self, data: bytes) -> None:
        message = decode_server(data)
        if isinstance(message, Frame):
            self.frames += 1
            self.socket_bytes += len(data) + (2 if len(data) < 126 else 4)
            self.fragment_bytes += sum(
                len(pack_fragment(f.cell, f.kind, f.tick, f.data)) for f in message.fragments
            )
        self._received(data)


async def rows() -> list[Row]:
    with city() as server:
        async with connect(server.url) as viewer, connect(server.url, watch=False) as walker:
            counter = Counter(viewer)
            await asyncio.sleep(2)
            for heading in HEADINGS:
                if await walked(walker, heading, counter):
                    return told(counter)
    raise RuntimeError("there is a wall in every direction")


async def walked(walker: City, heading: int, counter: Counter) -> bool:
    """There, and counted on the way back, as a cell's very first visitor costs a keyframe more.
    Whether nothing was in the way."""
    await walker.go("")
    await asyncio.sleep(1.5)
    walker.events().clear()
    for way in (heading, (heading + 128) % 256):
        counter.reset()
        walker.walk(way, 2.0)
        await asyncio.sleep(SECONDS)
    clear = not any(isinstance(event, Correct) for event in walker.events().peek())
    walker.stop()
    return clear


def told(counter: Counter) -> list[Row]:
    return [
        ("fragments", f"{counter.fragment_bytes / TICKS:.2f} bytes a tick", "< 2"),
        ("with headers of frames and WebSocket",
         f"{counter.socket_bytes / TICKS:.2f} bytes a tick", ""),
        ("frames", f"{counter.frames} in {SECONDS:.0f} s", ""),
    ]  # fmt: skip
