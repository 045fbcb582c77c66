"""How soon a move is seen by others, and what it costs them, with fifty people in one world."""

from __future__ import annotations

import asyncio
import contextlib
import random
import statistics
from dataclasses import dataclass, field

from metaclient import City, connect

from metaserver.protocol.frames import Frame, Kind, pack_fragment
from metaserver.protocol.messages import Correct
from metaserver.protocol.records import MOVE_BYTES
from tests.bench._city import Row, city, quantile

NAME = "Fifty people in one world, on loopback"
PEOPLE = 50
SECONDS = 20.0
TURNS_PER_S = 2.0
TICK_MS = 100


@dataclass
class Seen:
    """What one observer counts."""

    observer: City
    sent: dict[int, tuple[int, float]] = field(default_factory=dict)
    """Avatar -> heading that it announced last, and when."""
    delays_ms: list[float] = field(default_factory=list)
    records: int = 0
    record_bytes: int = 0
    cells: int = 0
    most_over: int = 0

    def frame(self, frame: Frame) -> None:
        now_s = asyncio.get_running_loop().time()
        view = self.observer.view
        assert view is not None
        for avatar, (heading, sent_s) in list(self.sent.items()):
            seen = view.avatars.get(avatar)
            if seen is not None and seen.heading == heading:
                self.delays_ms.append((now_s - sent_s) * 1000)
                del self.sent[avatar]
        for fragment in frame.fragments:
            if fragment.kind is Kind.MOVES:
                self._count(fragment.cell, fragment.tick, fragment.data)

    def _count(self, cell: int, tick: int, data: bytes) -> None:
        n = len(data) // MOVE_BYTES
        over = len(pack_fragment(cell, Kind.MOVES, tick, data)) - n * MOVE_BYTES
        self.records, self.cells = self.records + n, self.cells + 1
        self.record_bytes += len(data)
        self.most_over = max(self.most_over, over)


async def rows() -> list[Row]:
    with city() as server:
        async with contextlib.AsyncExitStack() as stack:
            observer = await stack.enter_async_context(connect(server.url))
            people = [
                await stack.enter_async_context(connect(server.url, watch=False))
                for _ in range(PEOPLE - 1)
            ]
            await asyncio.sleep(2)
            seen = Seen(observer)
            observer.life.on_frame = seen.frame
            walks = [asyncio.create_task(walk(person, seen)) for person in people]
            await asyncio.sleep(SECONDS)
            for task in walks:
                task.cancel()
            await asyncio.gather(*walks, return_exceptions=True)
    return told(seen)


async def walk(person: City, seen: Seen) -> None:
    """To and fro, so that nobody meets a wall; each turn is a heading nobody expects."""
    heading = random.randrange(256)
    while True:
        heading = (heading + 128 + random.randrange(-8, 8)) % 256
        person.walk(heading, 2.0)
        await asyncio.sleep(0)  # the course is sent now
        seen.sent[person.avatar] = (heading, asyncio.get_running_loop().time())
        await asyncio.sleep(random.uniform(0.5, 1.5) / TURNS_PER_S)
        if any(isinstance(event, Correct) for event in waiting(person)):
            seen.sent.pop(person.avatar, None)
            await asyncio.sleep(1.1)  # what was sent meanwhile is void


def waiting(person: City) -> list[object]:
    """What was heard since the last look, and is forgotten now."""
    heard = list(person.events().peek())
    person.events().clear()
    return heard


def told(seen: Seen) -> list[Row]:
    delays = seen.delays_ms
    return [
        ("moves looked for", f"{len(delays):,}", ""),
        ("move to seen, median", f"{statistics.median(delays):.0f} ms", ""),
        ("move to seen, p99", f"{quantile(delays, 0.99):.0f} ms", f"<= {TICK_MS + 30} ms"),
        ("move to seen, slowest", f"{max(delays):.0f} ms", ""),
        ("a move's record", f"{seen.record_bytes / seen.records:.1f} bytes", f"{MOVE_BYTES}"),
        ("a touched cell, beyond its records", f"<= {seen.most_over} bytes", "<= 12"),
        ("moves in a touched cell", f"{seen.records / seen.cells:.1f}", ""),
    ]
