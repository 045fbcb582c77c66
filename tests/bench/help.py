"""Live help over real HTTP: how soon an official is offered what a visitor asks, while a crowd
walks; and whether a queue is served whole and in order, also when the city is killed.

A visitor's time counts from the moment at which the question was meant to be sent until a free
official's console has it. ``python -m tests.bench.help 5``: measures for 5 s.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

import numpy as np

from loadtest import cores
from loadtest.quantiles import of_samples
from loadtest.result import Result
from loadtest.run import Options, run
from tests.bench._city import Row
from tests.bench._lag import Lag
from tests.support.citizens import SETTINGS
from tests.support.server import CityProcess
from tests.support.talkers import Clerk, People, Visitor, hire, people

NAME = "Live help: asked to offered while 500 walk; a queue of 200 and kill -9"
WALKERS = 500
ASKED_PER_S = 5.0
SECONDS = 60.0
CONSOLES = 3
LEAD_S = 0.5
"""So long before asking a visitor has opened the page."""
LAST_S = 2.0

VISITORS = 200
OFFICIALS = 10
KILLS = 3
ASKED_S = (0.3, 1.0)
SERVED_S = (4.0, 8.0)
"""From a city's being ready to its death, while they ask and while they are served."""


async def rows(seconds: float = SECONDS) -> list[Row]:
    return [*await _offered(seconds), *await _queue()]


# ---- asked to offered ----


class Offers:
    """When each talk stood on a console first, by its number."""

    def __init__(self) -> None:
        self.at_s: dict[str, float] = {}
        self.asked_s: dict[str, float] = {}

    def ms(self, from_s: float, until_s: float) -> list[float]:
        return [
            (self.at_s[number] - asked_s) * 1000
            for number, asked_s in self.asked_s.items()
            if from_s <= asked_s < until_s and number in self.at_s
        ]

    @property
    def never(self) -> int:
        return len(set(self.asked_s) - set(self.at_s))


async def _offered(seconds: float) -> list[Row]:
    usable = cores.usable()
    cpu = usable[0] if len(usable) > 1 else None
    lag, offers = Lag(), Offers()
    with tempfile.TemporaryDirectory() as folder, cores.kept_to(frozenset(usable[1:])):
        data = Path(folder) / "data"
        cookies = await hire(data, CONSOLES, int(time.time() * 1000))
        with CityProcess(data, port=0, cpu=cpu, log_level="warning", **SETTINGS) as city:
            lag.url = f"{city.url}/metrics"
            options = Options(
                "plaza", WALKERS, city.ws_url, seconds=seconds, seed=1, witnesses=0, processes=1
            )
            walking = asyncio.create_task(asyncio.to_thread(run, options, lag))
            await _help(city.url, cookies, walking, offers)
            result = await walking
    if result.exit_code:
        raise RuntimeError(result.ended or " ".join(result.missed))
    taken = of_samples(np.array(offers.ms(lag.from_s, lag.until_s)))
    return [
        ("help asked for", f"{taken.n:,} times", ""),
        ("asked to offered, median", f"{taken.p50 or 0:.0f} ms", ""),
        ("asked to offered, p99", f"{taken.p99 or 0:.0f} ms", "< 300 ms"),
        ("never offered", f"{offers.never}", "0"),
        ("event loop late, p50 / p99", lag.words, ""),
        ("frame age p99 of the crowd", f"{result.frame_age_ms.p99 or 0:.0f} ms", ""),
    ]


