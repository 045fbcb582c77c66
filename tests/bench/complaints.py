"""Complaints while a crowd walks, the city on one core: how soon a receipt comes, and what the
walkers notice of it.

Rounds without and with complaints take turns, each with a crowd of its own in the same city; the
crowd and the citizens share the other cores. A receipt's time counts from the moment at which the
citizen meant to send, so that nobody who had to wait is left out.
``python -m tests.bench.complaints 1 5``: one round of 5 s each.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
import tempfile
import time
from pathlib import Path
from random import Random

import numpy as np

from loadtest import cores
from loadtest.quantiles import of_histogram, of_samples
from loadtest.result import Quantiles, Result
from loadtest.run import Options, run
from tests.bench._city import Row
from tests.bench._lag import Lag
from tests.support.citizens import SETTINGS, Citizens, complaint
from tests.support.server import CityProcess

NAME = "50 complaints a second while 500 walk, the city on one core"
WALKERS = 500
COMPLAINTS_PER_S = 50.0
ROUNDS = 3
SECONDS = 20.0
LEAD_S = 0.5
"""So long before sending a citizen has opened the page."""


class Side:
    """All rounds with complaints, or all without."""

    def __init__(self) -> None:
        self.results: list[Result] = []
        self.receipts_ms: list[float] = []
        self.lag = Lag()

    @property
    def frame_age_ms(self) -> Quantiles:
        counts = (result.frame_age_counts for result in self.results)
        return of_histogram(np.array([sum(c) for c in itertools.zip_longest(*counts, fillvalue=0)]))

    @property
    def cpu_cores(self) -> float:
        return float(np.mean([result.server_cpu_cores or 0.0 for result in self.results]))

    @property
    def crowd_late_ms(self) -> float:
        return max(result.load_lag_ms.p99 or 0.0 for result in self.results)


async def rows(rounds: int = ROUNDS, seconds: float = SECONDS) -> list[Row]:
    alone, beside = Side(), Side()
    usable = cores.usable()
    cpu = usable[0] if len(usable) > 1 else None
    crowd = frozenset(usable[1:])
    with tempfile.TemporaryDirectory() as folder, cores.kept_to(crowd):
        with CityProcess(Path(folder) / "data", port=0, cpu=cpu, **SETTINGS) as city:
            for n in range(rounds):
                # The first of a pair is now the one, now the other.
                for with_complaints in (n % 2 == 1, n % 2 == 0):
                    side = beside if with_complaints else alone
                    await _round(city, side, seconds, n, with_complaints)
    return told(alone, beside)


async def _round(
    city: CityProcess, side: Side, seconds: float, seed: int, with_complaints: bool
) -> None:
    side.lag.url = f"{city.url}/metrics"
    options = Options(
        "plaza", WALKERS, city.ws_url, seconds=seconds, seed=seed + 1, witnesses=0, processes=1
    )
    walking = asyncio.create_task(asyncio.to_thread(run, options, side.lag))
    filed = await _storm(city.url, Random(seed), walking) if with_complaints else []
    result = await walking
    if result.exit_code:
        raise RuntimeError(result.ended or " ".join(result.missed))
    side.results.append(result)
    side.receipts_ms += [ms for at_s, ms in filed if side.lag.from_s <= at_s < side.lag.until_s]


async def _storm(
    url: str, random: Random, walking: asyncio.Task[Result]
) -> list[tuple[float, float]]:
    """For each: when it was to be sent, and milliseconds until the whole receipt was there."""
    at_s, filed = time.monotonic() + LEAD_S, list[tuple[float, float]]()
    async with Citizens(url) as citizens, asyncio.TaskGroup() as group:
        while not walking.done():
            at_s += random.expovariate(COMPLAINTS_PER_S)
            await asyncio.sleep(at_s - LEAD_S - time.monotonic())
            group.create_task(_file(citizens, at_s, random, filed))
    return filed


async def _file(
    citizens: Citizens, at_s: float, random: Random, filed: list[tuple[float, float]]
) -> None:
    key = f"{random.getrandbits(128):032x}"
    browser = await citizens.browser()
    await asyncio.sleep(at_s - time.monotonic())
    await browser.file(key, complaint(key, random))
    filed.append((at_s, (time.monotonic() - at_s) * 1000))
    citizens.back(browser)


def told(alone: Side, beside: Side) -> list[Row]:
    receipt = of_samples(np.array(beside.receipts_ms))
    before, now = alone.frame_age_ms.p99 or 0.0, beside.frame_age_ms.p99 or 0.0
    rounds = f"{len(beside.results)} rounds each"
    return [
        ("receipts", f"{receipt.n:,}", ""),
        ("submitted to receipt, median", f"{receipt.p50:.1f} ms", ""),
        ("submitted to receipt, p95", f"{receipt.p95:.1f} ms", ""),
        ("submitted to receipt, p99", f"{receipt.p99:.1f} ms", "< 100 ms"),
        (f"frame age p99 without complaints, {rounds}", _by_round(alone), ""),
        ("frame age p99 with them", _by_round(beside), ""),
        ("change of frame age p99", f"{(now / before - 1) * 100:+.1f} %", "< +20 %"),
        ("event loop late, p50 / p99, without", alone.lag.words, ""),
        ("event loop late, p50 / p99, with", beside.lag.words, ""),
        ("server CPU, without / with",
         f"{alone.cpu_cores:.2f} / {beside.cpu_cores:.2f} cores", "<= 1"),
        ("server CPU a complaint",
         f"{(beside.cpu_cores - alone.cpu_cores) / COMPLAINTS_PER_S * 1000:.1f} ms", ""),
        ("the crowd's own timers late, p99, worst round, without / with",
         f"{alone.crowd_late_ms:.1f} / {beside.crowd_late_ms:.1f} ms", ""),
    ]  # fmt: skip


def _by_round(side: Side) -> str:
    each = [result.frame_age_ms.p99 or 0.0 for result in side.results]
    return f"{side.frame_age_ms.p99:.1f} ms ({min(each):.1f} to {max(each):.1f})"


if __name__ == "__main__":
    given = [float(each) for each in sys.argv[1:3]] + [ROUNDS, SECONDS][len(sys.argv) - 1 :]
    for row in asyncio.run(rows(int(given[0]), given[1])):
        print(" | ".join(row))
