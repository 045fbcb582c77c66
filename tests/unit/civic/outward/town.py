"""A city that forwards its complaints: real store, real HTTP, a clock turned by hand."""

from __future__ import annotations

from random import Random
from typing import Any

from metaserver.civic.complaints import notices
from metaserver.civic.complaints.codes import new_salt
from metaserver.civic.complaints.outward import ForwardMap, ForwardTarget, Remote, StatusPolling
from metaserver.civic.outbox.worker import OutboxWorker
from metaserver.ports.complaints import Complaint, Event, EventKind
from metaserver.ports.outbox import Delivery, Entry
from metaserver.storage import Database, SqlComplaintStore, SqlOutboxStore
from tests.unit.storage.cases import filed
from tests.unit.storage.lines import FixedClock

KEY = bytes(range(32))
HOUR_S = 3600.0
LISTED_S = 60.0


def forward_map(**ways: Any) -> ForwardMap:
    given: dict[str, Any] = {
        "format": 1,
        "name": {"ko": "옆 도시(예시)", "en": "Next town (example)"},
        "private": True,
        "kinds": {"road": {"service": "001"}, "park": {"service": "P2"}},
    }
    return ForwardMap.model_validate(given | ways)


class Town:
    def __init__(self, db: Database, url: str, *, key: str = "secret-key", **ways: Any) -> None:
        self.db = db
        self.map = forward_map(**ways)
        self.clock = FixedClock()
        self.outbox = SqlOutboxStore(db)
        self.complaints = SqlComplaintStore(db)
        self.told: list[tuple[Complaint, Event]] = []
        self.remote = Remote(url=url, key=key, forward_map=self.map)
        self.worker = self.restart()

    def restart(self, *, later_s: float = 0.0) -> OutboxWorker:
        """Nothing but the database is left of what was before."""
        self.clock.now_ms += round(later_s * 1000)
        parts: dict[str, Any] = {
            "remote": self.remote, "forward_map": self.map, "outbox": self.outbox,
            "complaints": self.complaints, "clock": self.clock,
        }  # fmt: skip
        target = ForwardTarget(**parts, key=KEY)
        self.polling = StatusPolling(
            **parts,
            letters=True,
            told=lambda complaint, event: self.told.append((complaint, event)),
        )
        self.worker = OutboxWorker(
            store=self.outbox, targets={notices.OPEN311: target}, clock=self.clock, random=Random(3)
        )
        return self.worker

    async def file(self, *descriptions: str, **fields: Any) -> list[Complaint]:
        """Complaints of citizens, to be forwarded."""
        made = []
        for words in descriptions:
            given = {
                "created_ms": self.clock.now_ms,
                "updated_ms": self.clock.now_ms,
                "attributes": {},
                "code_salt": new_salt(),
            }
            entries = [notices.submit()]
            made.append(await filed(self.db, description=words, outbox=entries, **(given | fields)))
        return made

    async def turn(self, *, after_s: float = 0.0) -> None:
        self.clock.now_ms += round(after_s * 1000)
        await self.worker.turn()
        await self.worker.settled()

    async def turns(self, count: int, *, every_s: float = HOUR_S) -> None:
        for _ in range(count):
            await self.turn(after_s=every_s)

    async def poll(self) -> int:
        self.clock.now_ms += 60_000
        return await self.polling.run()

    async def entries(self) -> list[Entry]:
        return sorted(await self.outbox.list(), key=lambda entry: entry.id)

    async def states(self) -> list[Delivery]:
        return [each.state for each in await self.entries()]

    async def public(self, complaint: Complaint) -> list[Event]:
        events = await self.complaints.events(complaint.id, public_only=True)
        return [each for each in events if each.kind is not EventKind.RECEIVED]

    async def now(self, complaint: Complaint) -> Complaint:
        kept = await self.complaints.get(complaint.id)
        assert kept is not None
        return kept
