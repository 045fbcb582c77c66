"""Me too: what somebody who joins another's request brings along of the form already filled in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from metaserver.civic.complaints.models import JoinRequest
from metaserver.civic.models import Asker, Receipt
from metaserver.errors import Conflict
from metaserver.ports.access import Once
from metaserver.web.services.desks import Complaints
from metaserver.web.services.fields import Field, walk
from metaserver.web.services.values import Typed

KEPT_MAX: Final = 10_000
"""Receipts; the oldest makes way. Whoever sends again after that joins once more."""


class Joins:
    """Makes joining harmless to repeat, as long as the server runs."""

    def __init__(self, complaints: Complaints) -> None:
        self._complaints = complaints
        self._given: dict[str, tuple[str, Receipt]] = {}
        """Key to the hash of what was asked, and the receipt."""

    async def join(
        self, number: str, request: JoinRequest, asker: Asker, once: Once | None
    ) -> Receipt:
        """Raises as ``Complaints.join``, and ``Conflict("reused")``."""
        if once is not None and once.key in self._given:
            body_hash, receipt = self._given[once.key]
            if body_hash != once.body_hash:
                raise Conflict("reused")
            return receipt
        receipt = await self._complaints.join(number, request, asker)
        if once is not None:
            self._given[once.key] = once.body_hash, receipt
            if len(self._given) > KEPT_MAX:
                del self._given[next(iter(self._given))]
        return receipt


def join_form(fields: Sequence[Field], values: Typed) -> dict[str, Any]:
    """The e-mail address counts with the consent to keep it, and not without."""
    typed = [values.get(each.name, ()) for each in walk(fields) if each.widget == "email"]
    email = next((given[0].strip() for given in typed if given), "")
    if not email or not values.get("keep_contact"):
        return {}
    return {"email": email, "keep_contact": True, "age_14": bool(values.get("age_14"))}
