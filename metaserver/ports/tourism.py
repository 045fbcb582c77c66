"""What other servers told of places and events, and day plans that were saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

FactKind = Literal["place", "event"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One place or event as ``civic.tourism.models`` has it, in JSON."""

    source: str
    """``tourapi``, ``seoul``."""
    kind: FactKind
    id: str
    fetched_ms: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPlan:
    share: str
    """32 hex digits: who has them, has the plan."""
    created_ms: int
    used_ms: int
    """It is erased some time after its last use."""
    body: Mapping[str, Any]
    """The wish; times and order are made from it anew."""


class TourismStore(Protocol):
    """Each method is one transaction and may raise ``StoreError``."""

    async def replace(self, source: str, facts: Sequence[Fetched]) -> None:
        """All that is kept of that source is now this."""
        ...

    async def fetched(self) -> Sequence[Fetched]:
        """All of it, in the order of source, kind and id."""
        ...

    async def save(self, plan: SavedPlan) -> None:
        """One that is there already stays as it is: the request came twice."""
        ...

    async def plan(self, share: str, *, now_ms: int) -> SavedPlan | None:
        """Counts as a use."""
        ...
