"""Some go to a desk now and then: they open its form, as the browser client does.

Nothing is filed: a crowd must leave no reports behind. What a storm of filings costs is measured by
``make bench``.
"""

from __future__ import annotations

import asyncio

import httpx
import numpy as np

from loadtest.crowd.behave import I64
from loadtest.crowd.books import F64, Books
from loadtest.crowd.columns import NEVER, Stage
from loadtest.crowd.job import Count
from loadtest.crowd.life import CrowdLife
from loadtest.scenario import Scenario

SERVICE = "complaints"
AT_ONCE_MAX = 16
"""Requests of one process; who comes then tries again later."""
WITHIN_S = 10.0


class Desks:
    """Use between its making and ``stop``; ``url`` is that of the WebSocket."""

    def __init__(self, scenario: Scenario, life: CrowdLife, books: Books, url: str) -> None:
        self._life, self._columns, self._books = life, life.columns, books
        rates = np.array([part.asks_per_min / 60 for part in scenario.mix])
        self._per_s = rates[life.columns.plan.behaviour]
        self._due_s = np.full(len(self._per_s), NEVER)
        self._http = httpx.AsyncClient(base_url=origin(url), timeout=WITHIN_S, trust_env=False)
        self._asking: set[asyncio.Task[None]] = set()
        self._begun = False

    def step(self, now_s: float) -> None:
        if not self._begun:
            self._begun = True
            self._due_s = now_s + self._waits_s(np.arange(len(self._per_s)))
        due = np.flatnonzero((self._due_s <= now_s) & (self._columns.stage == Stage.PRESENT))
        if not len(due):
            return
        self._due_s[due] = now_s + self._waits_s(due)
        for _ in due[: AT_ONCE_MAX - len(self._asking)]:
            task = asyncio.get_running_loop().create_task(self._ask())
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)

    async def stop(self) -> None:
        for task in self._asking:
            task.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)
        await self._http.aclose()

    async def _ask(self) -> None:
        """What it saw counts; a desk that is closed, or a server without any, is an error."""
        try:
            answer = await self._http.get(f"/api/services/{SERVICE}")
            good = answer.status_code == httpx.codes.OK and "schema" in answer.json()
        except (httpx.HTTPError, ValueError):
            good = False
        if good:
            self._books.count(Count.ASKED)
        else:
            self._books.count(Count.ERRORS)
            self._books.fault("The 120 desk did not answer a visitor.")

    def _waits_s(self, rows: I64) -> F64:
        per_s = self._per_s[rows]
        wait_s = np.full(len(rows), NEVER)
        some = per_s > 0
        wait_s[some] = (0.5 + self._columns.chance.between(rows[some], 0.0, 1.0)) / per_s[some]
        return wait_s


def origin(url: str) -> str:
    """``ws://host/ws`` to ``http://host``."""
    return url.replace("ws", "http", 1).removesuffix("/ws")
