"""Plans made and saved: no more of them from one address than is fair."""

from __future__ import annotations

from metaserver.civic.tourism.models import Plan, PlanWish
from metaserver.ports.access import Once
from metaserver.web.tourism.desk import Limit, Tourism
from metaserver.web.visitor import Visitor


class Plans:
    """``making``, ``saving``: by the visitor's address; to find an order takes a worker's time,
    and what is saved stays for months."""

    def __init__(self, tourism: Tourism, *, making: Limit, saving: Limit) -> None:
        self._tourism = tourism
        self._making = making
        self._saving = saving

    async def make(self, wish: PlanWish, visitor: Visitor) -> Plan:
        """Raises ``Limited``, and as ``Tourism.plan`` does."""
        self._making.take(visitor.address_key)
        return await self._tourism.plan(wish, visitor.language)

    async def save(self, wish: PlanWish, once: Once | None, visitor: Visitor) -> str:
        """The share id. Raises ``Limited`` and ``StoreError``."""
        self._saving.take(visitor.address_key)
        return await self._tourism.save(wish, once)

    async def shared(self, share: str, visitor: Visitor) -> Plan:
        """Raises ``Limited``, and as ``Tourism.shared`` does."""
        self._making.take(visitor.address_key)
        return await self._tourism.shared(share, visitor.language)
