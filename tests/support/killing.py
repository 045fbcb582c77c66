"""A city that is killed again and again while citizens file: is every complaint there once?

Citizens send each request with the same key until they hold a receipt, and ask again for receipts
that they hold. The city forwards all of them to another one; what has come there is counted too.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx

from tests.support.citizens import KIND, SETTINGS, Citizens, Receipt, complaint
from tests.support.server import CityProcess

AT_ONCE = 16
PAUSE_S = 0.1
"""At most, between two requests of one citizen."""
LIFE_S = 1.0
"""At most, from a city's being ready to its death."""
AGAIN_S = 0.05
DRAINED_WITHIN_S = 600.0
MAP = f"""format: 1
name: {{ko: 옆 도시(예시), en: Next town (example)}}
private: true
idempotent: true
kinds:
  {KIND}: {{service: {KIND}, attributes: {{damage: {{code: damage}}}}}}
"""
MARK = re.compile(r"\[ref (\S+)-r[0-9a-f]{8}\]$")


@dataclass
class Storm:
    """What citizens were told. Keys are those of their requests."""

    receipts: dict[str, Receipt] = field(default_factory=dict)
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)
    cut_off: int = 0
    """Requests that were in the city when it died; each was sent again."""
    asked_again: int = 0
    others: list[str] = field(default_factory=list)
    """Keys that were answered with another receipt when they came again."""
    over: bool = False


@dataclass(frozen=True)
class Found:
    """What is there when it is over. Complaints are named by their numbers."""

    lost: list[str]
    """Acknowledged, and not there."""
    doubled: list[str]
    """There, but not what a key was acknowledged with."""
    dead: list[str]
    """Why entries of the outbox were given up or wait for a person."""
    not_delivered: list[str]
    delivered_twice: list[str]


def forwarding_city(folder: Path, *, url: str, key: str, jurisdiction: str = "") -> CityProcess:
    """That forwards to the Open311 server at ``url``; not started yet."""
    forward_map = folder / "forward.yaml"
    forward_map.write_text(MAP + f'jurisdiction: "{jurisdiction}"\n', encoding="utf-8")
    return CityProcess(
        folder / "data", forward_url=url, forward_key=key, forward_map=str(forward_map),
        log_level="warning", **SETTINGS,
    )  # fmt: skip


async def storm(
    city: CityProcess, kills: int, random: Random, told: Callable[[int, Storm], None]
) -> Storm:
    """``told`` is called after each kill, when the city is there again."""
    seen = Storm()
    async with Citizens(city.url) as citizens, asyncio.TaskGroup() as group:
        for n in range(AT_ONCE):
            group.create_task(_citizen(f"citizen-{n}", citizens, seen, Random(n)))
        for kill in range(kills):
            await asyncio.sleep(random.uniform(0, LIFE_S))
            city.kill()
            await asyncio.to_thread(city.start)
            told(kill + 1, seen)
        seen.over = True
    return seen


async def _citizen(name: str, citizens: Citizens, seen: Storm, random: Random) -> None:
    turn = 0
    while not seen.over:
        turn += 1
        key = f"{name}-{turn}"
        seen.forms[key] = complaint(key, random)
        seen.receipts[key] = await _receipt(key, citizens, seen)
        old = random.choice(list(seen.receipts))
        if await _receipt(old, citizens, seen) != seen.receipts[old]:
            seen.others.append(old)
        seen.asked_again += 1
        await asyncio.sleep(random.uniform(0, PAUSE_S))


async def _receipt(key: str, citizens: Citizens, seen: Storm) -> Receipt:
    """Sends it until there is one."""
    while True:
        try:
            browser = await citizens.browser()
            try:
                return await browser.file(key, seen.forms[key])
            finally:
                citizens.back(browser)
        except httpx.TransportError as error:
            seen.cut_off += not isinstance(error, httpx.ConnectError)
            await asyncio.sleep(AGAIN_S)


async def drained(database: Path, told: Callable[[int], None]) -> None:
    """Waits until nothing in the outbox waits any more; ``told`` how much does, once a second.

    Raises ``TimeoutError``.
    """
    async with asyncio.timeout(DRAINED_WITHIN_S):
        while waiting := _count(database, "SELECT count(*) FROM outbox WHERE state = 'waiting'"):
            told(waiting)
            await asyncio.sleep(1)


def look(database: Path, seen: Storm, descriptions: Iterable[str]) -> Found:
    """``descriptions`` of all that came to the other city."""
    with closing(_reading(database)) as there:
        numbers = [number for (number,) in there.execute("SELECT number FROM complaints")]
        dead = [why for (why,) in there.execute("SELECT error FROM outbox WHERE state != 'done'")]
    held = {receipt.number for receipt in seen.receipts.values()}
    come = Counter(found[1] for each in descriptions if (found := MARK.search(each)))
    return Found(
        lost=sorted(held - set(numbers)),
        doubled=sorted((Counter(numbers) - Counter(held)).elements()),
        dead=dead,
        not_delivered=sorted(set(numbers) - set(come)),
        delivered_twice=sorted(number for number, times in come.items() if times > 1),
    )


def descriptions(database: Path) -> list[str]:
    """Of all complaints in a city."""
    with closing(_reading(database)) as there:
        return [words for (words,) in there.execute("SELECT description FROM complaints")]


def _count(database: Path, query: str) -> int:
    with closing(_reading(database)) as there:
        return int(there.execute(query).fetchone()[0])


def _reading(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)
