"""A target whose answers the test decides, and a worker for it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from random import Random
from typing import Any

from metaserver.civic.outbox.worker import OutboxWorker
from metaserver.errors import OutwardError
from metaserver.ports.outbox import Delivery, Entry, NewEntry
from metaserver.storage.outbox import SqlOutboxStore
from tests.unit.storage.lines import FixedClock

NAME = "office"


def down() -> OutwardError:
    return OutwardError("It is down.", arrived=False, retry=True)


def lost() -> OutwardError:
    return OutwardError("The answer was lost.", arrived=True, retry=True)


def refusal() -> OutwardError:
    return OutwardError("It says no.", arrived=False, retry=False)


class Office:
    """Takes everything, but for what ``answers`` say for an entry's word, one each."""

    def __init__(self) -> None:
        self.got: list[str] = []
        """What really arrived."""
        self.asked: list[str] = []
        self.answers: dict[str, list[Exception]] = defaultdict(list)
        self.found: dict[str, Mapping[str, Any] | Exception | None] = {}
        """For ``reconcile``; None: it may be sent again."""
        self.at_once = 0
        self.most_at_once = 0
        self.open = asyncio.Event()
        self.open.set()

    async def deliver(self, entry: Entry) -> Mapping[str, Any]:
        word = str(entry.payload["word"])
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self.open.wait()
        finally:
            self.at_once -= 1
        error = self.answers[word].pop(0) if self.answers[word] else None
        if not isinstance(error, OutwardError) or error.arrived:
            self.got.append(word)
        if error is not None:
            raise error
        return {"number": f"B-{word}"}

    async def reconcile(self, entry: Entry) -> Mapping[str, Any] | None:
        word = str(entry.payload["word"])
        self.asked.append(word)
        found = self.found.get(word)
        if isinstance(found, Exception):
            raise found
        return found


class Post:
    """The store, a worker of it, and the hand on its clock."""

    def __init__(self, store: SqlOutboxStore, clock: FixedClock, office: Office) -> None:
        self.store = store
        self.clock = clock
        self.office = office
        self.worker = self.new_worker()

    def new_worker(self) -> OutboxWorker:
        """As after a restart: only what the store has is known."""
        self.worker = OutboxWorker(
            store=self.store, targets={NAME: self.office}, clock=self.clock, random=Random(7)
        )
        return self.worker

    async def add(self, *words: str, order: str = "") -> list[int]:
        return [
            await self.store.add(
                NewEntry(target=NAME, kind="word", payload={"word": word}, order=order),
                now_ms=self.clock.now_ms,
            )
            for word in words
        ]

    async def turn(self, *, after_s: float = 0.0) -> None:
        self.clock.now_ms += round(after_s * 1000)
        await self.worker.turn()
        await self.worker.settled()

    async def turns(self, count: int, *, every_s: float = 0.0) -> None:
        for _ in range(count):
            await self.turn(after_s=every_s)

    async def states(self) -> dict[str, Delivery]:
        return {str(each.payload["word"]): each.state for each in await self.store.list()}

    async def entry(self, word: str) -> Entry:
        return next(each for each in await self.store.list() if each.payload["word"] == word)
