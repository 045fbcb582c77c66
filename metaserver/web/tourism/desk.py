"""What the pages and the JSON API ask of tourism; the composer hands the objects over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Protocol

from metaserver.civic.models import Language, Listed
from metaserver.civic.tourism.models import (
    EventShown,
    Found,
    PlaceShown,
    Plan,
    PlanWish,
    TourSearch,
)
from metaserver.ports.access import Once


class Limit(Protocol):
    """How often something may be done."""

    def take(self, key: str) -> None:
        """Raises ``Limited``."""
        ...


class Tourism(Listed, Protocol):
    def kinds(self, language: Language) -> tuple[tuple[str, str], ...]:
        """Code and title."""
        ...

    def problem(self, field: str, code: str, language: Language) -> str:
        """The sentence for a field and a code of ``Invalid``."""
        ...

    def check_search(self, form: Mapping[str, Any]) -> TourSearch:
        """Raises ``Invalid``."""
        ...

    async def search(self, wish: TourSearch) -> Found: ...

    def place(self, place: str, language: Language) -> PlaceShown:
        """Raises ``NotFound("place")``."""
        ...

    def today(self, day: dt.date | None, language: Language) -> tuple[EventShown, ...]: ...

    def check_plan(self, form: Mapping[str, Any]) -> PlanWish:
        """Raises ``Invalid``."""
        ...

    async def plan(self, wish: PlanWish, language: Language) -> Plan:
        """Raises ``NotFound("place")`` and ``WorkerError``."""
        ...

    async def save(self, wish: PlanWish, once: Once | None) -> str:
        """The share id. Raises ``StoreError``."""
        ...

    async def shared(self, share: str, language: Language) -> Plan:
        """Raises ``NotFound`` (``plan``, ``place``), ``WorkerError`` and ``StoreError``."""
        ...

    def ics(self, plan: Plan, language: Language) -> bytes: ...
