"""The process that is the clients of a peer: ``python -m loadtest.compare.generator PEER PORT N``.

It prints ``ready`` when everybody is in, measures between the lines ``begin`` and ``end`` of its
input, prints what it measured as JSON, and ends with its input or after a bounded time. Everybody
says where they are ten times a second; a tenth of them at each hundredth of a second.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sys
import time
from collections.abc import Sequence

import numpy as np
import uvloop

from loadtest.compare.bots import Counter
from loadtest.compare.crowds import CROWDS, Crowd
from loadtest.compare.rings import Rings
from loadtest.compare.walkers import Walkers

SAYS_HZ = 10
SLOTS = 10
LOOK_S = 0.25


class Meter:
    """What happened since ``begin``."""

    def __init__(self, counters: Sequence[Counter], rings: Rings) -> None:
        self._counters = counters
        self._rings = rings
        self.begin()

    def begin(self) -> None:
        self.said = 0
        self.lag_ms: list[float] = []
        self._rings.begin()
        self._frames, self._bytes = self._totals()
        self._began_s = time.monotonic()

    def end(self) -> dict[str, object]:
        seconds = time.monotonic() - self._began_s
        frames, size = self._totals()
        lag_ms = self.lag_ms or [0.0]
        return {
            "seconds": seconds,
            "open": sum(counter.open for counter in self._counters),
            "frames": frames - self._frames,
            "bytes": size - self._bytes,
            "said": self.said,
            "lag_p99_ms": float(np.percentile(lag_ms, 99)),
            "updates_per_s": self._rings.rates(seconds),
            "seen": len(self._rings.last),
        }

    def _totals(self) -> tuple[int, int]:
        counters = self._counters
        return sum(one.frames for one in counters), sum(one.bytes for one in counters)


async def walk(crowd: Crowd, meter: Meter, n: int, seed: int) -> None:
    """For ever. How late a slot comes is how late the generator is."""
    slots = [range(slot, n, SLOTS) for slot in range(SLOTS)]
    groups = [Walkers(len(bots), seed + slot) for slot, bots in enumerate(slots)]
    every_s = 1 / SAYS_HZ / SLOTS
    due_s = time.monotonic()
    while True:
        for bots, walkers in zip(slots, groups, strict=True):
            due_s += every_s
            await asyncio.sleep(due_s - time.monotonic())
            meter.lag_ms.append((time.monotonic() - due_s) * 1000)
            if crowd.speaks:
                _say(crowd, bots, walkers)
                meter.said += len(bots)


def _say(crowd: Crowd, bots: range, walkers: Walkers) -> None:
    walkers.step(1 / SAYS_HZ)
    places = walkers.x.tolist(), walkers.y.tolist(), walkers.heading.tolist()
    for bot, x, y, heading in zip(bots, *places, strict=True):
        crowd.move(bot, x, y, heading)


async def look(rings: Rings) -> None:
    while True:
        await asyncio.sleep(LOOK_S)
        rings.look()


async def obey(meter: Meter) -> None:
    """Until the end of the input."""
    lines = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(lines)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    while line := await lines.readline():
        if line == b"begin\n":
            meter.begin()
        elif line == b"end\n":
            print(json.dumps(meter.end()), flush=True)


async def main(peer: str, port: int, n: int, seed: int) -> None:
    rings = Rings()
    crowd = CROWDS[peer](port, rings)
    meter = Meter(await crowd.connect(n), rings)
    gc.freeze()
    print("ready", flush=True)
    always = [
        asyncio.ensure_future(walk(crowd, meter, n, seed)),
        asyncio.ensure_future(look(rings)),
    ]
    ending = asyncio.ensure_future(obey(meter))
    done, _ = await asyncio.wait([ending, *always], return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()


if __name__ == "__main__":
    signal.alarm(int(os.environ.get("LIFE_S", "900")))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
