"""Me too: somebody who has the same trouble joins a complaint instead of filing another."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from metaserver.civic.complaints import notices
from metaserver.civic.complaints.checking import read_join
from metaserver.civic.complaints.codes import new_salt
from metaserver.civic.complaints.desk import Desk
from metaserver.civic.complaints.filing import FilingDesk
from metaserver.civic.complaints.models import JoinRequest
from metaserver.civic.complaints.rules import FOLLOWERS_MAX
from metaserver.civic.limits import Limit
from metaserver.civic.models import Asker, Receipt
from metaserver.errors import Conflict
from metaserver.ports.complaints import Change, Complaint, Event, EventKind, Follower


class JoiningDesk(FilingDesk):
    """The part of the service for who comes second."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        clock, free = desk.clock, desk.means.unlimited
        self._joins = Limit("joins", burst=10, every_s=60, clock=clock, unlimited=free)
        self._joins_of_one = Limit("joins", burst=3, every_s=28_800, clock=clock)

    def check_join(self, form: Mapping[str, Any]) -> JoinRequest:
        """Raises ``Invalid``."""
        return read_join(form)

    async def join(self, number: str, request: JoinRequest, asker: Asker) -> Receipt:
        """Me too: joins the complaint, or the one that goes on in its place.

        Raises ``NotFound``, ``Conflict`` (``closed``, ``joined``, ``full``), ``Limited`` and
        ``StoreError``.
        """
        self._joins.take(asker.address_key)
        heir = await self.desk.heir(await self.desk.by_number(number))
        if asker.address_key and asker.address_key not in self.desk.means.unlimited:
            self._joins_of_one.take(_one(asker.address_key, heir.number))
        follower = Follower(
            complaint=heir.id,
            created_ms=self.desk.clock.unix_ms(),
            account=asker.account,
            email=request.email,
            language=asker.language,
            code_salt=new_salt(),
        )

        async def make(complaint: Complaint) -> Change:
            await self._may_join(complaint, asker)
            return self._joining(complaint, follower)

        complaint = await self.desk.change(heir.number, make)
        return self._receipt(complaint, follower.code_salt, asker.language, "receipt_join")

    async def _may_join(self, complaint: Complaint, asker: Asker) -> None:
        if not complaint.status.is_open:
            raise Conflict("closed", "It is closed already; tell of it anew.")
        if complaint.joined >= FOLLOWERS_MAX:
            raise Conflict("full", "So many have joined that no more can.")
        if not asker.account:
            return
        if complaint.reporter == asker.account or complaint.id in (
            await self.desk.store.joined_by(asker.account)
        ):
            raise Conflict("joined", "You follow it already.")

    def _joining(self, complaint: Complaint, follower: Follower) -> Change:
        event = Event(
            complaint=complaint.id,
            time_ms=follower.created_ms,
            kind=EventKind.JOINED,
            status=complaint.status,
            department=complaint.department,
            public=False,
        )
        letters = self.desk.means.mail and bool(follower.email)
        return Change(
            after=complaint,
            event=event,
            follower=follower,
            outbox=[notices.joined(follower)] if letters else [],
        )


def _one(address_key: str, number: str) -> str:
    """A key for what one address does to one complaint, no longer than others."""
    return hashlib.sha256(f"{address_key} {number}".encode()).hexdigest()[:32]
