"""Places that are invented for tests, and a guide that knows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from metaserver.civic.complaints.days import SEOUL
from metaserver.civic.tourism.models import Hours, Named, Period, Place, PlanWish
from metaserver.civic.tourism.service import TourismService
from metaserver.civic.tourism.sources import Source
from metaserver.ports.tourism import Fetched, SavedPlan
from tests.unit.civic.complaints.kit import MONDAY, Clock, InlineWorker

TUESDAY = dt.date(2026, 11, 24)
NEW_YEAR = dt.date(2027, 1, 1)
INVENTED = Named(ko="지어낸 것", en="Invented")


def daily(opens: int, closes: int, **more: Any) -> Hours:
    return Hours(periods=tuple(Period(day=d, opens=opens, closes=closes) for d in range(7)), **more)


def place(name: str, lat: float = 37.56, lon: float = 126.98, **more: Any) -> Place:
    fields: dict[str, Any] = {
        "id": name, "name": Named(ko=name, en=name), "kind": "museum", "source": INVENTED,
        "as_of": MONDAY.date(),
    }  # fmt: skip
    return Place(lat=lat, lon=lon, **(fields | more))


def at(hour: int, minute: int = 0, day: dt.date = TUESDAY) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), SEOUL)


def wish(*places: str, **more: Any) -> PlanWish:
    return PlanWish(places=places, **({"day": TUESDAY} | more))


@dataclass
class Memory:
    """``TourismStore`` for rules; the real one has tests of its own."""

    facts: dict[str, tuple[Fetched, ...]] = field(default_factory=dict)
    plans: dict[str, SavedPlan] = field(default_factory=dict)

    async def replace(self, source: str, facts: Sequence[Fetched]) -> None:
        self.facts[source] = tuple(facts)

    async def fetched(self) -> Sequence[Fetched]:
        return [each for facts in self.facts.values() for each in facts]

    async def save(self, plan: SavedPlan) -> None:
        self.plans.setdefault(plan.share, plan)

    async def plan(self, share: str, *, now_ms: int) -> SavedPlan | None:
        return self.plans.get(share)


def guide(
    store: Memory | None = None, *, clock: Clock | None = None, sources: Sequence[Source] = (),
    **more: Any,
) -> TourismService:  # fmt: skip
    return TourismService(
        store=store or Memory(), worker=InlineWorker(), clock=clock or Clock(), key=b"k" * 32,
        sources=sources, **more,
    )  # fmt: skip
