"""``kill -9`` two hundred times in a storm of complaints, which are forwarded to a second city.

Both are servers as a user starts them. Citizens file as fast as they get receipts, and send again
whatever was not answered; the city is killed at a random moment of its first second, and started
again. Takes about ten minutes; ``python -m tests.bench.killed 10`` kills ten times.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from tests.bench._city import Row
from tests.open311.own import JURISDICTION, new_key
from tests.support.killing import (
    Found,
    Storm,
    descriptions,
    drained,
    forwarding_city,
    look,
    storm,
)
from tests.support.server import CityProcess

NAME = "kill -9 in a storm of complaints"
KILLS = 200
SEED = 1
TELL_EVERY = 10


async def rows(kills: int = KILLS) -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        there = CityProcess(
            folder / "there", open311_jurisdiction=JURISDICTION, log_level="warning"
        )
        with there:
            url, key = f"{there.url}/open311/v2", new_key(there.data)
            here = forwarding_city(folder, url=url, key=key, jurisdiction=JURISDICTION)
            with here:
                seen = await storm(here, kills, Random(SEED), Progress(kills))
                began_s = time.monotonic()
                await drained(here.data / "city.sqlite", _waiting)
                drained_s = time.monotonic() - began_s
        found = look(here.data / "city.sqlite", seen, descriptions(there.data / "city.sqlite"))
        if found.dead:
            _say(f"the city's log ends with: {here.log[-2000:]}")
    return told(kills, seen, found, drained_s)


class Progress:
    """A line now and then."""

    def __init__(self, kills: int) -> None:
        self._kills = kills

    def __call__(self, kill: int, seen: Storm) -> None:
        if kill % TELL_EVERY == 0 or kill == self._kills:
            _say(f"{kill} of {self._kills} kills, {len(seen.receipts):,} receipts")


def _waiting(waiting: int) -> None:
    _say(f"{waiting:,} still to be forwarded")


def _say(words: str) -> None:
    print(f"\n    {words}", end="", file=sys.stderr, flush=True)


def told(kills: int, seen: Storm, found: Found, drained_s: float) -> list[Row]:
    receipts = len(seen.receipts)
    return [
        ("killed", f"{kills} times", ""),
        ("acknowledged", f"{receipts:,}", ""),
        ("cut off by a kill, and sent again", f"{seen.cut_off:,}", ""),
        ("acknowledged and lost", f"{len(found.lost)}", "0"),
        ("there twice, or without a receipt", f"{len(found.doubled)}", "0"),
        (f"another receipt for the same key, of {seen.asked_again:,} asked again",
         f"{len(seen.others)}", "0"),
        ("not delivered to the other city", f"{len(found.not_delivered)}", "0"),
        ("delivered to it more than once", f"{len(found.delivered_twice)}", "0"),
        ("dead letters", " ".join([f"{len(found.dead)}", *sorted(set(found.dead))]), "0"),
        ("outbox empty after the storm", f"{drained_s:.0f} s", ""),
    ]  # fmt: skip


if __name__ == "__main__":
    for row in asyncio.run(rows(*map(int, sys.argv[1:2]))):
        print(" | ".join(row))