async def _help(
    url: str, cookies: list[str], walking: asyncio.Task[Result], offers: Offers
) -> None:
    async with people(url) as crowd:
        desks = [
            asyncio.create_task(work)
            for cookie in cookies
            for work in (
                _watch(await crowd.clerk(cookie), offers),
                _serve(await crowd.clerk(cookie)),
            )
        ]
        await _ask(crowd, Random(1), walking, offers)
        await asyncio.sleep(LAST_S)
        for desk in desks:
            desk.cancel()
        for ended in await asyncio.gather(*desks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended


async def _watch(clerk: Clerk, offers: Offers) -> None:
    while True:
        console = await clerk.look()
        now_s = time.monotonic()
        for talk in (*console["waiting"], *console["talks"]):
            offers.at_s.setdefault(talk["number"], now_s)


async def _serve(clerk: Clerk) -> None:
    """The same official's hands: takes whoever waits, answers and ends."""
    while True:
        console = await clerk.look()
        for talk in console["talks"]:
            await clerk.answer(talk["number"])
        if console["waiting"] and len(console["talks"]) < console["capacity"]:
            await clerk.take()


async def _ask(
    crowd: People, random: Random, walking: asyncio.Task[Result], offers: Offers
) -> None:
    at_s = time.monotonic() + LEAD_S
    async with asyncio.TaskGroup() as group:
        while not walking.done():
            at_s += random.expovariate(ASKED_PER_S)
            await asyncio.sleep(at_s - LEAD_S - time.monotonic())
            group.create_task(_one(crowd, at_s, offers))


async def _one(crowd: People, at_s: float, offers: Offers) -> None:
    visitor = await crowd.visitor()
    await asyncio.sleep(at_s - time.monotonic())
    await visitor.ask("어디에 물어보면 되나요", f"{at_s:.6f}")
    offers.asked_s[visitor.number] = at_s


# ---- a queue of 200 ----


async def _queue() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        cookies = await hire(data, OFFICIALS, int(time.time() * 1000))
        with CityProcess(data, port=0, cpu=None, log_level="warning", **SETTINGS) as city:
            kills = Kills(city)
            began_s = time.monotonic()
            visitors = await _queued(city, kills)
            served_s = time.monotonic()
            await _served(city, cookies, visitors, kills)
            spent_s = time.monotonic() - served_s
        return [
            ("in the queue / taken, at each kill", kills.words, "in the middle"),
            *_told(city.data / "city.sqlite", visitors, served_s - began_s, spent_s),
        ]


class Kills:
    """Ends the city with ``kill -9`` and starts it again, and looks what had been done by then."""

    def __init__(self, city: CityProcess) -> None:
        self._city = city
        self._found: list[str] = []

    async def one(self, after_s: float) -> None:
        await asyncio.sleep(after_s)
        self._city.kill()
        self._found.append(await asyncio.to_thread(self._look))
        await asyncio.to_thread(self._city.start)

    @property
    def words(self) -> str:
        return ", ".join(self._found)

    def _look(self) -> str:
        with _database(self._city.data / "city.sqlite") as there:
            queued, taken = there.execute(
                "SELECT count(*), count(first_taken_ms) FROM talks"
            ).fetchone()
        return f"{queued} / {taken}"


async def _queued(city: CityProcess, kills: Kills) -> list[Visitor]:
    """All ask at once, and the city is killed once while they do."""
    async with people(city.url) as crowd:
        visitors = [await crowd.visitor() for _ in range(VISITORS)]
        async with asyncio.TaskGroup() as group:
            for n, visitor in enumerate(visitors):
                group.create_task(visitor.ask(f"질문 {n}", f"visitor-{n}"))
            await kills.one(Random(0).uniform(*ASKED_S))
    return visitors


async def _served(
    city: CityProcess, cookies: list[str], visitors: list[Visitor], kills: Kills
) -> None:
    async with people(city.url) as crowd:
        looking = [asyncio.create_task((await _again(crowd, v)).until_over()) for v in visitors]
        clerks = [await crowd.clerk(cookie) for cookie in cookies]
        serving = [asyncio.create_task(_serve(clerk)) for clerk in clerks]
        random = Random(1)
        for _ in range(KILLS - 1):
            await kills.one(random.uniform(*SERVED_S))
        await asyncio.gather(*looking)
        for each in serving:
            each.cancel()
        for ended in await asyncio.gather(*serving, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended


async def _again(crowd: People, before: Visitor) -> Visitor:
    """The same visitor, the page loaded anew."""
    visitor = await crowd.visitor()
    visitor.number, visitor.code = before.number, before.code
    return visitor


def _database(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True))


def _told(database: Path, visitors: list[Visitor], queued_s: float, spent_s: float) -> list[Row]:
    with _database(database) as there:
        talks = there.execute(
            "SELECT number, state, id FROM talks ORDER BY asked_ms, id"
        ).fetchall()
        order = [
            subject.removeprefix("talk:")
            for (subject,) in there.execute(
                "SELECT subject FROM audit WHERE action = 'help.take' ORDER BY id"
            )
        ]
        answers = Counter(
            talk for (talk,) in there.execute("SELECT talk FROM talk_lines WHERE side = 'official'")
        )
    queue = [number for number, _, _ in talks]
    held = {visitor.number for visitor in visitors}
    passed = sum(taken != due for taken, due in zip(order, queue, strict=False))
    return [
        (f"{VISITORS} visitors in the queue, killed once meanwhile", f"{queued_s:.1f} s", ""),
        (f"served by {OFFICIALS} officials, killed {KILLS - 1} times", f"{spent_s:.1f} s", ""),
        ("asked for, and not there, or there twice", f"{len(held ^ set(queue))}", "0"),
        ("taken twice", f"{len(order) - len(set(order))}", "0"),
        ("forgotten", f"{sum(state != 'ended' for _, state, _ in talks)}", "0"),
        ("not taken in the order of asking", f"{passed}", "0"),
        ("answered not at all, or twice", f"{sum(answers[id_] != 1 for *_, id_ in talks)}", "0"),
    ]


if __name__ == "__main__":
    for row in asyncio.run(rows(*map(float, sys.argv[1:2]))):
        print(" | ".join(row))
